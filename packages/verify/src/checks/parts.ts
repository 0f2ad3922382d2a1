import { domainToASCII } from 'node:url';
import { pagesOf, type Service } from '@hl/core';
import type { Check, DnsCheck, Entrance } from './check.js';
import type { Outside } from './outside.js';

/** What only is there when the service itself is up gets the service's own start period on top. */
const waitsForService = new Set(['container', 'port', 'health', 'route']);

export const common = ({ name, health }: Service, kind: string, about = ''): { service: string; name: string; graceMs: number } => ({
  service: name,
  name: about === '' ? kind : `${kind} ${about}`,
  graceMs: waitsForService.has(kind) ? (health?.startPeriod ?? 0) * 1000 : 0,
});

/** Of one host name these ask the same, whichever page they are about. */
const shareable: ReadonlySet<string> = new Set(['dns', 'absent-dns', 'absent-route']);

/**
 * The checks of every page of a service; those of a further page say in their own name whose they are. What several pages share is asked
 * once, as the first of them has it.
 */
export function ofPages(service: Service, checksOf: (page: Service) => Check[]): Check[] {
  const all = pagesOf(service).flatMap((page, index) => {
    const named = ({ name }: Check): string => (index === 0 ? name : name.replace(/^\S+/, `$& ${page.name}`));
    return checksOf(page).map((check) => ({ ...check, service: service.name, name: named(check) }));
  });
  const names = all.map((check) => (shareable.has(check.kind) && 'hostname' in check ? `${check.kind} ${check.hostname}` : check.name));
  return all.filter((_, index) => names.indexOf(names[index] ?? '') === index);
}

export function known(service: Service, name: string, expected: string, reason: string, status: 'skip' | 'fail' = 'skip'): Check {
  return { ...common(service, name), kind: 'known', status, expected, reason };
}

/** A check each; those after the first say in their own name what they are about. */
export const each = <T>(all: readonly T[], check: (one: T, about: string) => Check): Check[] =>
  all.map((one, index) => check(one, index === 0 ? '' : String(one)));

/** As DNS and TLS spell it. */
export const ascii = (hostname: string): string => domainToASCII(hostname) || hostname;

/** Every DNS server is asked for every name of a service. */
export function dnsChecks(service: Service, { dns: servers }: Outside, kind: DnsCheck['kind']): Check[] {
  if (service.dns === null) return [];
  const { hostname, aliases, addresses } = service.dns;
  return each([hostname, ...aliases], (name, about) => ({
    ...common(service, kind, about),
    kind,
    hostname: ascii(name),
    addresses,
    servers: servers.map(({ name: product, address, port, unblock, keepLocal }) => ({
      name: product,
      address,
      port,
      unblock: unblock?.(name) ?? `Allow ${name} in that ${product}.`,
      keepLocal: keepLocal?.(name) ?? `keep that ${product} from asking its upstream for it`,
    })),
  }));
}

/** Host names that can be asked for: patterns cannot. */
export const singleHosts = ({ traefik }: Service): string[] => (traefik?.hosts ?? []).filter((host) => !host.includes('*'));

/** Where visitors of a host name come in; null without a route, and when the address of the proxy is not known. */
export function entranceOf({ traefik }: Service, { proxy }: Outside): ((hostname: string, path: string) => Entrance) | null {
  if (proxy === null || proxy.address === null || traefik === null) return null;
  const { name, address, httpPort, httpsPort } = proxy;
  const tls = traefik.tls !== null;
  const [port, otherPort] = tls ? [httpsPort, httpPort] : [httpPort, httpsPort];
  return (hostname, path) => ({ proxy: name, hostname: ascii(hostname), address, port, otherPort, tls, path });
}
