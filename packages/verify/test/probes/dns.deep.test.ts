import { exampleService, exampleSite } from '@hl/core/testing';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';
import { type Check } from '@hl/verify';
import { absenceChecksFor, checksFor } from '../outside.js';
import { closeAll, dns, one } from '../servers.js';

afterEach(closeAll);

const host = 'metube.example.org';
const site = (...servers: { port: number }[]) =>
  exampleSite({
    dns: { pihole: { instances: servers.map(({ port }) => ({ url: 'http://x', password: 'P', dns: { address: '127.0.0.1', port } })) } },
  });
const check = (addresses: readonly string[], ...servers: { port: number }[]): Check | undefined =>
  checksFor(exampleService({ dns: { addresses } }), site(...servers)).find(({ kind }) => kind === 'dns');

const record = `10.0.0.1 ${host}`;
const asked = async (lab: PiholeEmulatorOptions, addresses: readonly string[], before?: (server: PiholeEmulator) => Promise<unknown>) => {
  const server = await piholeEmulator(lab);
  try {
    await before?.(server);
    return await one(check(addresses, server.dns));
  } finally {
    await server.close();
  }
};
const gone = (server: { port: number }): Check | undefined =>
  absenceChecksFor(exampleService({ dns: { addresses: ['10.0.0.1'] } }), site(server)).find(({ name }) => name === 'absent-dns');

test('a server that does not answer', async () => {
  const server = await dns();
  server.silent = true;
  expect(await one(check(['10.0.0.1'], server))).toMatchObject({
    status: 'fail',
    actual: expect.stringMatching(/^E(TIMEOUT|CANCELLED) /),
    hint: expect.stringContaining('does not answer DNS'),
  });
});

test('a silent upstream: no IPv6 address is wanted, and none is answered', async () => {
  expect(await asked({ hosts: [record], upstream: 'silent' }, ['10.0.0.1'])).toMatchObject({
    status: 'pass',
    actual: expect.stringMatching(/^10\.0\.0\.1, no answer for IPv6: the upstream of that Pi-hole is silent/),
  });
});

test.each([
  ['no IPv4 address', [], ['10.0.0.1']],
  ['no IPv6 address', [record], ['10.0.0.1', 'fd00::1']],
])('a silent upstream: %s where one is wanted is a failure that names it', async (_, hosts, addresses) => {
  const found = await asked({ hosts, upstream: 'silent' }, addresses);
  expect(found).toMatchObject({
    status: 'fail',
    hint: 'Pi-hole has no such record, and its upstream server does not answer: look there first.',
  });
});

test('a name that only a silent upstream could know is gone', async () => {
  const server = await piholeEmulator({ upstream: 'silent' });
  expect(await one(gone(server.dns))).toMatchObject({ status: 'pass', actual: expect.stringMatching(/^no address/) });
  await server.close();
});

test('silence is not absence', async () => {
  const server = await dns();
  server.silent = true;
  expect(await one(gone(server))).toMatchObject({ status: 'fail' });
});

test('a record that comes late is seen when it comes', async () => {
  const server = await dns();
  setTimeout(() => server.records.set(host, ['10.0.0.1']), 60);
  const result = await one(check(['10.0.0.1'], server), { deadlineMs: 30_000, intervalMs: 20 });
  expect(result).toMatchObject({ status: 'pass' });
  expect(result.ms).toBeLessThan(2000);
  expect(server.questions.length).toBeGreaterThanOrEqual(result.attempts);
});
