import { isIP } from 'node:net';
import type { PublishedPort } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path } from '../diagnostic.js';
import type { Context } from './context.js';

/** Whether a container uses a network that is not its own, so that it publishes nothing. */
export const sharesNetwork = (mode: string | null | undefined): boolean => mode !== undefined && mode !== null && mode !== 'bridge';

/** The main port first; an entry of `ports` that names it takes its place. */
export function publishedPorts({ input: { deployment: given }, report }: Context): PublishedPort[] {
  const listed = (given.ports ?? []).map((entry, index) => ({ port: asPort(entry), path: ['deployment', 'ports', index] as Path }));
  if (sharesNetwork(given.network_mode)) {
    if (listed.length > 0)
      report.warn(
        ['deployment', 'ports'],
        'no-effect',
        `nothing is published with network_mode: ${given.network_mode}`,
        'Remove the ports; the program listens on the network it shares.',
      );
    if (given.network_mode === 'host' && (given.container_port ?? given.port) !== given.port) {
      report.warn(
        ['deployment', 'container_port'],
        'no-effect',
        `with network_mode: host the program listens on ${given.port} itself`,
        'Remove container_port, or set port to what the program listens on.',
      );
    }
    return [];
  }
  for (const { port, path } of listed) {
    for (const number of [port.host, port.container]) {
      if (number < 1 || number > 65535) report.error(path, 'maximum', `${number} is not a port`, 'Ports go from 1 to 65535.');
    }
    if (port.hostIp !== null && isIP(port.hostIp) === 0)
      report.error(
        path,
        'address',
        `${show(port.hostIp)} is not an IPv4 or IPv6 address`,
        'Write an address of the host, or leave it out to listen on all.',
      );
  }
  const container = given.container_port ?? given.port;
  const isMain = ({ port }: { port: PublishedPort }) => port.host === given.port && port.container === container && port.protocol === 'tcp';
  const main = listed.filter(isMain).map(({ port }) => port);
  const all = [
    ...(main.length > 0 ? main : [{ host: given.port, container, protocol: 'tcp', hostIp: null } as const]),
    ...listed.filter((entry) => !isMain(entry)).map(({ port }) => port),
  ];
  for (const [index, { port, path }] of listed.entries()) {
    const others = [...listed.slice(0, index).map(({ port }) => port), ...(main.length > 0 ? [] : all.slice(0, 1))];
    const rival = others.find((other) => overlaps(other, port));
    if (rival)
      report.error(
        path,
        'same-port',
        `port ${port.host}/${port.protocol} is published twice`,
        `It leads to ${rival.container} already; give one of them another host port.`,
      );
  }
  return all;
}

const wildcards = ['0.0.0.0', '::'];

/** Whether two published ports of one machine cannot both be opened. */
export function overlaps(a: Omit<PublishedPort, 'container'>, b: Omit<PublishedPort, 'container'>): boolean {
  if (a.host !== b.host || a.protocol !== b.protocol) return false;
  if (a.hostIp === null || b.hostIp === null || a.hostIp === b.hostIp) return true;
  return isIP(a.hostIp) === isIP(b.hostIp) && [a.hostIp, b.hostIp].some((address) => wildcards.includes(address));
}

type PortEntry = NonNullable<Context['input']['deployment']['ports']>[number];

function asPort(entry: PortEntry): PublishedPort {
  if (typeof entry === 'number') return { host: entry, container: entry, protocol: 'tcp', hostIp: null };
  if (typeof entry === 'object')
    return {
      host: entry.host,
      container: entry.container ?? entry.host,
      protocol: entry.protocol ?? 'tcp',
      hostIp: plainAddress(entry.host_ip),
    };
  const [, address, host, container, protocol] = /^(?:(\[.+\]|[\d.]+):)?(\d+)(?::(\d+))?(?:\/(tcp|udp))?$/.exec(entry) ?? [];
  // `1234:80` fits the pattern of an address as well.
  if (address !== undefined && /^\d+$/.test(address))
    return { host: Number(address), container: Number(host), protocol: protocol === 'udp' ? 'udp' : 'tcp', hostIp: null };
  return {
    host: Number(host),
    container: Number(container ?? host),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostIp: plainAddress(address),
  };
}

const plainAddress = (text: string | undefined): string | null => text?.replace(/^\[(.*)\]$/, '$1') ?? null;
