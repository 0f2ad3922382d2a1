import { isIP } from 'node:net';
import type { Service } from '@hl/core';
import type { Outside } from './outside.js';

/** Where a published port is reached from another machine; or why it can't be. */
export function reach(
  { host: name, deployment }: Service,
  { hosts }: Outside,
  port: number,
): { readonly address: string } | { readonly unreachable: string } {
  const host = hosts[name];
  if (host === undefined) return { unreachable: `host ${name} is not in hl.yml` };
  const address = host.kind === 'local' && host.address === '' ? '127.0.0.1' : host.address;
  const published = deployment.ports.filter((one) => one.host === port);
  const tcp = published.find(({ protocol }) => protocol === 'tcp');
  if (published.length > 0 && tcp === undefined) return { unreachable: `${port} is a UDP port: it can't be asked by connecting` };
  if (deployment.networkMode === 'none') return { unreachable: 'the container has no network' };
  const ip = tcp?.hostIp ?? '';
  if (['', '0.0.0.0', '::', '[::]'].includes(ip)) return { address };
  if (isLoopback(ip) && !isLoopback(address)) return { unreachable: `${port} is published on ${ip} only` };
  return { address: ip };
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
