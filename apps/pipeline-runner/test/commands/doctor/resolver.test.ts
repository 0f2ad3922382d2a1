import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { examineResolver } from '../../../src/commands/doctor/resolver.js';
import type { Finding } from '../../../src/systems/finding.js';

let server: PiholeEmulator;
beforeAll(async () => void (server = await piholeEmulator({ password: 'x', hosts: ['192.0.2.20 metube.example.org'] })));
afterAll(() => server.close());

async function examined(answers: Record<string, string[]>, names = ['metube'], away = false): Promise<string[]> {
  const dns = away ? { address: '127.0.0.1', port: 9 } : { address: server.dns.address, port: server.dns.port };
  const instances = [{ url: server.url, dns, password: 'X' }];
  const found: Finding[] = [];
  const context = {
    site: { ...exampleSite(), dns: { pihole: { instances, caFile: null, insecure: false, mode: 'address' } } },
    repository: { load: () => ({ services: names.map((name) => exampleService({ name })) }) },
  } as unknown as Context;
  const resolve = async (name: string): Promise<string[]> => answers[name] ?? Promise.reject(new Error('ENOTFOUND'));
  await examineResolver(context, resolve, (finding) => found.push(finding));
  return found.map(({ status, check, message }) => `${status} ${check}: ${message}`);
}

test.each([
  [
    'a client that asks the same server',
    { 'metube.example.org': ['192.0.2.20'] },
    'pass resolver: metube.example.org is 192.0.2.20 for this machine, too',
  ],
  [
    'a client that asks another',
    { 'metube.example.org': ['203.0.113.9'] },
    'warn resolver: metube.example.org is 203.0.113.9 for this machine, and 192.0.2.20 for Pi-hole',
  ],
  ['a client that finds nothing', {}, 'warn resolver: metube.example.org is unknown for this machine, and 192.0.2.20 for Pi-hole'],
])('%s', async (_, answers, expected) => {
  expect(await examined(answers)).toEqual([expected]);
});

test('only a name that is deployed tells', async () => {
  const answers = { 'metube.example.org': ['192.0.2.20'] };
  expect(await examined(answers, ['none'])).toEqual([]);
  expect(await examined(answers, ['none', 'metube'])).toHaveLength(1);
  expect(await examined(answers, ['metube'], true)).toEqual([]);
});
