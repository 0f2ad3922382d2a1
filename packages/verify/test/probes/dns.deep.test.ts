import { piholeEmulator } from '@hl/lab/pihole';
import { closeAll, dns, one } from '../servers.js';
import { asked, check, gone, host } from './pihole.js';

afterEach(closeAll);

const record = `10.0.0.1 ${host}`;

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
