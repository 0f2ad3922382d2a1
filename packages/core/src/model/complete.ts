import type { Service } from './service.js';

type Section = 'deployment' | 'health' | 'traefik' | 'dns' | 'authentik' | 'glance';

const ofService = { description: '', icon: null, health: null, traefik: null, dns: null, authentik: null, glance: null, metadata: {} };

const ofSection: { readonly [S in Section]: Partial<NonNullable<Service[S]>> } = {
  deployment: {
    volumes: [],
    environment: {},
    secrets: [],
    secretsFile: null,
    files: [],
    ports: [],
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
    services: {},
    compose: {},
    composeFile: null,
    dependsOnServices: [],
  },
  health: { hostHeader: null, headers: {}, bodyContains: null, followRedirects: false },
  traefik: {
    rule: null,
    tls: null,
    middlewares: [],
    headers: {},
    priority: null,
    insecureSkipVerify: false,
    sticky: false,
    healthCheck: false,
    redirectHttp: false,
  },
  dns: { aliases: [], addresses: [] },
  authentik: {
    groups: [],
    skipPathRegex: [],
    openInNewTab: false,
    cookieDomain: null,
    internalUrl: null,
    redirectUris: [],
    clientIdVariable: null,
    clientSecretVariable: null,
  },
  glance: { icon: null, bookmark: null, monitor: null },
};

/** A definition that may be older than some fields, as the ledger keeps them: what is absent says nothing. */
export function complete(service: Service): Service {
  const whole: Service = { ...ofService, ...service };
  const sections = Object.entries(ofSection).map(([name, absent]) => {
    const section = whole[name as Section];
    return [name, section && { ...absent, ...section }];
  });
  return { ...whole, ...(Object.fromEntries(sections) as Pick<Service, Section>) };
}
