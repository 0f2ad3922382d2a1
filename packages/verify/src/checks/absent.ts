import type { Service } from '@hl/core';
import type { Check } from './check.js';
import { whole, type Given, type Outside } from './outside.js';
import { compositionOf } from './composition.js';
import { common, dnsChecks, each, entranceOf, known, ofPages, singleHosts } from './parts.js';

/** What has to be true of a service that was taken away: no container, no answer of ours in DNS, no route. Pure. */
export function absenceChecksFor(service: Service, given: Given = {}): Check[] {
  const outside = whole(given);
  return ofPages(service, (page) => [
    ...container(page, outside),
    ...(outside.dns.length > 0 ? dnsChecks(page, outside, 'absent-dns') : []),
    ...routes(page, outside),
  ]);
}

function container(service: Service, { hosts }: Outside): Check[] {
  if (service.deployment === null) return [];
  const host = hosts[service.host];
  const gone = `host ${service.host} is not in hl.yml any more: nobody can look there`;
  if (host === undefined) return [known(service, 'absent-container', 'no container', gone)];
  const { project } = compositionOf(service.name, service.deployment);
  return [{ ...common(service, 'absent-container'), kind: 'absent-container', host: service.host, swarm: host.kind === 'swarm', project }];
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
