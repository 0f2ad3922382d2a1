import { readFileSync } from 'node:fs';
import * as core from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import * as package_ from '@hl/pihole';
import { password } from './lab.js';

/** The example as it stands in the README, with the lab's addresses put in: what it prints, and the memory that it leaves. */
async function runExample(url: string, dns: { address: string; port: number }, stored?: core.Memory): Promise<[string[], core.Memory]> {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const body = example
    .replace(/^import \{ ([\w, ]+) \} from '(.*)';$/gm, "const { $1 } = load('$2');")
    .replace("'http://192.168.1.2'", JSON.stringify(url))
    .replace("{ address: '192.168.1.2', port: 53 }", JSON.stringify(dns));
  const lines: string[] = [];
  let saved = core.nothingMade;
  const load = (name: string): unknown => ({ '@hl/core': core, '@hl/pihole': package_ })[name];
  const print = { log: (...words: string[]) => lines.push(words.join(' ').trim()) };
  const save = (memory: core.Memory): void => void (saved = JSON.parse(JSON.stringify(memory)) as core.Memory);
  const run = new Function('load', 'console', 'password', 'stored', 'save', `return (async () => {${body}})()`) as (
    ...args: unknown[]
  ) => Promise<void>;
  await run(load, print, password, stored, save);
  return [lines, saved];
}

test('the example runs, and again with what it remembers: only what it made is changed and deleted', async () => {
  const lab = await piholeEmulator({ password, strict: true, hosts: ['10.0.0.9 books.lab'] });
  const conflict = 'books.lab conflict books.lab in pihole is held by dns.hosts line "10.0.0.9 books.lab"';
  const [first, memory] = await runExample(lab.url, lab.dns);
  expect(first).toEqual(['films.lab applied', 'music.lab applied', conflict, 'films.lab applied', 'music.lab applied']);
  expect(memory.made.map(({ key }) => key)).toEqual(['films.lab']);
  expect(await lab.resolve('films.lab')).toEqual(['192.168.1.21']);
  const [second] = await runExample(lab.url, lab.dns, memory);
  expect(second).toEqual(first);
  const [third] = await runExample(lab.url, lab.dns);
  expect(third).toEqual([
    'films.lab conflict films.lab in pihole is held by dns.hosts line "192.168.1.21 films.lab"',
    'music.lab applied',
    conflict,
    'films.lab unchanged',
    'music.lab applied',
  ]);
  expect(lab.hosts()).toEqual(['10.0.0.9 books.lab', '192.168.1.21 films.lab']);
  await lab.close();
  expect(lab.violations).toEqual([]);
}, 30_000);
