import type { Service } from '@hl/core';
import type { Check } from './check.js';
import type { Outside } from './outside.js';
import { common, each, known } from './parts.js';
import { reach } from './reach.js';

/** The main port, and what else is published by TCP. */
export function ports(page: Service, outside: Outside, owner: Service): Check[] {
  const elsewhere = owner.pages.flatMap(({ address, port }) => (address === null ? (port ?? []) : []));
  const others = (page.deployment?.ports ?? []).filter(({ host, protocol }) => protocol === 'tcp' && !elsewhere.includes(host));
  const all = new Set([page.port ?? [], ...others.map(({ host }) => host)].flat());
  return each([...all], (port, about) => {
    const named = common(page, 'port', about);
    const where = reach(page, owner, outside, port);
    if ('unreachable' in where) return known(page, named.name, `${port} accepts connections`, where.unreachable);
    return { ...named, kind: 'port', port, ...where };
  });
}

/** Of what is published by UDP beside the main port, a nameserver is asked; of the rest it is said that nobody can tell. */
export function udpPorts(page: Service, outside: Outside, owner: Service): Check[] {
  const { deployment } = page;
  const all = deployment?.ports ?? [];
  const open = all.filter(({ host, protocol, container }) => {
    const byTcp = all.some((one) => one.protocol === 'tcp' && one.host === host);
    return protocol === 'udp' && (container === 53 ? byTcp || host !== page.port : !byTcp && host !== page.port);
  });
  const alone = { ...owner, deployment: deployment && { ...deployment, ports: all.filter(({ protocol }) => protocol === 'udp') } };
  return open.map(({ host, container, count = 1 }) => {
    const named = common(page, 'port', `${host}${count > 1 ? `-${host + count - 1}` : ''}/udp`);
    const where =
      container === 53 ? reach(page, alone, outside, host) : { unreachable: 'UDP: nothing that answers by itself can be asked' };
    if ('unreachable' in where) return known(page, named.name, `${host} answers`, where.unreachable);
    return { ...named, kind: 'port', port: host, ...where };
  });
}
