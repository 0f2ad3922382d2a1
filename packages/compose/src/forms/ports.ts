import { isIP } from 'node:net';
import { isRecord, type Json } from '@hl/core';
import { listOf, type JsonMap } from './json.js';

/** A port of the host. */
export interface Port {
  /** Empty: every address of the host. */
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
}

/** First and last. */
export type Range = readonly [from: number, to: number];

/** One entry of `ports`. */
export interface PortEntry {
  /** Of the host; null: every one. */
  readonly hostIp: string | null;
  /** On the host; null: Docker takes a free one. A range with one `target`: the first free of them. */
  readonly published: Range | null;
  readonly target: Range;
  /** `tcp`, `udp` or `sctp` */
  readonly protocol: string;
  /** What else the long form says: `mode`, `name`, `app_protocol`. */
  readonly more: JsonMap;
}

/** Of one container: every port there is, by TCP and UDP. What ranges name beyond that is not looked at, or a short file would fill the memory. */
const portLimit = 2 * 65_535;

/** Entries of a container's `ports`, in any of compose's spellings; what holds a variable or is none is left out. */
export const portsOf = ({ ports }: JsonMap): PortEntry[] => listOf(ports).flatMap((written) => portOf(written) ?? []);

/** An entry of `ports`; null when it holds a variable or is none. */
export function portOf(written: Json): PortEntry | null {
  if (!isRecord(written)) return fromShort(String(written));
  const { target, published, host_ip: hostIp, protocol = 'tcp', ...more } = written;
  const [inside, outside] = [rangeOf(String(target)), rangeOf(String(published ?? ''))];
  const free = published === undefined || published === null || published === '';
  if (!inside || (!outside && !free)) return null;
  const address = hostIp === undefined || hostIp === null || hostIp === '' ? null : bare(String(hostIp));
  return { hostIp: address, published: outside, target: inside, protocol: String(protocol), more };
}

/** `[address:][published:]target[/protocol]`, where ports may be ranges. */
function fromShort(text: string): PortEntry | null {
  const parts = /^(?:(?:(\[[\da-f.:]+\]|[\da-f.:]*):)?([\d-]*):)?([\d-]+)(?:\/(\w+))?$/i.exec(text);
  const [, address, outside = '', inside = '', protocol = 'tcp'] = parts ?? [];
  const [published, target] = [rangeOf(outside), rangeOf(inside)];
  if (!target || (!published && outside !== '') || (address && isIP(bare(address)) === 0)) return null;
  if (published && published[1] - published[0] !== target[1] - target[0] && target[0] !== target[1]) return null;
  return { hostIp: address ? bare(address) : null, published, target, protocol: protocol.toLowerCase(), more: {} };
}

function rangeOf(text: string): Range | null {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const range: Range = [Number(from), Number(to)];
  return from !== undefined && range[0] <= range[1] && range[1] <= 65_535 ? range : null;
}

/** One entry for each pair of ports that an entry means; a range that Docker may choose from stays one. */
export function singlePorts(entry: PortEntry): PortEntry[] {
  const { published, target } = entry;
  const length = target[1] - target[0] + 1;
  if (length === 1) return [entry];
  return Array.from({ length }, (_, index) => {
    const at = (range: Range): Range => [range[0] + index, range[0] + index];
    return { ...entry, published: published && at(published), target: at(target) };
  });
}

/** In compose's long form; of a range of targets there is none. */
export const longPort = ({ hostIp, published, target, protocol, more }: PortEntry): JsonMap => ({
  mode: 'ingress',
  ...more,
  ...(hostIp === null ? {} : { host_ip: hostIp }),
  target: target[0],
  ...(published === null ? {} : { published: published[0] === published[1] ? String(published[0]) : published.join('-') }),
  protocol,
});

/** Every port that containers publish on the host; a port that Docker chooses is not known before it runs. */
export function publishedPorts({ services }: { readonly services: ReadonlyMap<string, JsonMap> }): Port[] {
  const all: Port[] = [];
  for (const { hostIp, published, target, protocol } of [...services.values()].flatMap(portsOf)) {
    if (published === null || published[0] === 0 || published[1] - published[0] !== target[1] - target[0]) continue;
    for (let port = published[0]; port <= published[1] && all.length < portLimit; port += 1)
      all.push({ address: hostIp ?? '', port, protocol });
  }
  return all;
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
