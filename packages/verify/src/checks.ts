import { domainToASCII } from 'node:url';
import type { Json, Service, Site } from '@hl/core';
import type { Check, DnsServer, Entrance, SettledCheck } from './check.js';
import { gatePath, routePath, rulePath } from './path.js';
import { reach } from './where.js';

/** What has to be true of a service that is up. Pure; what the site has no system for is there as a skip with its reason. */
export function checksFor(service: Service, site: Site): Check[] {
  return [
    container(service, site),
    ...ports(service, site),
    ...health(service, site),
    ...dns(service, site),
    ...routes(service, site),
    ...redirects(service, site),
    ...sso(service, site),
  ];
}

/** What only is there when the service itself is up gets the service's own start period on top. */
const waitsForService = new Set(['container', 'port', 'health', 'route']);

const common = ({ name, health }: Service, kind: string, about = ''): { service: string; name: string; graceMs: number } => ({
  service: name,
  name: about === '' ? kind : `${kind} ${about}`,
  graceMs: waitsForService.has(kind) ? (health?.startPeriod ?? 0) * 1000 : 0,
});

const settled = (service: Service, name: string, expected: string, reason: string, status: 'skip' | 'fail' = 'skip'): SettledCheck => ({
  ...common(service, name),
  kind: 'settled',
  status,
  expected,
  reason,
});

function container(service: Service, site: Site): Check {
  const host = site.hosts[service.host];
  if (host === undefined) return settled(service, 'container', 'running', `host ${service.host} is not in hl.yml`, 'fail');
  const oneShot = /^(?:no|on-failure)/.test(service.deployment.restartPolicy);
  const sides = Object.entries(service.deployment.services)
    .filter(([, side]) => !startsNothing(side))
    .map(([name]) => name)
    .sort();
  return { ...common(service, 'container'), kind: 'container', host: service.host, swarm: host.kind === 'swarm', oneShot, sides };
}

/** Compose makes no container of it by itself: it has a profile, or is scaled to none. */
function startsNothing(side: Json): boolean {
  if (typeof side !== 'object' || side === null) return false;
  const { profiles, scale, deploy } = side as { readonly [key: string]: Json };
  const replicas = typeof deploy === 'object' && deploy !== null ? (deploy as { readonly [key: string]: Json })['replicas'] : undefined;
  return (Array.isArray(profiles) && profiles.length > 0) || scale === 0 || replicas === 0;
}

function ports(service: Service, site: Site): Check[] {
  const others = service.deployment.ports
    .filter(({ host, protocol }) => protocol === 'tcp' && host !== service.port)
    .map(({ host }) => host);
  return [service.port, ...new Set(others)].map((port, index): Check => {
    const where = reach(service, site, port);
    const about = index === 0 ? '' : String(port);
    if ('unreachable' in where)
      return settled(service, about === '' ? 'port' : `port ${about}`, `${port} accepts connections`, where.unreachable);
    return { ...common(service, 'port', about), kind: 'port', address: where.address, port };
  });
}

function health(service: Service, site: Site): Check[] {
  if (service.health === null) return [];
  const { scheme, endpoint, port, hostHeader, headers, expectedStatus, bodyContains, followRedirects, timeout } = service.health;
  const where = reach(service, site, port);
  if ('unreachable' in where) return [settled(service, 'health', `GET ${endpoint}`, where.unreachable)];
  const ask = { scheme, address: where.address, port, path: endpoint.startsWith('/') ? endpoint : `/${endpoint}`, hostHeader, headers };
  return [
    { ...common(service, 'health'), kind: 'health', ...ask, expectedStatus, bodyContains, followRedirects, timeoutMs: timeout * 1000 },
  ];
}

/** The Pi-holes' own DNS servers: what a visitor's resolver caches is not what we want to know. */
export const dnsServers = (site: Site): DnsServer[] =>
  Object.values(site.dns).flatMap(({ instances }) => instances.map(({ dns }) => ({ address: dns.address, port: dns.port })));

function dns(service: Service, site: Site): Check[] {
  if (service.dns === null) return [];
  const servers = dnsServers(site);
  const { hostname, aliases, addresses } = service.dns;
  if (servers.length === 0) return [settled(service, 'dns', hostname, 'hl.yml names no Pi-hole')];
  return [hostname, ...aliases].map((name, index) => ({
    ...common(service, 'dns', index === 0 ? '' : name),
    kind: 'dns',
    hostname: ascii(name),
    addresses,
    servers,
  }));
}

