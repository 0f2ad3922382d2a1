import { HlError } from '@hl/core';
import type { Json, Resource, Service, Site, TraefikSection } from '@hl/core';
import { forwardAuth, outpostPath } from './sso.js';
import { asciiHost, hostRule, sniRule } from './hosts.js';
import { check, isRecord, isZeroHeader } from './check.js';
import { headerNames } from './shape.js';
import { namesOf } from './spec.js';
import type { RouteSpec } from './spec.js';

type Fields = { readonly [field: string]: Json };

/** What a service wants in Traefik: all its routers, services and middlewares, as one resource under its name. Pure. */
export function desiredRoute(service: Service, site: Site, outpostUrl: string | null): Resource<RouteSpec>[] {
  const wanted = service.traefik;
  if (wanted === null) return [];
  const spec = wanted.scheme === 'tcp' || wanted.scheme === 'udp' ? layer4(service, wanted, site) : http(service, wanted, site, outpostUrl);
  if (!unplaced(spec)) check(service.name, spec);
  return [{ system: 'traefik', key: service.name, service: service.name, spec }];
}

/** A host or outpost that the site does not know (any more): planning its removal must still work, writing it is refused by `check`. */
const unplaced = (spec: RouteSpec): boolean => JSON.stringify(spec).includes('.not-in-hl-yml.invalid');

function http(service: Service, wanted: TraefikSection, site: Site, outpostUrl: string | null): RouteSpec {
  const names = namesOf(service.name);
  const rule = wanted.rule ?? hostRule(wanted.hosts);
  const method = service.authentik?.method ?? 'none';
  const outpost = (outpostUrl ?? 'http://outpost.not-in-hl-yml.invalid').replace(/\/+$/, '').replace(/\/outpost\.goauthentik\.io$/, '');
  const tls = tlsOf(wanted);
  const headers = canonicalHeaders(wanted.headers);
  const withHeaders = Object.keys(headers).length > 0;
  const secureBackend = wanted.scheme === 'https' && wanted.insecureSkipVerify && method !== 'proxy';
  const base = { ...entryPointsOf(wanted), ...(tls ? { tls } : {}) };
  const middlewares = [
    ...(method === 'forward_auth' ? [names.middlewares.sso] : []),
    ...(withHeaders ? [names.middlewares.headers] : []),
    ...wanted.middlewares,
  ];
  const redirect = wanted.redirectHttp && tls !== null;

  const routers: { [name: string]: Fields } = {
    [names.routers.main]: {
      ...base,
      rule,
      service: names.services.main,
      ...(middlewares.length > 0 ? { middlewares } : {}),
      ...priority(wanted.priority),
    },
  };
  const services: { [name: string]: Fields } = {
    [names.services.main]: { loadBalancer: method === 'proxy' ? { servers: [{ url: outpost }] } : balancer(service, wanted, site) },
  };
  const defined: { [name: string]: Fields } = {};
  if (method === 'forward_auth') {
    defined[names.middlewares.sso] = forwardAuth(outpost);
    routers[names.routers.outpost] = {
      ...base,
      rule: `(${rule}) && PathPrefix(\`${outpostPath}\`)`,
      service: names.services.outpost,
      ...priority(wanted.priority && wanted.priority + 1), // its rule is longer anyway
    };
    services[names.services.outpost] = { loadBalancer: { servers: [{ url: outpost }] } };
  }
  if (withHeaders) defined[names.middlewares.headers] = { headers };
  if (redirect) {
    const port = site.traefik !== null && site.traefik.httpsPort !== 443 ? { port: String(site.traefik.httpsPort) } : {};
    defined[names.middlewares.redirect] = { redirectScheme: { scheme: 'https', permanent: true, ...port } };
    routers[names.routers.redirect] = {
      entryPoints: ['web'],
      rule,
      service: names.services.main,
      middlewares: [names.middlewares.redirect],
      ...priority(wanted.priority),
    };
  }
  const sections = {
    routers,
    services,
    ...(Object.keys(defined).length > 0 ? { middlewares: defined } : {}),
    ...(secureBackend ? { serversTransports: { [names.serversTransports.main]: { insecureSkipVerify: true } } } : {}),
  };
  return { http: sections, tcp: null, udp: null, tls: null, live: true };
}

