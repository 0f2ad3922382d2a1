import { isIP } from 'node:net';
import type { PublishedPort } from '@hl/core';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import type { Context } from '../service/context.js';
import { shortPort } from './docker.js';

/** Whether a container uses a network that is not its own, so that it publishes nothing. */
export const sharesNetwork = (mode: string | null | undefined): boolean => mode !== undefined && mode !== null && mode !== 'bridge';

/** The main port first; an entry of `ports` that names it takes its place. */
export function publishedPorts({ input: { deployment: given }, report }: Context): PublishedPort[] {
  const field = report.at('deployment');
  const container = given.container_port ?? given.port;
  if (sharesNetwork(given.network_mode)) {
    if (given.ports?.length) {
      const hint = 'Remove the ports; the program listens on the network it shares.';
      field.at('ports').warn('no-effect', `nothing is published with network_mode: ${given.network_mode}`, hint);
    }
    if (given.network_mode === 'host' && container !== given.port) {
      const hint = 'Remove container_port, or set port to what the program listens on.';
      field.at('container_port').warn('no-effect', `with network_mode: host the program listens on ${given.port} itself`, hint);
    }
    return [];
  }
  const listed = (given.ports ?? []).map((entry, index) => ({ ...asPort(entry), field: field.at('ports', index) }));
  for (const port of listed) checkPort(port);
  const isMain = (port: PublishedPort) => port.host === given.port && port.container === container && port.protocol === 'tcp';
  const main: PublishedPort[] = listed.some(isMain) ? [] : [{ host: given.port, container, protocol: 'tcp', hostIp: null }];
  for (const [index, port] of listed.entries()) {
    const rival = [...listed.slice(0, index), ...main].find((other) => overlaps(other, port));
    if (!rival) continue;
    const hint = `It leads to ${rival.container} already; give one of them another host port.`;
    port.field.error('same-port', `port ${port.host}/${port.protocol} is published twice`, hint);
  }
  const ports = [...listed.filter(isMain), ...listed.filter((port) => !isMain(port))].map(({ field: _, ...port }) => port);
  return [...main, ...ports];
}

function checkPort({ host, container, hostIp, field }: PublishedPort & { readonly field: Field }): void {
  const wrong = [host, container].find((port) => port < 1 || port > 65535);
  if (wrong !== undefined) field.error('maximum', `${wrong} is not a port`, 'Ports go from 1 to 65535.');
  const hint = 'Write an address of the host, or leave it out to listen on all.';
  if (hostIp !== null && isIP(hostIp) === 0) field.error('address', `${show(hostIp)} is not an IPv4 or IPv6 address`, hint);
}

const wildcards = ['0.0.0.0', '::'];

/** Whether two published ports of one machine cannot both be opened. */
export function overlaps(a: Omit<PublishedPort, 'container'>, b: Omit<PublishedPort, 'container'>): boolean {
  if (a.host !== b.host || a.protocol !== b.protocol) return false;
  if (a.hostIp === null || b.hostIp === null || a.hostIp === b.hostIp) return true;
  return isIP(a.hostIp) === isIP(b.hostIp) && [a.hostIp, b.hostIp].some((address) => wildcards.includes(address));
}

function asPort(entry: NonNullable<Context['input']['deployment']['ports']>[number]): PublishedPort {
  if (typeof entry === 'object') {
    const { host, container = host, protocol = 'tcp', host_ip } = entry;
    return { host, container, protocol, hostIp: host_ip?.replace(/^\[(.*)\]$/, '$1') ?? null };
  }
  const { published, target = '', protocol = 'tcp', hostIp = null } = shortPort(String(entry)) ?? {};
  return { host: Number(published ?? target), container: Number(target), protocol, hostIp };
}
