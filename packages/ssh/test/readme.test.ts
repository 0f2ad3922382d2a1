import { readFileSync } from 'node:fs';
import { sshFleet } from '@hl/ssh';
import { bench } from './bench.js';

test('the example of the README works as it stands there', async () => {
  const lab = bench();
  const host = await lab.host();
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const printed: unknown[][] = [];
  const body = example.replace(/^import .*\n/gm, '').replaceAll('console.log', 'print');
  const run = new Function('sshFleet', 'hosts', 'keyFile', 'knownHosts', 'print', `return (async () => {${body}})()`) as (
    ...given: unknown[]
  ) => Promise<void>;
  await run(sshFleet, { web: lab.site(host) }, lab.keyFile, lab.knownHosts, (...line: unknown[]) => printed.push(line));
  expect(printed).toEqual([[['motd'], expect.stringMatching(/^This is \w+\n$/)]]);
  await lab.close();
});
