import { readJson } from './manifest.js';

/** What `docker inspect` and the kernel tell of a container. */
export interface Detail {
  /** Changes when it is restarted or replaced. */
  readonly identity: string;
  /** How often docker has started it again by itself. */
  readonly restarts: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** That it really runs. */
  readonly imageId: string;
  /** Milliseconds that its health check gives it to start. */
  readonly startPeriodMs: number;
  /** It listens on every TCP port that it publishes, and publishes some. False where the host cannot see its processes. */
  readonly listens: boolean;
}

/** Of an engine that gives no details. */
export const unknownDetail: Pick<Detail, 'restarts' | 'startPeriodMs' | 'listens'> = { restarts: 0, startPeriodMs: 0, listens: false };

/** Reads the details of a sample, by container ID. */
export function inspected(lines: readonly string[]): Map<string, Detail> {
  const listening = new Set(lines.flatMap(socket));
  return new Map(
    lines.flatMap((line) => {
      const [, id, restarts, since = '', imageId = '', pid = '', ports = '', startPeriod] =
        /^([\da-f]{64}) (\d+) (\S+) (\S+) (\d+) (\S+) ?(\S*)$/.exec(line) ?? [];
      if (id === undefined) return [];
      const published = portsOf(ports);
      const detail: Detail = {
        identity: [id, restarts, since, imageId].join(' '),
        restarts: Number(restarts),
        startedAt: Date.parse(since),
        imageId,
        startPeriodMs: Number(startPeriod) / 1e6 || 0,
        listens: published.length > 0 && published.every((port) => listening.has(`${pid} ${port}`)),
      };
      return [[id, detail]];
    }),
  );
}

/** `process port` of a line of /proc/N/net/tcp that is not on loopback. */
function socket(line: string): string[] {
  const [, pid, address = '', port = ''] = /^\/proc\/(\d+)\/net\/tcp6?: *\d+: ([\dA-F]+):([\dA-F]{4}) [\dA-F]+:0000 0A /.exec(line) ?? [];
  const loopback = /7F$/.test(address) || /^0{24}01000000$/.test(address);
  return pid === undefined || loopback ? [] : [`${pid} ${Number.parseInt(port, 16)}`];
}

/** Container ports of `{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"90/tcp":null}` that are published over TCP. */
const portsOf = (json: string): number[] =>
  Object.entries(readJson<Record<string, unknown>>(json) ?? {}).flatMap(([name, bindings]) =>
    name.endsWith('/tcp') && Array.isArray(bindings) && bindings.length > 0 ? [Number.parseInt(name, 10)] : [],
  );
