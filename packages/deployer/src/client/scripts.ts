import { readFileSync } from 'node:fs';
import { quote } from '@hl/core';

/** A script as it is sent: comments are for who reads the file. */
const bare = (text: string): string => text.replaceAll(/^ *(?:#.*)?\n/gm, '');

/** The shell functions that run on a host: what each does is said in the files themselves. */
export const scripts = {
  docker: bare(readFileSync(new URL('../../scripts/docker.sh', import.meta.url), 'utf8')),
  swarm: bare(readFileSync(new URL('../../scripts/swarm.sh', import.meta.url), 'utf8')),
  files: bare(readFileSync(new URL('../../scripts/files.sh', import.meta.url), 'utf8')),
  observe: bare(readFileSync(new URL('../../scripts/observe.sh', import.meta.url), 'utf8')),
} as const;

/** A list is words with spaces between, a flag `1` or empty. */
export type Variables = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The command that sets the variables, defines the functions of `parts` and runs their last: calls of those functions. */
export function shell(variables: Variables, parts: readonly string[], args: readonly string[] = []): string[] {
  const assigned = Object.entries(variables).map(([name, value]) => `${name}=${quote([textOf(value)])}`);
  return ['sh', '-c', [...assigned, ...parts].join('\n'), 'sh', ...args];
}

const textOf = (value: Variables[string]): string =>
  typeof value === 'boolean' ? (value ? '1' : '') : typeof value === 'object' ? value.join(' ') : String(value);
