import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { given } from '../../given.js';
import { placeOf } from '../../repository/folder.js';
import type { Io } from '../command.js';
import type { Kind } from './complete.js';

/**
 * What a repository has to choose from, as it stands in its files: nothing is checked, and files of services are not parsed, so that
 * a shell has its answer at once.
 */
export async function look(
  kind: Exclude<Kind, 'files'>,
  words: readonly string[],
  { env, here }: Pick<Io, 'env' | 'here'>,
): Promise<readonly string[]> {
  if (kind === 'systems') return (await import('../../systems/registry.js')).makeOrder;
  const config = valueOf('--config', words) ?? 'hl.yml';
  const { cwd } = placeOf({ config, ...given({ cwd: valueOf('--cwd', words) }) }, env, here);
  const { hosts, categories, services } = (parse(readFileSync(resolve(cwd, config), 'utf8'), { logLevel: 'silent' }) ?? {}) as Record<
    string,
    unknown
  >;
  if (kind === 'hosts') return Object.keys(hosts ?? {});
  if (kind === 'categories') return Array.isArray(categories) ? categories.map(String) : [];
  return servicesBelow(join(cwd, typeof services === 'string' ? services : 'services'));
}

const valueOf = (option: string, words: readonly string[]): string | undefined =>
  words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1) ?? words[words.indexOf(option) + 1 || words.length];

const servicesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml') && !/(^|\/)\./.test(path))
    .flatMap((path) => nameIn(readFileSync(join(folder, path), 'utf8')) ?? [])
    .sort();

/** `name` in the section `service`, in both of YAML's styles; a file without one is no service. */
export function nameIn(text: string): string | undefined {
  const start = text.search(/^service:/m);
  if (start < 0) return undefined;
  const section = text.slice(start);
  const end = section.search(/\n(?=[^\s#])/);
  return /[\s{,]name:\s*["']?([\w.-]+)/.exec(end < 0 ? section : section.slice(0, end))?.[1];
}
