import type { Service } from '@hl/core';
import type { Check } from './check.js';
import type { Outside } from './outside.js';
import { common, dnsChecks, each, entranceOf, known, singleHosts } from './parts.js';

/** What has to be true of a service that was taken away: no container, no answer of ours in DNS, no route. Pure. */
export function absenceChecksFor(service: Service, outside: Outside): Check[] {
  const host = outside.hosts[service.host];
  const container: Check =
    host === undefined
      ? known(service, 'absent-container', 'no container', `host ${service.host} is not in hl.yml any more: nobody can look there`)
      : { ...common(service, 'absent-container'), kind: 'absent-container', host: service.host, swarm: host.kind === 'swarm' };
  return [container, ...(outside.dns.length > 0 ? dnsChecks(service, outside, 'absent-dns') : []), ...routes(service, outside)];
}

function routes(service: Service, outside: Outside): Check[] {
  const entrance = entranceOf(service, outside);
  const { scheme } = service.traefik ?? {};
  if (entrance === null || (scheme !== 'http' && scheme !== 'https')) return [];
  return each(singleHosts(service), (name, about) => ({
    ...common(service, 'absent-route', about),
    ...{ kind: 'absent-route', ...entrance(name, '/') },
  }));
}
