import { isRecord, type Json, type Service } from '@hl/core';
import type { Check } from './check.js';
import type { Outside, Proxy } from './outside.js';
import { ascii, common, dnsChecks, each, entranceOf, known, singleHosts } from './parts.js';
import { gatePath, routePath, rulePath } from './path.js';
import { reach } from './reach.js';

/** What has to be true of a service that is up. Pure; what the site has nothing for is there as a skip with its reason. */
export const checksFor = (service: Service, outside: Outside): Check[] =>
  [container, ports, health, dns, routes, redirects, sso].flatMap((part) => part(service, outside));

function container(service: Service, { hosts }: Outside): Check {
  const host = hosts[service.host];
  if (host === undefined) return known(service, 'container', 'running', `host ${service.host} is not in hl.yml`, 'fail');
  const { restartPolicy, services } = service.deployment;
  const sides = Object.keys(services).filter((name) => !startsNothing(services[name] ?? null));
  const oneShot = /^(?:no|on-failure)/.test(restartPolicy);
  const where = { host: service.host, swarm: host.kind === 'swarm' };
  return { ...common(service, 'container'), kind: 'container', ...where, oneShot, sides: sides.sort() };
}

/** Compose makes no container of it by itself: it has a profile, or is scaled to none. */
function startsNothing(side: Json): boolean {
  if (!isRecord(side)) return false;
  const { profiles, scale, deploy } = side;
  return (Array.isArray(profiles) && profiles.length > 0) || scale === 0 || (isRecord(deploy) && deploy['replicas'] === 0);
}

function ports(service: Service, outside: Outside): Check[] {
  const others = service.deployment.ports.filter(({ host, protocol }) => protocol === 'tcp' && host !== service.port);
  return each([...new Set([service.port, ...others.map(({ host }) => host)])], (port, about) => {
    const where = reach(service, outside, port);
    const named = common(service, 'port', about);
    if ('unreachable' in where) return known(service, named.name, `${port} accepts connections`, where.unreachable);
    return { ...named, kind: 'port', address: where.address, port };
  });
}

function health(service: Service, outside: Outside): Check[] {
  if (service.health === null) return [];
  const { scheme, endpoint, port, hostHeader, headers, expectedStatus, bodyContains, followRedirects, timeout } = service.health;
  const where = reach(service, outside, port);
  if ('unreachable' in where) return [known(service, 'health', `GET ${endpoint}`, where.unreachable)];
  const path = endpoint.startsWith('/') ? endpoint : `/${endpoint}`;
  const wanted = { expectedStatus, bodyContains, followRedirects, timeoutMs: timeout * 1000 };
  const { address } = where;
  return [{ ...common(service, 'health'), kind: 'health', scheme, address, port, path, hostHeader, headers, ...wanted }];
}

function dns(service: Service, outside: Outside): Check[] {
  if (service.dns === null || outside.dns.length > 0) return dnsChecks(service, outside, 'dns');
  return [known(service, 'dns', service.dns.hostname, 'hl.yml names no DNS server')];
}

function routes(service: Service, outside: Outside): Check[] {
  const { traefik: route } = service;
  const { proxy, login } = outside;
  if (route === null) return [];
  const skipped = (reason: string): Check[] => [known(service, 'route', 'reached through the proxy', reason)];
  if (proxy === null) return skipped('hl.yml names no reverse proxy');
  if (route.scheme === 'udp') return skipped("a UDP route can't be asked by connecting");
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

/** By name where the proxy ends the TLS; else all that can be seen is that somebody answers. */
function tcpRoutes(service: Service, proxy: Proxy, ownCertificate: boolean, skipped: (reason: string) => Check[]): Check[] {
  const { entrypoints: [entrypoint = ''] = [], tls = null } = service.traefik ?? {};
  const port = proxy.entrypoints[entrypoint];
  const { address } = proxy;
  if (port === undefined || address === null) return skipped(`hl.yml does not tell the port of entry point ${entrypoint}`);
  const names = tls === null ? [] : singleHosts(service);
  if (names.length === 0) return [{ ...common(service, 'route'), kind: 'port', address, port }];
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
  const plain = { kind: 'redirect', port: outside.proxy.httpPort, tls: false } as const;
  const path = rulePath(route.rule) ?? '/';
  return each(singleHosts(service), (host, about) => ({ ...common(service, 'redirect', about), ...entrance(host, path), ...plain }));
}

function sso(service: Service, outside: Outside): Check[] {
  if (service.authentik === null) return [];
  const { slug, method } = service.authentik;
  const { login } = outside;
  const skipped = (reason: string): Check[] => [known(service, 'sso', 'visitors log in first', reason)];
  if (login === null) return skipped('hl.yml names no single sign-on');
  const check = { ...common(service, 'sso'), kind: 'sso', slug, login } as const;
  if (method === 'oidc') return [{ ...check, entrance: null }];
  const path = gatePath(service);
  if (path === null) return skipped('skip_path_regex exempts every path');
  const [hostname] = singleHosts(service);
  const entrance = entranceOf(service, outside);
  if (hostname === undefined || entrance === null) return skipped('there is no route through the proxy to ask');
  return [{ ...check, entrance: entrance(hostname, path) }];
}
