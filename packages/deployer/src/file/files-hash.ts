import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Json, ServiceFileCopy } from '@hl/core';
import { isMap } from './merge.js';
import type { JsonMap } from './merge.js';

/**
 * A short hash of the service's files that one compose service mounts or reads, or null when there is none. As a label
 * it makes compose recreate exactly the containers whose files changed, which compose does not notice by itself.
 */
export function filesHash(container: JsonMap, top: JsonMap, installPath: string, files: readonly ServiceFileCopy[]): string | null {
  const sources = [...mounted(container), ...referenced(container, top, 'configs'), ...referenced(container, top, 'secrets')].map((path) =>
    posix.resolve(installPath, path),
  );
  const concerned = files
    .filter(({ destination }) => sources.some((source) => holds(source, posix.resolve(installPath, destination))))
    .map(({ destination, mode, sha256 }) => `${destination} ${mode} ${sha256}`);
  return concerned.length === 0 ? null : createHash('sha256').update(concerned.sort().join('\n')).digest('hex').slice(0, 16);
}

const holds = (directory: string, path: string): boolean =>
  directory === path || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);

const list = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];

/** Host paths of bind mounts and env files. */
function mounted(container: JsonMap): string[] {
  const volumes = list(container['volumes']).map((volume) => (isMap(volume) ? volume['source'] : String(volume).split(':')[0]));
  const envFiles = list(container['env_file']).map((file) => (isMap(file) ? file['path'] : file));
  return [...volumes.filter((path) => typeof path === 'string' && /^[./~]/.test(path)), ...envFiles].filter(
    (path) => typeof path === 'string',
  );
}

/** Files behind compose's own `configs:` and `secrets:`. */
function referenced(container: JsonMap, top: JsonMap, kind: 'configs' | 'secrets'): string[] {
  const definitions = top[kind];
  if (!isMap(definitions)) return [];
  return list(container[kind])
    .map((use) => definitions[String(isMap(use) ? use['source'] : use)])
    .map((definition) => (isMap(definition) ? definition['file'] : null))
    .filter((file) => typeof file === 'string');
}
