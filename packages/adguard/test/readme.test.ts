import { readFileSync } from 'node:fs';
import * as core from '@hl/core';
import * as package_ from '@hl/adguard';
import { adguardEmulator } from '@hl/lab/adguard';
import { linesOf, rewrites, user } from './lab.js';

test('the example runs, and again with what it remembers', async () => {
  await using lab = await adguardEmulator({ user, rewrites: rewrites('nas.lab 10.0.0.1') });
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const body = (/```ts\n([^]*?)```/.exec(readme)?.[1] ?? '')
    .replace(/^import \{ ([\w, ]+) \} from '(.*)';$/gm, "const { $1 } = load('$2');")
    .replace("'http://192.168.1.2'", JSON.stringify(lab.url))
    .replace("{ address: '192.168.1.2', port: 53 }", JSON.stringify(lab.dns));
  const lines: string[] = [];
  let saved = core.nothingMade;
  const load = (name: string): unknown => ({ '@hl/core': core, '@hl/adguard': package_ })[name];
  const run = new Function('load', 'console', 'password', 'stored', 'save', `return (async () => {${body}})()`) as (
    ...args: unknown[]
  ) => Promise<void>;
  const print = { log: (...words: string[]) => lines.push(words.join(' ').trim()) };
  const save = (memory: core.Memory): void => void (saved = JSON.parse(JSON.stringify(memory)) as core.Memory);
  await run(load, print, user.password, undefined, save);
  await run(load, print, user.password, saved, save);
  expect(lines).toEqual(['films.lab applied', 'music.lab applied', 'films.lab unchanged', 'music.lab unchanged']);
  expect(linesOf(lab)).toEqual(['nas.lab 10.0.0.1', 'films.lab 192.168.1.20', 'music.lab films.lab']);
});
