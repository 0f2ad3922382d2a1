import { hostDefaults, traefikDefaults } from '../model/defaults.js';
import type { Deployment, Page, Service } from '../model/service.gen.js';
import type { Host, Site } from '../model/site.js';

type Deep<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Deep<T[K]> } : T;

/** Merges objects deeply; lists and scalars of `over` replace. */
function merge<T>(base: T, over: Deep<NoInfer<T>> | undefined): T {
  if (over === undefined) return base;
  if (typeof base !== 'object' || typeof over !== 'object' || base === null || over === null || Array.isArray(over)) return over as T;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in over
        ? merge((base as Record<string, unknown>)[key], (over as Record<string, never>)[key])
        : (base as Record<string, unknown>)[key],
    ]),
  ) as T;
}

/** A service with a container that listens. */
type Whole = Service & {
  readonly deployment: Deployment & { readonly image: string; readonly containerPort: number };
  readonly port: number;
};

/** A resolved service that wants something from every system; `over` changes what a test is about. */
export function exampleService(over?: Deep<Whole>): Whole {
  const name = over?.name ?? 'metube';
  const host = `${name}.example.org`;
  const base: Whole = {
    name,
    path: `services/downloads/${name}.yml`,
    displayName: 'MeTube',
    description: 'Video downloader',
    category: 'downloads',
    icon: 'si:youtube',
    host: 'docker-media',
    address: null,
    port: 8082,
    deployment: {
      image: 'ghcr.io/alexta69/metube:latest',
      containerPort: 8081,
      installPath: `/opt/${name}`,
      restartPolicy: 'unless-stopped',
      pullPolicy: 'missing',
      volumes: [{ host: `/opt/${name}/downloads`, container: '/downloads', readOnly: false }],
      environment: { TZ: 'America/New_York' },
      secrets: [],
      secretsFile: null,
      files: [],
      ports: [{ host: 8082, container: 8081, protocol: 'tcp', hostIp: null }],
      networkMode: null,
      networks: [],
      devices: [],
      privileged: false,
      capAdd: [],
      user: null,
      command: null,
      entrypoint: null,
      dependsOn: [],
      labels: {},
      container: {},
      composeService: null,
      services: {},
      compose: {},
      composeFile: null,
      networkOf: null,
      onFailure: 'rollback',
      dependsOnServices: [],
    },
    health: {
      scheme: 'http',
      endpoint: '/',
      port: 8082,
      hostHeader: null,
      headers: {},
      expectedStatus: [200],
      bodyContains: null,
      followRedirects: false,
      interval: 30,
      timeout: 10,
      startPeriod: 0,
      retries: 3,
    },
    traefik: {
      hosts: [host],
      rule: null,
      entrypoints: ['websecure'],
      tls: { certResolver: 'letsencrypt', domains: [] },
      middlewares: [],
      headers: {},
      priority: null,
      scheme: 'http',
      port: 8082,
      insecureSkipVerify: false,
      sticky: false,
      healthCheck: false,
      redirectHttp: false,
      trust: null,
    },
    dns: { hostname: host, aliases: [], addresses: ['192.0.2.20'], mode: 'address' },
    authentik: {
      slug: name,
      method: 'forward_auth',
      authorizationFlow: 'default-provider-authorization-implicit-consent',
      invalidationFlow: 'default-provider-invalidation-flow',
      groups: [],
      skipPathRegex: [],
      applicationGroup: 'Downloads',
      openInNewTab: false,
      level: 'single',
      cookieDomain: null,
      externalUrl: `https://${host}`,
      internalUrl: null,
      redirectUris: [],
      clientIdVariable: null,
      clientSecretVariable: null,
    },
    glance: {
      page: 'home',
      url: `https://${host}`,
      title: 'MeTube',
      icon: 'si:youtube',
      bookmark: { group: 'Downloads', description: 'Video downloader' },
      monitor: {
        widget: 'Media Services',
        checkUrl: 'http://192.0.2.11:8082/',
        altStatusCodes: [],
        allowInsecure: false,
        timeout: null,
      },
    },
    pages: [],
    notifications: { discord: true, channels: null },
    metadata: {},
  };
  return merge(base, over);
}

/** A further page of a service: what a service of that name wants, but for the container. */
export function examplePage(over: Deep<Page> & Pick<Page, 'name'>): Page {
  const { name, displayName, description, icon, address, port, health, traefik, dns, authentik, glance } = exampleService(
    over as Deep<Whole>,
  );
  return { name, displayName, description, icon, address, port, health, traefik, dns, authentik, glance };
}

/** A host as `hl.yml` gives it after its defaults. */
export function exampleHost(over?: Deep<Host>): Host {
  const base: Host = { ...hostDefaults, address: '192.0.2.11' };
  return merge(base, over);
}

/** A resolved site with two Docker hosts and every system. */
export function exampleSite(over?: Deep<Site>): Site {
  const base: Site = {
    domain: 'example.org',
    categories: ['media', 'downloads', 'productivity', 'monitoring', 'infrastructure'],
    services: 'services',
    hosts: {
      'docker-media': exampleHost(),
      'docker-apps': exampleHost({ address: '192.0.2.12' }),
      proxy: exampleHost({ address: '192.0.2.20' }),
      dashboard: exampleHost({ address: '192.0.2.21' }),
    },
    traefik: { ...traefikDefaults, host: 'proxy', addresses: ['192.0.2.20'], api: 'http://192.0.2.20:8080' },
    dns: {
      pihole: {
        instances: [{ url: 'http://192.0.2.53', dns: { address: '192.0.2.53', port: 53 }, password: 'PIHOLE_API_PASSWORD' }],
        caFile: null,
        insecure: false,
        mode: 'address',
      },
    },
    authentik: {
      url: 'http://192.0.2.30:9000',
      token: 'AUTHENTIK_TOKEN',
      outpost: 'authentik Embedded Outpost',
      outpostUrl: 'http://192.0.2.30:9000',
      browserUrl: 'https://auth.example.org',
      authorizationFlow: 'default-provider-authorization-implicit-consent',
      invalidationFlow: 'default-provider-invalidation-flow',
      guard: true,
      caFile: null,
    },
    glance: {
      host: 'dashboard',
      config: '/opt/glance/config/glance.yml',
      url: 'http://192.0.2.21:8080',
      page: 'home',
      create: true,
      reload: 'auto',
      restart: ['docker', 'restart', 'glance'],
      validate: null,
    },
    discord: { channel: null },
    notifications: null,
    ledger: { host: 'proxy', directory: '/var/lib/hl' },
    brakes: { services: 3, ratio: 0.3 },
    verify: { deadlineSeconds: 60, intervalSeconds: 2 },
  };
  return merge(base, over);
}
