import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import { traefik, type TraefikOptions } from '@hl/traefik';
import { memory } from './memory.js';

/** The example runs as it stands in the README, on a Traefik in memory; only `site` and `service` are given, and what it prints is caught. */
test('the example of the README works', async () => {
  const { site, service, remote, emulator } = memory();
  const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const printed: unknown[][] = [];
  expect(example).toMatch(/traefik\(/);
  const body = example.replace(/^import .*\n/gm, '').replaceAll('console.log', 'log');
  const run = new Function('apply', 'plan', 'localRemote', 'traefik', 'site', 'service', 'log', `return (async () => {${body}})()`) as (
    ...given: unknown[]
  ) => Promise<void>;
  const inMemory = (options: TraefikOptions) => traefik({ ...options, fetch: emulator.fetch });
  await run(
    apply,
    plan,
    () => remote,
    inMemory,
    site,
    service,
    (...line: unknown[]) => printed.push(line),
  );
  expect(printed).toEqual([[[], ['metube: applied']]]);
});