/** Where a visitor of `hostname` comes in; null when hl.yml does not tell the port of the entry point. */
export function entrance(service: Service, site: Site, hostname: string, path: string): Entrance | null {
  const [address] = site.traefik?.addresses ?? [];
  if (!site.traefik || address === undefined || service.traefik === null) return null;
  const tls = service.traefik.tls !== null;
  return { hostname: ascii(hostname), address, port: tls ? site.traefik.httpsPort : site.traefik.httpPort, tls, path };
}

/** As DNS and TLS spell it. */
export const ascii = (hostname: string): string => domainToASCII(hostname) || hostname;

const gated = (service: Service, site: Site): boolean =>
  site.authentik !== null && service.authentik !== null && service.authentik.method !== 'oidc' && gatePath(service) !== null;

function routes(service: Service, site: Site): Check[] {
  if (service.traefik === null) return [];
  if (site.traefik === null) return [settled(service, 'route', 'reached through Traefik', 'hl.yml names no Traefik')];
  if (service.traefik.scheme === 'udp')
    return [settled(service, 'route', 'reached through Traefik', "a UDP route can't be asked by connecting")];
  if (service.traefik.scheme === 'tcp') return tcpRoutes(service, site.traefik);
  const hosts = service.traefik.hosts.filter((host) => !host.includes('*'));
  if (hosts.length === 0) return [settled(service, 'route', 'reached through Traefik', 'its rule names no single host')];
  const sso = gated(service, site);
  const { path, expectedStatus } = sso ? { path: gatePath(service) ?? '/', expectedStatus: null } : routePath(service);
  const ownCertificate = service.traefik.tls?.certResolver === null;
  return hosts.map((host, index): Check => {
    const where = entrance(service, site, host, path);
    if (where === null) return settled(service, 'route', host, 'hl.yml names no address of Traefik');
    return { ...common(service, 'route', index === 0 ? '' : host), kind: 'route', ...where, ownCertificate, expectedStatus, sso };
  });
}

/** From plain HTTP to https, where the file asks for it. */
function redirects(service: Service, { traefik }: Site): Check[] {
  const [address] = traefik?.addresses ?? [];
  if (!traefik || address === undefined || service.traefik?.redirectHttp !== true || service.traefik.tls === null) return [];
  const hosts = service.traefik.hosts.filter((host) => !host.includes('*'));
  const path = rulePath(service.traefik.rule) ?? '/';
  return hosts.map((host, index) => ({
    ...common(service, 'redirect', index === 0 ? '' : host),
    kind: 'redirect',
    hostname: ascii(host),
    address,
    port: traefik.httpPort,
    tls: false,
    path,
  }));
}

/** By name where Traefik ends the TLS; else all that can be seen is that somebody answers. */
function tcpRoutes(service: Service, traefik: NonNullable<Site['traefik']>): Check[] {
  const known: Record<string, number> = { web: traefik.httpPort, websecure: traefik.httpsPort };
  const { entrypoints = [], hosts = [], tls = null } = service.traefik ?? {};
  const [entrypoint = ''] = entrypoints;
  const [address] = traefik.addresses;
  const port = known[entrypoint];
  if (port === undefined || address === undefined)
    return [settled(service, 'route', 'reached through Traefik', `hl.yml does not tell the port of entry point ${entrypoint}`)];
  const names = tls === null ? [] : hosts.filter((host) => !host.includes('*'));
  if (names.length === 0) return [{ ...common(service, 'route'), kind: 'port', address, port }];
  const ownCertificate = tls?.certResolver === null;
  return names.map((host, index) => ({
    ...common(service, 'route', index === 0 ? '' : host),
    kind: 'tls',
    hostname: ascii(host),
    address,
    port,
    ownCertificate,
  }));
}

function sso(service: Service, site: Site): Check[] {
  if (service.authentik === null) return [];
  const { slug, method } = service.authentik;
  if (site.authentik === null) return [settled(service, 'sso', 'visitors log in first', 'hl.yml names no Authentik')];
  const at = { slug, login: `${site.authentik.browserUrl}/application/o/authorize/`, outpost: site.authentik.outpost };
  if (method === 'oidc')
    return [{ ...common(service, 'sso'), kind: 'sso', hostname: '', address: '', port: 0, tls: false, path: '', ...at, by: 'application' }];
  const hostname = service.traefik?.hosts.find((host) => !host.includes('*'));
  const path = gatePath(service);
  const where = hostname === undefined || path === null ? null : entrance(service, site, hostname, path);
  if (path === null) return [settled(service, 'sso', 'visitors log in first', 'skip_path_regex exempts every path')];
  if (where === null) return [settled(service, 'sso', 'visitors log in first', 'there is no route through Traefik to ask')];
  return [{ ...common(service, 'sso'), kind: 'sso', ...where, ...at, by: 'gate' }];
}
