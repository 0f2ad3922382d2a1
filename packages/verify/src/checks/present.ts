import type { Service, TraefikSection } from '@hl/core';
import type { Check, Place, SsoCheck } from './check.js';
import { whole, type Given, type Outside, type Proxy } from './outside.js';
import { ascii, common, dnsChecks, each, entranceOf, known, ofPages, singleHosts } from './parts.js';
import { compositionOf } from './composition.js';
import { gatePath, routePath, rulePath } from './path.js';
import { ports, udpPorts } from './ports.js';
import { reach } from './reach.js';

/** What has to be true of a service that is up. Pure; what the site has nothing for is there as a skip with its reason. */
export function checksFor(service: Service, given: Given = {}): Check[] {
  const outside = whole(given);
  return ofPages(service, (page) =>
    [container, ports, udpPorts, health, dns, routes, redirects, sso, tile].flatMap((part) => part(page, outside, service)),
  );
}

function container(service: Service, { hosts }: Outside): Check[] {
  if (service.deployment === null) return [];
  const host = hosts[service.host];
  if (host === undefined) return [known(service, 'container', 'running', `host ${service.host} is not in hl.yml`, 'fail')];
  const { project, parts } = compositionOf(service.name, service.deployment);
  if (parts.length === 0) return [known(service, 'container', 'running', 'compose starts none of its containers by itself')];
  const name = service.deployment.composeService ?? service.name;
  const main = parts.find((part) => part.service === name);
  const sides = parts.flatMap((part) => (part === main ? [] : part.service)).sort();
  const where = { host: service.host, swarm: host.kind === 'swarm' };
  return [
    {
      ...common(service, 'container'),
      kind: 'container',
      ...where,
      project,
      oneShot: main?.oneShot ?? false,
      main: main ? name : null,
      sides,
    },
  ];
}

function health(service: Service, outside: Outside, owner: Service): Check[] {
  if (service.health === null) return [];
  const { scheme, endpoint, port, hostHeader, headers, expectedStatus, bodyContains, followRedirects, timeout } = service.health;
  const where = reach(service, owner, outside, port);
  if ('unreachable' in where) return [known(service, 'health', `GET ${endpoint}`, where.unreachable)];
  const path = endpoint.startsWith('/') ? endpoint : `/${endpoint}`;
  const wanted = { expectedStatus, bodyContains, followRedirects, timeoutMs: timeout * 1000, trust: trustOf(service, where.at) };
  const { address, at } = where;
  return [{ ...common(service, 'health'), kind: 'health', scheme, address, at, port, path, hostHeader, headers, ...wanted }];
}

/**
 * A certificate is looked at as the proxy does, where that asks the same thing. A container's, at an address without a name, only where the
 * file says how: there the proxy's own settings often say that any will do.
 */
function trustOf({ health, traefik }: Service, at: Place): TraefikSection['trust'] {
  const same = health?.scheme === 'https' && traefik?.scheme === 'https' && health.port === traefik.port;
  if (!same || traefik.insecureSkipVerify) return null;
  return traefik.trust ?? (at === 'elsewhere' ? { ca: null, serverName: null } : null);
}

function dns(service: Service, outside: Outside): Check[] {
  if (service.dns === null || outside.dns.length > 0) return dnsChecks(service, outside, 'dns');
  return [known(service, 'dns', service.dns.hostname, 'hl.yml names no DNS server')];
}

function routes(service: Service, outside: Outside, owner: Service): Check[] {
  const { traefik: route } = service;
  const { proxy, login } = outside;
  if (route === null) return [];
  const skipped = (reason: string): Check[] => [known(service, 'route', 'reached through the proxy', reason)];
  if (proxy === null) return skipped('hl.yml names no reverse proxy');
  if (route.scheme === 'udp') return udpRoute(service, owner, proxy, skipped);
  const ownCertificate = route.tls?.certResolver === null;
  if (route.scheme === 'tcp') return tcpRoutes(service, proxy, ownCertificate, skipped);
  const hosts = singleHosts(service);
  if (hosts.length === 0) return skipped('its rule names no single host');
  const entrance = entranceOf(service, outside);
  if (entrance === null) return skipped(`hl.yml names no address of ${proxy.name}`);
  const gate = login !== null && service.authentik !== null && service.authentik.method !== 'oidc' ? gatePath(service) : null;
  const { path, expectedStatus } = gate === null ? routePath(service) : { path: gate, expectedStatus: null };
  return each(hosts, (host, about) => ({
    ...common(service, 'route', about),
    ...{ kind: 'route', ...entrance(host, path), ownCertificate, expectedStatus, sso: gate !== null },
  }));
}

