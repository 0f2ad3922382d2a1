import type { AuthentikSite, GlanceSite, Host, Site, TraefikSite } from './site.js';

/** What is not said of a system, in hl.yml or in code. schemas/site.schema.json shows the same values to people; a test compares. */

export const hostDefaults: Omit<Host, 'address'> = {
  kind: 'docker',
  port: 22,
  user: 'root',
  keyFile: null,
  agent: false,
  knownHosts: null,
  fingerprints: [],
  jump: null,
  sudo: false,
  parallel: 4,
  revisions: 5,
  connectTimeoutSeconds: 10,
};

export const traefikDefaults: Omit<TraefikSite, 'host'> = {
  directory: '/etc/traefik/dynamic',
  layout: 'directory',
  file: 'services.yml',
  addresses: [],
  httpsPort: 443,
  httpPort: 80,
  api: null,
  apiCredentials: null,
  certResolver: 'letsencrypt',
  entrypoints: ['websecure'],
  caFile: null,
};

export const authentikDefaults: Pick<AuthentikSite, 'outpost' | 'authorizationFlow' | 'invalidationFlow' | 'guard'> = {
  outpost: 'authentik Embedded Outpost',
  authorizationFlow: 'default-provider-authorization-implicit-consent',
  invalidationFlow: 'default-provider-invalidation-flow',
  guard: true,
};

export const glanceDefaults: Omit<GlanceSite, 'host'> = {
  config: '/opt/glance/config/glance.yml',
  url: null,
  page: 'home',
  create: true,
  reload: 'auto',
  restart: ['docker', 'restart', 'glance'],
  validate: null,
};

export const siteDefaults: Omit<Site, 'domain' | 'categories'> = {
  services: 'services',
  hosts: {},
  traefik: null,
  dns: {},
  authentik: null,
  glance: null,
  discord: null,
  notifications: null,
  ledger: null,
  brakes: { services: 3, ratio: 0.3 },
  verify: { deadlineSeconds: 60, intervalSeconds: 2 },
};

/** As much of a site as somebody needs to know; of a host its address. */
export interface GivenSite extends Partial<Omit<Site, 'hosts'>> {
  readonly hosts?: { readonly [name: string]: Pick<Host, 'address'> & Partial<Host> };
}

const hasAll = (given: object, defaults: object): boolean => Object.keys(defaults).every((name) => name in given);

/** What says everything already stays the object that it is: each system of a large fleet asks. */
export function wholeSite(site: GivenSite): Site {
  const { hosts = {}, ...given } = site;
  const all = Object.values(hosts).every((host) => hasAll(host, hostDefaults));
  if (all && 'domain' in site && 'categories' in site && hasAll(site, siteDefaults)) return site as Site;
  return {
    ...{ domain: '', categories: [], ...siteDefaults, ...given },
    hosts: Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, { ...hostDefaults, ...host }])),
  };
}