function layer4(service: Service, wanted: TraefikSection, site: Site): RouteSpec {
  if (service.authentik !== null && service.authentik.method !== 'oidc') {
    throw new HlError('HL_TRAEFIK_SSO', `${service.name}: a ${wanted.scheme} route cannot be put behind Authentik`, {
      kind: 'input',
      hint: 'Disable the authentik section, or use scheme http or https.',
    });
  }
  const name = service.name;
  const tls = tlsOf(wanted);
  const server = { address: `${addressOf(service, site)}:${wanted.port}` };
  const services = { [name]: { loadBalancer: { servers: [server] } } };
  const entryPoints = entryPointsOf(wanted);
  if (wanted.scheme === 'udp')
    return { http: null, tcp: null, udp: { routers: { [name]: { ...entryPoints, service: name } }, services }, tls: null, live: true };
  const router = {
    ...entryPoints,
    rule: wanted.rule ?? (tls ? sniRule(wanted.hosts) : 'HostSNI(`*`)'),
    service: name,
    ...(wanted.middlewares.length > 0 ? { middlewares: [...wanted.middlewares] } : {}),
    ...priority(wanted.priority),
    ...(tls ? { tls } : {}),
  };
  return { http: null, tcp: { routers: { [name]: router }, services }, udp: null, tls: null, live: true };
}

/** None named: Traefik takes its default ones. */
const entryPointsOf = ({ entrypoints }: TraefikSection): Fields => (entrypoints.length > 0 ? { entryPoints: [...entrypoints] } : {});

/** 0 is Traefik's word for the length of the rule. */
const priority = (value: number | null): Fields => (value === null || value === 0 ? {} : { priority: value });

/** `{}` is TLS with the default certificate; null is none. A wildcard's certificate must be asked for by name. */
function tlsOf({ tls, hosts, rule }: TraefikSection): Fields | null {
  if (tls === null) return null;
  const named = tls.domains.map(({ main, sans }) => ({
    main: asciiHost(main),
    ...(sans.length > 0 ? { sans: sans.map(asciiHost) } : {}),
  }));
  const wildcards = rule === null && tls.certResolver !== null ? hosts.filter((host) => host.startsWith('*.')) : [];
  const domains = named.length > 0 || wildcards.length === 0 ? named : hosts.map((host) => ({ main: asciiHost(host) }));
  return { ...(tls.certResolver === null ? {} : { certResolver: tls.certResolver }), ...(domains.length > 0 ? { domains } : {}) };
}

function balancer(service: Service, wanted: TraefikSection, site: Site): Fields {
  const names = namesOf(service.name);
  const cookie = { name: `hl_${service.name.replaceAll('-', '_')}`, httpOnly: true, ...(wanted.tls === null ? {} : { secure: true }) };
  return {
    servers: [{ url: `${wanted.scheme}://${addressOf(service, site)}:${wanted.port}` }],
    ...(wanted.sticky ? { sticky: { cookie } } : {}),
    ...(wanted.healthCheck ? { healthCheck: healthCheck(service, wanted) } : {}),
    ...(wanted.scheme === 'https' && wanted.insecureSkipVerify ? { serversTransport: names.serversTransports.main } : {}),
  };
}

function healthCheck({ health }: Service, wanted: TraefikSection): Fields {
  if (health === null) return { path: '/' };
  const [status] = health.expectedStatus;
  const unusual = health.expectedStatus.length === 1 && status !== undefined && (status < 200 || status > 399);
  return {
    path: health.endpoint,
    interval: `${health.interval}s`,
    timeout: `${health.timeout}s`,
    ...(health.scheme === wanted.scheme ? {} : { scheme: health.scheme }),
    ...(health.port === wanted.port ? {} : { port: health.port }),
    ...(health.hostHeader === null ? {} : { hostname: health.hostHeader }),
    ...(Object.keys(health.headers).length > 0 ? { headers: { ...health.headers } } : {}),
    ...(health.followRedirects ? {} : { followRedirects: false }),
    ...(unusual ? { status } : {}),
  };
}

/** Of the host that runs the service; an IPv6 address in brackets. */
function addressOf({ host }: Service, site: Site): string {
  const address = site.hosts[host]?.address ?? `${host}.not-in-hl-yml.invalid`;
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}

/**
 * Field names in Traefik's own spelling; it takes any case, and so do we. Without one value that is not zero there is no middleware, since
 * Traefik disables such a one; an empty map would make it reject the file.
 */
function canonicalHeaders(headers: { readonly [name: string]: Json }): Fields {
  const given = Object.entries(headers).filter(([, value]) => !(isRecord(value) && Object.keys(value).length === 0));
  if (given.every(([field, value]) => isZeroHeader(field, value))) return {};
  return Object.fromEntries(
    given.map(([name, value]) => [headerNames.find((field) => field.toLowerCase() === name.toLowerCase()) ?? name, value]),
  );
}
