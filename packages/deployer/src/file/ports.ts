import { isIP } from 'node:net';
import { parse } from 'yaml';
import { isMap } from './merge.js';

/** A port of the host. */
export interface Port {
  /** Empty: every address of the host. */
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
}

/** Single ports that a compose file publishes on the host. */
export function publishedPorts(composeText: string): Port[] {
  const top: unknown = parse(composeText, { merge: true, logLevel: 'silent' });
  const services = isMap(top) && isMap(top['services']) ? Object.values(top['services']).filter(isMap) : [];
  return services.flatMap(({ ports }) => (Array.isArray(ports) ? ports.flatMap((port: unknown) => publishedPort(port) ?? []) : []));
}

function publishedPort(written: unknown): Port | null {
  if (isMap(written)) {
    const port = Number(written['published'] ?? NaN);
    return port > 0 ? { address: String(written['host_ip'] ?? ''), port, protocol: String(written['protocol'] ?? 'tcp') } : null;
  }
  const [, address = '', port, protocol = 'tcp'] = /^(?:(.*):)?(\d+):\d+(?:\/(\w+))?$/.exec(String(written)) ?? [];
  return port === undefined ? null : { address: address.replace(/^\[(.*)\]$/, '$1'), port: Number(port), protocol };
}

/** Of lines `name<tab>0.0.0.0:8080->80/tcp, [::]:9000-9002->9000-9002/tcp, 53/udp`, as `docker ps` prints them. */
export const heldPorts = (lines: string): (Port & { readonly name: string })[] =>
  lines.split('\n').flatMap((line) => {
    const [name = '', ports = ''] = line.split('\t');
    return ports.split(', ').flatMap((text) => {
      const [, address = '', from, to = from, protocol = 'tcp'] = /^(.*):(\d+)(?:-(\d+))?->\S*?(?:\/(\w+))?$/.exec(text) ?? [];
      if (from === undefined) return [];
      const first = Number(from);
      return Array.from({ length: Number(to) - first + 1 }, (_, at) => ({
        name,
        address: /^(\[?::\]?|::|0\.0\.0\.0)$/.test(address) ? '' : address.replace(/^\[(.*)\]$/, '$1'),
        port: first + at,
        protocol,
      }));
    });
  });

/** Whether two ports cannot both be opened; false when that is not certain. */
export const overlaps = (a: Port, b: Port): boolean => {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  const [one, other] = [a, b].map(({ address }) => (address === '0.0.0.0' ? '' : address)) as [string, string];
  return one === other || (one === '' && isIP(other) === 4) || (other === '' && isIP(one) === 4);
};
