import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { traefik } from '@hl/traefik';
import { on } from './subject.js';

/** The example runs as it stands in the README; only `site` and `service` are given, and what it prints is caught. */
test(
  'the example of the README works',
  on(async ({ site, service }) => {
    const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
    const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
    const printed: unknown[][] = [];
    expect(example).toMatch(/traefik\(/);
    const body = example.replace(/^import .*\n/gm, '').replaceAll('console.log', 'log');
    const run = new Function('apply', 'plan', 'localRemote', 'traefik', 'site', 'service', 'log', `return (async () => {${body}})()`) as (
      ...given: unknown[]
    ) => Promise<void>;
    await run(apply, plan, localRemote, traefik, site, service, (...line: unknown[]) => printed.push(line));
    expect(printed).toEqual([[[], ['metube: applied']]]);
  }),
);
