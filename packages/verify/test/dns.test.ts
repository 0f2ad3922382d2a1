import { exampleService, exampleSite } from '@hl/core/testing';
import { absenceChecksFor, checksFor, type Check } from '@hl/verify';
import { closeAll, dns, one, run, type DnsLab } from './lab.js';

afterEach(closeAll);

const host = 'metube.example.org';
const site = (...servers: DnsLab[]) =>
  exampleSite({
    pihole: { instances: servers.map(({ port }) => ({ url: 'http://x', password: 'P', dns: { address: '127.0.0.1', port } })) },
  });
const check = (addresses: readonly string[], ...servers: DnsLab[]): Check | undefined =>
  checksFor(exampleService({ dns: { addresses } }), site(...servers)).find(({ kind }) => kind === 'dns');

test.each([
  ['the same', ['10.0.0.1'], ['10.0.0.1'], 'pass'],
  ['the same in another order', ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1'], 'pass'],
  ['a stale one beside it', ['10.0.0.1'], ['10.0.0.1', '10.0.0.9'], 'fail'],
  ['one too few', ['10.0.0.1', '10.0.0.2'], ['10.0.0.1'], 'fail'],
  ['another', ['10.0.0.1'], ['10.0.0.9'], 'fail'],
  ['IPv6 in another spelling', ['FD00:0::1', '10.0.0.1'], ['10.0.0.1', 'fd00::1'], 'pass'],
  ['an IPv6 address that nobody wants', ['10.0.0.1'], ['10.0.0.1', 'fd00::9'], 'fail'],
  ['anything, where the file names none', [], ['10.0.0.9'], 'pass'],
])('%s', async (_, wanted, given, status) => {
  const server = await dns({ [host]: given });
  expect(await one(check(wanted, server))).toMatchObject({ name: 'dns', status });
});

test.each(['NOERROR', 'NXDOMAIN', 'REFUSED'] as const)('no record, told by %s', async (rcode) => {
  const server = await dns();
  server.rcode = rcode;
  expect(await one(check(['10.0.0.1'], server))).toMatchObject({
    status: 'fail',
    actual: `no address (127.0.0.1:${server.port})`,
    expected: `${host} is 10.0.0.1`,
  });
});

test('every Pi-hole has to know it, and the one that does not is named', async () => {
  const [first, second] = [await dns({ [host]: ['10.0.0.1'] }), await dns()];
  expect(await one(check(['10.0.0.1'], first, second))).toMatchObject({ status: 'fail', actual: `no address (127.0.0.1:${second.port})` });
  second.records.set(host, ['10.0.0.1']);
  expect(await one(check(['10.0.0.1'], first, second))).toMatchObject({ status: 'pass' });
});

test('a server that does not answer', async () => {
  const server = await dns();
  server.silent = true;
  expect(await one(check(['10.0.0.1'], server))).toMatchObject({
    status: 'fail',
    actual: expect.stringMatching(/^E(TIMEOUT|CANCELLED) /),
    hint: expect.stringContaining('does not answer DNS'),
  });
});

test('a record that comes late is seen when it comes', async () => {
  const server = await dns();
  setTimeout(() => server.records.set(host, ['10.0.0.1']), 60);
  const result = await one(check(['10.0.0.1'], server), { deadlineMs: 30_000, intervalMs: 20 });
  expect(result).toMatchObject({ status: 'pass' });
  expect(result.ms).toBeLessThan(2000);
  expect(server.questions.length).toBeGreaterThanOrEqual(result.attempts);
});

test('a hundred names are a few hundred questions at most', async () => {
  const names = Array.from({ length: 100 }, (_, n) => `s${n}`);
  const server = await dns(Object.fromEntries(names.map((name) => [`${name}.example.org`, ['10.0.0.1']])));
  const checks = names.flatMap((name) =>
    checksFor(exampleService({ name, dns: { hostname: `${name}.example.org`, addresses: ['10.0.0.1'] } }), site(server)).filter(
      ({ kind }) => kind === 'dns',
    ),
  );
  expect((await run(checks)).every(({ status }) => status === 'pass')).toBe(true);
  expect(server.questions).toHaveLength(200);
});

describe('absent', () => {
  const gone = (server: DnsLab): Check | undefined =>
    absenceChecksFor(exampleService({ dns: { addresses: ['10.0.0.1'] } }), site(server)).find(({ name }) => name === 'absent-dns');

  test.each([
    ['no record', {}, 'pass'],
    ['our record', { [host]: ['10.0.0.1'] }, 'fail'],
    ["somebody else's", { [host]: ['203.0.113.7'] }, 'pass'],
  ])('%s', async (_, records, status) => {
    expect(await one(gone(await dns(records as Record<string, string[]>)))).toMatchObject({ status });
  });

  test('silence is not absence', async () => {
    const server = await dns();
    server.silent = true;
    expect(await one(gone(server))).toMatchObject({ status: 'fail' });
  });
});
