import { isIP } from 'node:net';
import { addressOf, type PublishedPort, type Service } from '@hl/core';
import type { PortCheck } from './check.js';
import type { Outside } from './outside.js';

export type Reached = Pick<PortCheck, 'address' | 'at' | 'protocol' | 'count'>;

/** Where and how a port of a page is asked from another machine; or why it can't be. `owner`: the service whose page it is. */
export function reach(page: Service, owner: Service, { hosts }: Outside, port: number): Reached | { readonly unreachable: string } {
  const { deployment } = owner;
  const found = addressOf(page, { hosts })?.replace(/^\[(.*)\]$/, '$1') ?? null;
  if (found === null) return { unreachable: page.host === '' ? 'it has no address' : `host ${page.host} is not in hl.yml` };
  const own = page.address !== null;
  const published = (own ? [] : (deployment?.ports ?? [])).filter(({ host, count = 1 }) => port >= host && port < host + count);
  const routed: PublishedPort = { host: port, container: port, protocol: 'udp', hostIp: null };
  const isUdp = page.traefik?.scheme === 'udp' && page.traefik.port === port;
  const open = isUdp ? [...published.filter(({ protocol }) => protocol === 'udp'), routed] : published;
  const tcp = open.find(({ protocol }) => protocol === 'tcp');
  // What a nameserver says can be seen without a connection.
  const asked = tcp ?? open.find(({ container }) => container === 53);
  if (open.length > 0 && asked === undefined) return { unreachable: `${port} is a UDP port: it can't be asked by connecting` };
  const how = { protocol: asked === undefined || asked === tcp ? 'tcp' : 'dns', count: 1 } as const;
  if (own) return { ...how, address: found, at: deployment !== null && page.address === owner.address ? 'container' : 'elsewhere' };
  if (deployment?.networkMode === 'none') return { unreachable: 'the container has no network' };
  const address = found === '' && hosts[page.host]?.kind === 'local' ? '127.0.0.1' : found;
  const { hostIp: ip = null, host = port, count = 1 } = asked ?? {};
  const there = { ...how, at: 'host', count: host === port ? count : 1 } as const;
  if (ip === null || ['', '0.0.0.0', '::', '[::]'].includes(ip)) return { ...there, address };
  if (isLoopback(ip) && !isLoopback(address)) return { unreachable: `${port} is published on ${ip} only` };
  return { ...there, address: ip };
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
