import { readFileSync } from 'node:fs';
import * as core from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import * as package_ from '@hl/pihole';
import { password } from './lab.js';

/** The example as it stands in the README, with the lab's addresses put in. */
async function runExample(url: string, dns: { address: string; port: number }): Promise<string[]> {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const body = example
    .replace(/^import \{ (\w+) \} from '(.*)';$/gm, "const { $1 } = load('$2');")
    .replace("'http://192.168.1.2'", JSON.stringify(url))
    .replace("{ address: '192.168.1.2', port: 53 }", JSON.stringify(dns))
    .replace('(key: string)', '(key)');
  const lines: string[] = [];
  const load = (name: string): unknown => ({ '@hl/core': core, '@hl/pihole': package_ })[name];
  const print = { log: (...words: string[]) => lines.push(words.join(' ').trim()) };
  const run = new Function('load', 'console', 'password', `return (async () => {${body}})()`) as (...args: unknown[]) => Promise<void>;
  await run(load, print, password);
  return lines;
}

test('the example runs: the second time there is nothing to do, and a foreign name is left alone', async () => {
  const lab = await piholeEmulator({ password, strict: true, hosts: ['10.0.0.9 books.lab'] });
  const conflict = 'books.lab conflict books.lab in pihole is held by somebody else';
  expect(await runExample(lab.url, lab.dns)).toEqual(['films.lab applied', 'music.lab applied', conflict]);
  expect(await runExample(lab.url, lab.dns)).toEqual(['films.lab unchanged', 'music.lab unchanged', conflict]);
  expect(await lab.resolve('films.lab')).toEqual(['192.168.1.20']);
  await lab.close();
  expect(lab.violations).toEqual([]);
});
