import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { envText } from './write/secrets.js';
import type { World } from './world.js';

/**
 * Keeps in .env where the key is, and the secrets that are not set and that somebody wants to type. What is typed is not shown.
 *
 * @returns what is in there now and was not before
 */
export async function keepVariables(world: World, secrets: readonly string[], keyFile: string | null): Promise<Record<string, string>> {
  const { cwd, environment, print } = world;
  const path = resolve(cwd, '.env');
  const there = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const isThere = (name: string): boolean => new RegExp(`^\\s*(export\\s+)?${name}=`, 'm').test(there);
  const values = new Map<string, string>();
  if (keyFile !== null && environment().sshKeyFile === undefined && !isThere('SSH_KEY_FILE')) values.set('SSH_KEY_FILE', keyFile);
  const missing = secrets.filter((name) => environment().secret(name) === undefined && !isThere(name));
  for (const [name, value] of await typed(world, missing)) values.set(name, value);
  if (values.size === 0) return {};
  const before = there === '' || there.endsWith('\n') ? there : `${there}\n`;
  writeFileSync(path, `${before}${envText(values)}`, { mode: 0o600 });
  print.step(`.env holds ${[...values.keys()].join(', ')} now; git leaves it out`);
  return Object.fromEntries(values);
}

async function typed({ ask, print }: World, missing: readonly string[]): Promise<(readonly [name: string, value: string])[]> {
  if (ask === null || missing.length === 0) return [];
  const text = `Type ${missing.join(', ')} now, to be kept in .env on this machine?`;
  if ((await ask({ text, choices: ['yes', 'no'], otherwise: 'no' })) === 'no') return [];
  const values: (readonly [string, string])[] = [];
  for (const name of missing) {
    const value = await ask({ text: `${name} (not shown; empty: later)`, otherwise: '', hidden: true });
    print.hide(value);
    if (value !== '') values.push([name, value]);
  }
  return values;
}
