import type { AuthentikSite, GlanceSite, Host, TraefikSite } from './site.js';

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
