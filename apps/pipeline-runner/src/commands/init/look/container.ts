import { posix } from 'node:path';
import { listOf, mapOf, type JsonMap } from '@hl/compose';

/** A container, as `docker inspect` tells of it. */
export interface Container {
  readonly name: string;
  /** Last part of the image's name, e.g. `traefik` of `docker.io/library/traefik:v3.5`. */
  readonly program: string;
  readonly image: string;
  /** Entry point and command. */
  readonly words: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** Where others reach a port of it; null: nowhere, unless through a proxy. */
  published(port: number, protocol?: 'tcp' | 'udp'): Published | null;
  /** All that it publishes for others. */
  readonly ports: readonly number[];
  /** It has the host's own network, so that its ports are the host's. */
  readonly isOnHost: boolean;
}

export interface Published {
  /** The address of the host that it is bound to; null: all of them. */
  readonly ip: string | null;
  readonly port: number;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const [loopback, every] = [/^(127\.0\.0\.1|::1)$/, /^(0\.0\.0\.0|::|)$/];

/** Source: https://docs.docker.com/reference/api/engine/ (ContainerInspect); `Ports` is empty while it does not run, `PortBindings` is what was asked for. */
export function containerOf(inspected: JsonMap): Container {
  const [config, host] = [mapOf(inspected['Config']), mapOf(inspected['HostConfig'])];
  const image = text(config['Image']);
  const isOnHost = text(host['NetworkMode']) === 'host';
  const [bound, asked] = [mapOf(mapOf(inspected['NetworkSettings'])['Ports']), mapOf(host['PortBindings'])];
  const open = (key: string): Published | null => {
    const all = listOf(bound[key] ?? asked[key]).map(mapOf);
    const [first] = all.flatMap(({ HostIp, HostPort }) => {
      const [ip, port] = [text(HostIp), Number(HostPort)];
      return loopback.test(ip) || !(port > 0) ? [] : [{ ip: every.test(ip) ? null : ip, port }];
    });
    return first ?? null;
  };
  const keys = [...new Set([...Object.keys(bound), ...Object.keys(asked)])];
  return {
    name: text(inspected['Name']).replace(/^\//, ''),
    program: posix.basename(image.replace(/@.*$/, '')).replace(/:.*$/, ''),
    image,
    words: [text(inspected['Path']), ...listOf(inspected['Args']).map(text)].filter(Boolean),
    environment: new Map(listOf(config['Env']).map((pair) => split(text(pair)))),
    labels: new Map(Object.entries(mapOf(config['Labels'])).map(([name, value]) => [name, text(value)])),
    mounts: listOf(inspected['Mounts'])
      .map(mapOf)
      .map(({ Source, Destination }) => ({ source: text(Source), target: text(Destination).replace(/(?<=.)\/$/, '') })),
    published: (port, protocol = 'tcp') => (isOnHost ? { ip: null, port } : open(`${port}/${protocol}`)),
    ports: keys.flatMap((key) => open(key)?.port ?? []),
    isOnHost,
  };
}

const split = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
};

/** Where a path of the container lies on the host; null: in the container alone. */
export function onHost({ mounts }: Container, path: string): { readonly path: string; readonly alone: boolean } | null {
  const [nearest] = mounts
    .filter(({ source, target }) => source.startsWith('/') && (path === target || path.startsWith(target === '/' ? '/' : `${target}/`)))
    .sort((a, b) => b.target.length - a.target.length);
  if (nearest === undefined) return null;
  return { path: posix.join(nearest.source, posix.relative(nearest.target, path)), alone: path === nearest.target };
}

/** Names that Traefik's labels give a container. */
export const hostNames = ({ labels }: Container): string[] =>
  [...labels]
    .filter(([name]) => /^traefik\.http\.routers\..*\.rule$/i.test(name))
    .flatMap(([, rule]) =>
      [...rule.matchAll(/\bHost\(([^)]*)\)/g)].flatMap(([, inner = '']) => [...inner.matchAll(/[`'"]([^`'"]+)[`'"]/g)]),
    )
    .map(([, host = '']) => host.toLowerCase())
    .filter((host) => /^[a-z0-9.-]+\.[a-z0-9-]+$/.test(host));