/** What a nameserver says can be seen; no other protocol of UDP has a question that any program of its kind would answer. */
function udpRoute(service: Service, owner: Service, proxy: Proxy, skipped: (reason: string) => Check[]): Check[] {
  const { port: inner, entrypoints: [entrypoint = ''] = [] } = service.traefik ?? {};
  const { address, entrypoints } = proxy;
  const port = entrypoints[entrypoint];
  const open = (owner.deployment?.ports ?? []).filter(({ protocol, host }) => protocol === 'udp' && host === inner);
  const isDns = inner === 53 || open.some(({ container }) => container === 53);
  if (!isDns) return skipped("a UDP route can't be asked by connecting, and hl speaks no protocol over UDP but DNS");
  if (port === undefined || address === null) return skipped(`hl.yml does not tell the port of entry point ${entrypoint}`);
  return [{ ...common(service, 'route'), kind: 'port', address, at: 'proxy', port, count: 1, protocol: 'dns' }];
}

/** By name where the proxy ends the TLS; else all that can be seen is that somebody answers. */
function tcpRoutes(service: Service, proxy: Proxy, ownCertificate: boolean, skipped: (reason: string) => Check[]): Check[] {
  const { entrypoints: [entrypoint = ''] = [], tls = null } = service.traefik ?? {};
  const port = proxy.entrypoints[entrypoint];
  const { address } = proxy;
  if (port === undefined || address === null) return skipped(`hl.yml does not tell the port of entry point ${entrypoint}`);
  const names = tls === null ? [] : singleHosts(service);
  if (names.length === 0) return [{ ...common(service, 'route'), kind: 'port', address, at: 'proxy', port, count: 1, protocol: 'tcp' }];
  return each(names, (host, about) => ({
    ...common(service, 'route', about),
    ...{ kind: 'tls', proxy: proxy.name, hostname: ascii(host), address, port, ownCertificate },
  }));
}

/** From plain HTTP to https, where the file asks for it. */
function redirects(service: Service, outside: Outside): Check[] {
  const { traefik: route } = service;
  const entrance = entranceOf(service, outside);
  if (entrance === null || outside.proxy === null || route?.redirectHttp !== true || route.tls === null) return [];
  const { httpPort: port, httpsPort: otherPort } = outside.proxy;
  const plain = { kind: 'redirect', port, otherPort, tls: false } as const;
  const path = rulePath(route.rule) ?? '/';
  return each(singleHosts(service), (host, about) => ({ ...common(service, 'redirect', about), ...entrance(host, path), ...plain }));
}

function sso(service: Service, outside: Outside): Check[] {
  if (service.authentik === null) return [];
  const { slug, method } = service.authentik;
  const { login } = outside;
  const skipped = (reason: string): Check[] => [known(service, 'sso', 'visitors log in first', reason)];
  if (login === null) return skipped('hl.yml names no single sign-on');
  // Of a host that the outpost proxies as a whole all goes through the main router.
  const router = method === 'proxy' && service.traefik?.rule === null ? service.name : `${service.name}_outpost`;
  const check = { ...common(service, 'sso'), kind: 'sso', slug, login, router } as const;
  if (method === 'oidc') return [{ ...check, entrance: null, ...ownLogin(service, outside) }];
  const path = gatePath(service);
  if (path === null) return skipped('skip_path_regex exempts every path');
  const [hostname] = singleHosts(service);
  const entrance = entranceOf(service, outside);
  if (hostname === undefined || entrance === null) return skipped('there is no route through the proxy to ask');
  return [{ ...check, entrance: entrance(hostname, path) }];
}

function tile(service: Service, { dashboard = null }: Outside): Check[] {
  const { glance } = service;
  if (dashboard === null || glance === null || (glance.bookmark === null && glance.monitor === null)) return [];
  return [{ ...common(service, 'tile'), kind: 'tile', dashboard, url: glance.url, title: glance.title }];
}

/** Where a service that logs in by itself lets visitors be sent back to, and that page when it is behind the proxy. */
function ownLogin(service: Service, outside: Outside): Pick<SsoCheck, 'redirectUri' | 'callback'> {
  const uris = service.authentik?.redirectUris ?? [];
  const redirectUri = uris.find((uri) => /^https?:\/\/[^\\*()^$]+$/.test(uri) && URL.canParse(uri)) ?? null;
  const url = redirectUri === null ? null : new URL(redirectUri);
  const behind = url !== null && singleHosts(service).some((host) => ascii(host) === url.hostname);
  const entrance = behind ? entranceOf(service, outside) : null;
  return { redirectUri, callback: url && entrance && entrance(url.hostname, `${url.pathname}${url.search}`) };
}
