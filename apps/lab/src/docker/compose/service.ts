import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { environmentOf, listOf, pairsOf, portOf, singlePorts, volumesOf } from '@hl/compose';
import type { JsonMap, Volume } from '@hl/compose';
import { isRecord, sha256 } from '@hl/core';
import type { Json } from '@hl/core';
import { ComposeError } from './error.js';
import { parseDotenv } from './interpolate.js';

/** A service as compose reads it: in long form where we need it. */
export interface ComposeService {
  readonly name: string;
  readonly raw: JsonMap;
  readonly image: string;
  readonly environment: { readonly [name: string]: string };
  readonly labels: { readonly [name: string]: string };
  readonly ports: readonly { readonly host: number; readonly container: number; readonly protocol: 'tcp' | 'udp'; readonly ip: string }[];
  readonly mounts: readonly { readonly type: 'bind' | 'volume'; readonly source: string; readonly target: string }[];
  readonly dependsOn: readonly { readonly service: string; readonly condition: string }[];
  /** What compose stores as `com.docker.compose.config-hash`. */
  readonly hash: string;
}

type Named = readonly { readonly key: string; readonly name: string }[];

/** One service of a file whose variables are filled in. */
export function toService(name: string, raw: JsonMap, directory: string, root: string, volumes: Named): ComposeService {
  const fromFiles = listOf(raw['env_file']).map((entry) => {
    const path = resolve(directory, String(isRecord(entry) ? entry['path'] : entry));
    const real = existsSync(path) ? path : join(root, path);
    if (!existsSync(real)) throw new ComposeError(`env file ${path} not found: stat ${path}: no such file or directory`, 14);
    return parseDotenv(readFileSync(real, 'utf8'));
  });
  const environment = { ...Object.assign({}, ...fromFiles), ...texts(environmentOf(raw['environment'])) } as Record<string, string>;
  const mounts = volumesOf(raw).flatMap((volume) => toMount(volume, directory, root, volumes));
  const ports = listOf(raw['ports']).flatMap(toPorts);
  const labels = texts(pairsOf(raw['labels']));
  const { build: _build, pull_policy: _pull, depends_on: dependsOn, profiles: _profiles, scale: _scale, env_file: _env, ...rest } = raw;
  const written = { ...rest, environment, labels, ports, volumes: volumesOf(raw).map(({ long }) => long), mounts };
  const hash = sha256(JSON.stringify(written, (_, value: unknown) => (isRecord(value) ? sorted(value) : value)));
  const dependsOnAll = [...dependencies(dependsOn), ...networkService(raw).map((service) => ({ service, condition: 'service_started' }))];
  return { name, raw, image: String(raw['image'] ?? ''), environment, labels, ports, mounts, dependsOn: dependsOnAll, hash };
}

const sorted = (map: object): object => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The compose service whose network it uses. */
export const networkService = ({ network_mode: mode }: JsonMap): string[] =>
  typeof mode === 'string' && mode.startsWith('service:') ? [mode.slice('service:'.length)] : [];

const texts = (values: { readonly [name: string]: Json }): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === null ? '' : String(value)]));

const dependencies = (value: Json | undefined): ComposeService['dependsOn'] =>
  isRecord(value)
    ? Object.entries(value).map(([service, how]) => ({
        service,
        condition: String((isRecord(how) ? how['condition'] : undefined) ?? 'service_started'),
      }))
    : listOf(value).map((service) => ({ service: String(service), condition: 'service_started' }));

function toPorts(value: Json): ComposeService['ports'][number][] {
  const entry = portOf(value);
  if (entry === null) throw new ComposeError(`Invalid containerPort: ${String(value)}`, 15);
  return singlePorts(entry).map(({ hostIp, published, target, protocol }) => ({
    host: published?.[0] ?? 0,
    container: target[0],
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    ip: hostIp ?? '',
  }));
}

function toMount({ type, source, target }: Volume, directory: string, root: string, volumes: Named): ComposeService['mounts'][number][] {
  if (source === null || (type !== 'bind' && type !== 'volume')) return [];
  if (type === 'volume') return [{ type, source: volumes.find(({ key }) => key === source)?.name ?? source, target }];
  const absolute = isAbsolute(source) ? source : resolve(directory, source);
  return [{ type: 'bind', source: absolute.startsWith(root) ? absolute.slice(root.length) : absolute, target }];
}
