import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listOf, merge, namesIn, readCompose } from '@hl/compose';
import type { JsonMap } from '@hl/compose';
import { isRecord } from '@hl/core';
import type { Json } from '@hl/core';
import { ComposeError } from './error.js';
import { parseDocument } from 'yaml';
import { interpolate, parseDotenv } from './interpolate.js';
import { toService } from './service.js';
import type { ComposeService } from './service.js';
import { assertVersions, validate, validateStack } from './validate.js';

/** A compose file as compose reads it: interpolated, checked, in long form where we need it. */
export interface ComposeProject {
  readonly name: string;
  /** Path on the emulated machine. */
  readonly directory: string;
  readonly file: string;
  readonly services: readonly ComposeService[];
  readonly networks: readonly { readonly key: string; readonly name: string; readonly external: boolean }[];
  readonly volumes: readonly { readonly key: string; readonly name: string; readonly external: boolean }[];
  readonly warnings: readonly string[];
}

export interface LoadOptions {
  readonly file: string;
  /** Merged over it. */
  readonly overlays?: readonly string[];
  /** For `docker stack`, which reads no `.env` and knows less. */
  readonly stack?: boolean;
  readonly directory: string;
  readonly project: string | undefined;
  readonly envFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory that stands for `/` of the emulated machine, for paths inside the file. */
  readonly root: string;
}

export function load({ file, overlays = [], stack = false, directory, project, envFile, env, root }: LoadOptions): ComposeProject {
  for (const path of [file, ...overlays]) if (!existsSync(path)) throw new ComposeError(`open ${path}: no such file or directory`, 14);
  const dotenv = envFile ?? join(directory, '.env');
  if (envFile !== undefined && !existsSync(envFile)) throw new ComposeError(`Couldn't find env file: ${envFile}`, 1);
  const variables = { ...(!stack && existsSync(dotenv) ? parseDotenv(readFileSync(dotenv, 'utf8'), env) : {}), ...env };
  const warnings = new Set<string>();
  const unset = (name: string): unknown => warnings.add(`The "${name}" variable is not set. Defaulting to a blank string.`);
  const tops = [file, ...overlays].map((path) => interpolateAll(readYaml(path), variables, unset));
  if (stack) assertVersions(tops);
  const top = tops.reduce(merge, {});
  const name = project ?? (typeof top['name'] === 'string' ? top['name'] : undefined) ?? directory.split('/').at(-1)?.toLowerCase() ?? '';
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
    throw new ComposeError(
      `invalid project name ${JSON.stringify(name)}: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
      1,
    );
  }
  validate(file, top);
  if (stack) validateStack(top);
  const named = (kind: 'networks' | 'volumes'): ComposeProject['networks'] =>
    Object.entries(isRecord(top[kind]) ? top[kind] : {}).map(([key, value]) => {
      const external = isRecord(value) && value['external'] === true;
      return {
        key,
        external,
        name: isRecord(value) && typeof value['name'] === 'string' ? value['name'] : external ? key : `${name}_${key}`,
      };
    });
  const services = Object.entries(isRecord(top['services']) ? top['services'] : {})
    .filter(([, raw]) => !(isRecord(raw) && listOf(raw['profiles']).length > 0))
    .map(([key, raw]) => toService(key, isRecord(raw) ? raw : {}, directory, root, named('volumes')));
  const usesDefault = services.some(
    ({ raw }) => raw['network_mode'] === undefined && (raw['networks'] === undefined || namesIn(raw['networks']).includes('default')),
  );
  const networks =
    usesDefault && !named('networks').some(({ key }) => key === 'default')
      ? [{ key: 'default', name: `${name}_default`, external: false }, ...named('networks')]
      : named('networks');
  return { name, directory, file, services, networks, volumes: named('volumes'), warnings: [...warnings] };
}

function readYaml(file: string): JsonMap {
  const text = readFileSync(file, 'utf8');
  const [error] = parseDocument(text, { merge: true, logLevel: 'silent' }).errors;
  if (error) throw new ComposeError(`yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0] ?? ''}`, 15);
  const { top } = readCompose(text);
  if (Object.keys(top).length === 0) throw new ComposeError('empty compose file', 15);
  return top;
}

function interpolateAll(
  value: JsonMap,
  variables: Readonly<Record<string, string | undefined>>,
  onUnset: (name: string) => unknown,
): JsonMap {
  const walk = (node: Json): Json => {
    if (typeof node === 'string') return interpolate(node, variables, onUnset);
    if (Array.isArray(node)) return node.map(walk);
    return isRecord(node) ? Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item)])) : node;
  };
  try {
    return walk(value) as JsonMap;
  } catch (error) {
    throw new ComposeError(String(error instanceof Error ? error.message : error), 15);
  }
}
