import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { envText } from './write/secrets.js';
import type { World } from './world.js';

/** Asks for what is not set, when somebody wants to type it, and keeps it in .env. Nothing of it is shown. */
export async function askForSecrets({ cwd, ask, environment, print }: World, names: readonly string[]): Promise<Record<string, string>> {
  const path = resolve(cwd, '.env');
  const there = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const missing = names.filter(
    (name) => environment().secret(name) === undefined && !new RegExp(`^\\s*(export\\s+)?${name}=`, 'm').test(there),
  );
  if (ask === null || missing.length === 0) return {};
  const text = `Type ${missing.join(', ')} now, to be kept in .env on this machine?`;
  if ((await ask({ text, choices: ['yes', 'no'], otherwise: 'no' })) === 'no') return {};
  const values = new Map<string, string>();
  for (const name of missing) {
    const value = await ask({ text: `${name} (not shown; empty: later)`, otherwise: '', hidden: true });
    print.hide(value);
    if (value !== '') values.set(name, value);
  }
  if (values.size === 0) return {};
  const before = there === '' || there.endsWith('\n') ? there : `${there}\n`;
  writeFileSync(path, `${before}${envText(values)}`, { mode: 0o600 });
  print.step('.env holds them; git leaves it out');
  return Object.fromEntries(values);
}
