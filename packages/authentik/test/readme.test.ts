import { readFileSync } from 'node:fs';
import { apply } from '@hl/core';
import { authentik, protection } from '@hl/authentik';
import { setup } from './setup.js';

test('the example of the README works as it stands there', async () => {
  const { lab } = await setup();
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const printed: unknown[][] = [];
  const body = example.replace(/^import .*\n/gm, '').replaceAll('console.log', 'print');
  const run = new Function('apply', 'authentik', 'protection', 'url', 'token', 'print', `return (async () => {${body}})()`) as (
    ...given: unknown[]
  ) => Promise<void>;
  await run(apply, authentik, protection, lab.url, 'lab-token', (...line: unknown[]) => printed.push(line));
  expect(printed).toEqual([['applied', { clientId: expect.any(String) }]]);
  expect(lab.served()).toContainEqual(expect.objectContaining({ host: 'wiki.example.org', slug: 'wiki' }));
  expect(lab.groupsOf('wiki')).toMatchObject([{ group: 'family' }]);
});
