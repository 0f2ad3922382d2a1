import { isRecord, type Service, type Site, type TraefikSection } from '@hl/core';
import { canonicalConfig } from '@hl/schema/traefik';
import { forwardAuth, outpostPath } from './forward-auth.js';
import { everyHost, hostRule } from './hosts.js';
import { backendOf, backendTls, entryPointsOf, inUrl, priority, tlsOf } from './router-fields.js';
import { namesOf, type Fields, type Section } from './spec.js';
import { isZero } from './validate.js';

/** Of the router to the outpost: before all that others have at the same host, whatever their path. A 32-bit Traefik takes it, too. */
const first = 1_000_000;

/** Routers, services and middlewares of an HTTP route; behind Authentik, the outpost's own paths too. */
export function httpRoute(service: Service, wanted: TraefikSection, site: Site, outpostUrl: string | null): Section {
  const names = namesOf(service.name);
  const rule = wanted.rule ?? hostRule(wanted.hosts);
  const method = service.authentik?.method ?? 'none';
  const guarded = method === 'forward_auth';
  const outpost = (outpostUrl ?? 'http://outpost.not-in-hl-yml.invalid').replace(/\/+$/, '').replace(/\/outpost\.goauthentik\.io$/, '');
  // under a path of the host nothing else would lead to the page that a login comes back to
  const toLogin = guarded || (method === 'proxy' && wanted.rule !== null);
  const toOutpost = { loadBalancer: { servers: [{ url: outpost }] } };
  const tls = tlsOf(wanted);
  const base = { ...entryPointsOf(wanted), ...(tls ? { tls } : {}) };
  const defined = {
    ...(guarded ? { [names.middlewares.sso]: forwardAuth(outpost) } : {}),
    ...headersOf(names.middlewares.headers, wanted.headers),
  };
  const uses = [...Object.keys(defined), ...wanted.middlewares];
  const transport = wanted.scheme === 'https' && method !== 'proxy' ? backendTls(wanted) : null;
  const own = names.serversTransports.main;
  const redirect = wanted.redirectHttp && tls !== null ? httpsRedirect(site) : null;
  const middlewares = { ...defined, ...(redirect ? { [names.middlewares.redirect]: redirect } : {}) };
  return {
    routers: {
      [names.routers.main]: {
        ...base,
        rule,
        service: names.services.main,
        ...(uses.length > 0 ? { middlewares: uses } : {}),
        ...priority(wanted.priority),
      },
      ...(toLogin && {
        [names.routers.outpost]: {
          ...base,
          rule: `(${everyHost(wanted.hosts, wanted.rule)}) && PathPrefix(\`${outpostPath}\`)`,
          service: guarded ? names.services.outpost : names.services.main,
          priority: Math.max(first, (wanted.priority ?? 0) + 1),
        },
      }),
      ...(redirect && {
        [names.routers.redirect]: {
          entryPoints: ['web'],
          rule,
          service: names.services.main,
          middlewares: [names.middlewares.redirect],
          ...priority(wanted.priority),
        },
      }),
    },
    services: {
      [names.services.main]: method === 'proxy' ? toOutpost : { loadBalancer: loadBalancer(service, wanted, site, transport && own) },
      ...(guarded && { [names.services.outpost]: toOutpost }),
    },
    ...(Object.keys(middlewares).length > 0 ? { middlewares } : {}),
    ...(transport && { serversTransports: { [own]: transport } }),
  };
}

/** Where requests go to, and how Traefik watches and remembers it. */
function loadBalancer(service: Service, wanted: TraefikSection, site: Site, serversTransport: string | null): Fields {
  const cookie = { name: `hl_${service.name.replaceAll('-', '_')}`, httpOnly: true, ...(wanted.tls === null ? {} : { secure: true }) };
  return {
    servers: [{ url: `${wanted.scheme}://${inUrl(backendOf(service, site))}:${wanted.port}` }],
    ...(wanted.sticky ? { sticky: { cookie } } : {}),
    ...(wanted.healthCheck ? { healthCheck: healthCheck(service, wanted) } : {}),
    ...(serversTransport === null ? {} : { serversTransport }),
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

function httpsRedirect({ traefik }: Site): Fields {
  const port = traefik !== null && traefik.httpsPort !== 443 ? { port: String(traefik.httpsPort) } : {};
  return { redirectScheme: { scheme: 'https', permanent: true, ...port } };
}

/**
 * The headers middleware in Traefik's own spelling; it takes any case, and so do we. Without one value that is not zero there is none, since
 * Traefik disables such a one; an empty map would make it reject the file.
 */
function headersOf(name: string, headers: Fields): Section[string] {
  const given = Object.entries(headers).filter(([, value]) => !(isRecord(value) && Object.keys(value).length === 0));
  const config = canonicalConfig({ http: { middlewares: { [name]: { headers: Object.fromEntries(given) } } } }) as {
    readonly http: { readonly middlewares: { readonly [name: string]: { readonly headers: Fields } } };
  };
  const fields = config.http.middlewares[name]?.headers ?? {};
  return Object.values(fields).every(isZero) ? {} : { [name]: { headers: fields } };
}
