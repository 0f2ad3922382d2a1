import type { Service, Site } from '@hl/core';
import type { Check } from './check.js';
import { ascii, dnsServers, entrance } from './checks.js';

/** What has to be true of a service that was taken away: no container, no answer of ours in DNS, no route. Pure. */
export function absenceChecksFor(service: Service, site: Site): Check[] {
  const named = (kind: string, about = ''): { service: string; name: string; graceMs: number } => ({
    service: service.name,
    name: about === '' ? kind : `${kind} ${about}`,
    graceMs: 0,
  });
  const checks: Check[] = [];
  const host = site.hosts[service.host];
  if (host === undefined) {
    const reason = `host ${service.host} is not in hl.yml any more: nobody can look there`;
    checks.push({ ...named('absent-container'), kind: 'settled', status: 'skip', expected: 'no container', reason });
  } else {
    checks.push({ ...named('absent-container'), kind: 'absent-container', host: service.host, swarm: host.kind === 'swarm' });
  }
  const servers = dnsServers(site);
  if (service.dns !== null && servers.length > 0) {
    const { hostname, aliases, addresses } = service.dns;
    for (const [index, name] of [hostname, ...aliases].entries())
      checks.push({ ...named('absent-dns', index === 0 ? '' : name), kind: 'absent-dns', hostname: ascii(name), addresses, servers });
  }
  const http = service.traefik?.scheme === 'http' || service.traefik?.scheme === 'https';
  for (const [index, name] of (http ? (service.traefik?.hosts ?? []) : []).filter((one) => !one.includes('*')).entries()) {
    const where = entrance(service, site, name, '/');
    if (where !== null) checks.push({ ...named('absent-route', index === 0 ? '' : name), kind: 'absent-route', ...where });
  }
  return checks;
}
