import { readFileSync } from 'node:fs';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Remote, Service } from '@hl/core';
import { checksFor, junit, verify, type Outside } from '@hl/verify';
import { outside } from './outside.js';
import { closeAll, hosts, http, psLine } from './servers.js';

afterEach(closeAll);

async function example(
  service: Service,
  outside: Outside,
  remote: (host: string) => Remote,
): Promise<{ failed: string[]; report: string }> {
  // example
  const checks = checksFor(service, outside);
  const results = await verify(checks, { remote, deadlineMs: 60_000, intervalMs: 2000 });
  const failed = results.filter(({ status }) => status === 'fail').map(({ name, actual, hint }) => `${name}: ${actual}. ${hint ?? ''}`);
  const report = junit(results);
  // end
  return { failed, report };
}

test('the example does what the README says', async () => {
  const port = await http((_, response) => response.writeHead(200).end());
  const service = { ...exampleService({ port, health: { port }, deployment: { ports: [] } }), traefik: null, dns: null, authentik: null };
  const site = exampleSite({ hosts: { 'docker-media': { address: '127.0.0.1' } } } as never);
  const { failed, report } = await example(
    service,
    outside(site),
    hosts((_, look) => psLine('metube', { Status: `Up ${look * 9} seconds` })).remote,
  );
  expect(failed).toEqual([]);
  expect(report).toContain('<testsuite name="metube" tests="3" failures="0"');
});

test('the README shows the example as it is run', () => {
  const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  const source = (/\/\/ example\n([^]*?)\s*\/\/ end/.exec(read('./readme.test.ts'))?.[1] ?? '').replace(/^ {2}/gm, '');
  expect(source).not.toBe('');
  expect(read('../README.md')).toContain(source);
});
