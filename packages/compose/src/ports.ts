import { isIP } from 'node:net';
import { isRecord, type Json } from '@hl/core';
import { listOf, type ComposeFile } from './compose-file.js';

/** A port of the host. */
export interface Port {
  /** Empty: every address of the host. */
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
}

/** Single ports that a compose file publishes on the host. */
export const publishedPorts = ({ services }: ComposeFile): Port[] =>
  [...services.values()].flatMap(({ ports }) => listOf(ports).flatMap((port) => publishedPort(port) ?? []));

function publishedPort(written: Json): Port | null {
  if (isRecord(written)) {
    const port = Number(written['published'] ?? NaN);
    return port > 0 ? { address: String(written['host_ip'] ?? ''), port, protocol: String(written['protocol'] ?? 'tcp') } : null;
  }
  const [, address = '', port, protocol = 'tcp'] = /^(?:(.*):)?(\d+):\d+(?:\/(\w+))?$/.exec(String(written)) ?? [];
  return port === undefined ? null : { address: bare(address), port: Number(port), protocol };
}

/** Of `0.0.0.0:8080->80/tcp, [::]:9000-9002->9000-9002/tcp, 53/udp`, as `docker ps` prints them. */
export const heldPorts = (printed: string): Port[] =>
  printed.split(', ').flatMap((text) => {
    const [, address = '', from, to = from, protocol = 'tcp'] = /^(.*):(\d+)(?:-(\d+))?->\S*?(?:\/(\w+))?$/.exec(text) ?? [];
    const [first, last] = [Number(from ?? 1), Number(to ?? 0)];
    return Array.from({ length: last - first + 1 }, (_, index) => ({
      address: /^(\[?::\]?|0\.0\.0\.0)$/.test(address) ? '' : bare(address),
      port: first + index,
      protocol,
    }));
  });

const bare = (address: string): string => address.replace(/^\[(.*)\]$/, '$1');

/** Whether two ports cannot both be opened; false when that is not certain. */
export const overlaps = (a: Port, b: Port): boolean => {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  const [one, other] = [a, b].map(({ address }) => (address === '0.0.0.0' ? '' : address)) as [string, string];
  return one === other || (one === '' && isIP(other) === 4) || (other === '' && isIP(one) === 4);
};
