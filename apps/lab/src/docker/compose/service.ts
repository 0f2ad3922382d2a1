import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { isRecord, sha256 } from '@hl/core';
import type { Json } from '@hl/core';
import { ComposeError } from './error.js';
import { parseDotenv } from './interpolate.js';
import { listOf } from './json.js';
import type { JsonMap } from './json.js';

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
  const environment = { ...Object.assign({}, ...fromFiles), ...pairs(raw['environment']) } as Record<string, string>;
  const mounts = listOf(raw['volumes']).flatMap((volume) => toMount(volume, directory, root, volumes));
  const ports = listOf(raw['ports']).map(toPort);
  const labels = pairs(raw['labels']);
  const { build: _build, pull_policy: _pull, depends_on: dependsOn, profiles: _profiles, scale: _scale, env_file: _env, ...rest } = raw;
  const hash = sha256(JSON.stringify({ ...rest, environment, mounts }));
  return { name, raw, image: String(raw['image'] ?? ''), environment, labels, ports, mounts, dependsOn: dependencies(dependsOn), hash };
}

const pairs = (value: Json | undefined): Record<string, string> =>
  Array.isArray(value)
    ? Object.fromEntries(
        value.map(String).map((item) => [item.split('=')[0] ?? '', item.includes('=') ? item.slice(item.indexOf('=') + 1) : '']),
      )
    : Object.fromEntries(Object.entries(isRecord(value) ? value : {}).map(([key, item]) => [key, item === null ? '' : String(item)]));

const dependencies = (value: Json | undefined): ComposeService['dependsOn'] =>
  isRecord(value)
    ? Object.entries(value).map(([service, how]) => ({
        service,
        condition: String((isRecord(how) ? how['condition'] : undefined) ?? 'service_started'),
      }))
    : listOf(value).map((service) => ({ service: String(service), condition: 'service_started' }));

function toPort(value: Json): ComposeService['ports'][number] {
  if (isRecord(value))
    return {
      host: Number(value['published']),
      container: Number(value['target']),
      protocol: value['protocol'] === 'udp' ? 'udp' : 'tcp',
      ip: String(value['host_ip'] ?? ''),
    };
  const [, ip = '', host, container = '', protocol] =
    /^(?:(\[[^\]]+\]|\d+\.[\d.]+):)?(?:(\d+):)?(\d+)(?:\/(tcp|udp))?$/.exec(String(value)) ?? [];
  if (container === '') throw new ComposeError(`Invalid containerPort: ${String(value)}`, 15);
  return {
    host: Number(host ?? 0),
    container: Number(container),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    ip: ip.replace(/^\[|\]$/g, ''),
  };
}

function toMount(volume: Json, directory: string, root: string, volumes: Named): ComposeService['mounts'][number][] {
  const [source, target] = isRecord(volume) ? [String(volume['source'] ?? ''), String(volume['target'])] : String(volume).split(':');
  if (target === undefined || source === undefined || source === '') return [];
  if (!/^[./~]/.test(source)) return [{ type: 'volume', source: volumes.find(({ key }) => key === source)?.name ?? source, target }];
  const absolute = isAbsolute(source) ? source : resolve(directory, source);
  return [{ type: 'bind', source: absolute.startsWith(root) ? absolute.slice(root.length) : absolute, target }];
}
