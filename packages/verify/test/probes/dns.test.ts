import { exampleService } from '@hl/core/testing';
import { piholeEmulator } from '@hl/lab/pihole';
import type { DnsCheck } from '../../src/checks/check.js';
import { ownResolver } from '../../src/client/own-resolver.js';
import { dnsProbes } from '../../src/probes/dns.js';
import { forClients } from '../../src/verdicts/dns.js';
import { checksFor } from '../outside.js';
import { closeAll, dns, one, run } from '../servers.js';
import { asked, check, gone, host, site } from './pihole.js';

afterEach(closeAll);

test.each([
  ['the same', ['10.0.0.1'], ['10.0.0.1'], 'pass'],
  ['the same in another order', ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1'], 'pass'],
  ['a stale one beside it', ['10.0.0.1'], ['10.0.0.1', '10.0.0.9'], 'fail'],
  ['one of two IPv4, as dns.localise does', ['10.0.0.1', '10.0.0.2'], ['10.0.0.1'], 'pass'],
  ['one IPv6 too few', ['fd00::1', 'fd00::2'], ['fd00::1'], 'fail'],
  ['none of two', ['10.0.0.1', '10.0.0.2'], [], 'fail'],
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

describe('as Pi-hole answers', () => {
  const record = `10.0.0.1 ${host}`;
  test('localise: the address in the subnet of the question is enough', async () => {
    const lab = { hosts: [record, `192.0.2.1 ${host}`], localise: '192.0.2.0/24' };
    expect(await asked(lab, ['10.0.0.1', '192.0.2.1'])).toMatchObject({ status: 'pass', actual: expect.stringMatching(/^192\.0\.2\.1 /) });
  });

  test('what it keeps from upstream beside our record goes by itself, and is told', async () => {
    const upstream = { [host]: { addresses: ['203.0.113.7'], ttl: 300 } };
    const found = await asked({ upstream }, ['10.0.0.1'], async (server) => {
      await server.resolve(host);
      server.setHosts([record]);
    });
    expect(found).toMatchObject({
      status: 'pass',
      actual: expect.stringMatching(/^10\.0\.0\.1, 203\.0\.113\.7 \(from upstream, \d+ s more\)/),
    });
  });

  test('a name on a blocklist', async () => {
    const hint = `Pi-hole blocks the name. Allow ${host} in that Pi-hole under Domains.`;
    for (const addresses of [['10.0.0.1'], []]) {
      expect(await asked({ hosts: [record], blocked: [host] }, addresses)).toMatchObject({ status: 'fail', hint });
    }
  });

  test('a public IPv6 address beside our IPv4 one: where it comes from, and the two ways out', async () => {
    const upstream = { [host]: { addresses: ['2001:db8::7'], ttl: 300 } };
    expect(await asked({ hosts: [record], upstream }, ['10.0.0.1'])).toMatchObject({
      status: 'fail',
      hint: expect.stringMatching(
        /public one, from upstream.*IPv6 address of yours \(dns\.ip\), or add local=\/metube\.example\.org\/ to misc\.dnsmasq_lines/,
      ),
    });
  });
});

test('what was answered is kept, by server, with how long it lives', async () => {
  const [first, second] = [await dns({ [host]: ['10.0.0.1'] }), await dns()];
  const at = (server: { port: number }): string => `(127.0.0.1:${server.port})`;
  expect(await one(check(['10.0.0.1'], first, second))).toMatchObject({
    evidence: { addresses: `10.0.0.1 ${at(first)}; none ${at(second)}`, ttl: `0 ${at(first)}` },
  });
});

describe("what this machine's own nameserver says", () => {
  const judged = async (own: string[], wanted = ['10.0.0.1']): Promise<unknown> => {
    const [server, other] = [await dns({ [host]: ['10.0.0.1'] }), await dns({ [host]: own })];
    const probes = dnsProbes(async () => {}, ownResolver([`127.0.0.1:${other.port}`]));
    const asked = check(wanted, server) as DnsCheck;
    // As if one more of the site stood at the port that clients use.
    const usual = { ...(asked.servers[0] as (typeof asked.servers)[0]), port: server.port };
    const { pass, evidence } = await probes({ ...asked, servers: [usual, { ...usual }] }).look(1_000);
    return { pass, resolver: evidence?.['resolver'], questions: other.questions };
  };

  test('is not asked where no client could be using a server of the site', async () => {
    expect(await judged(['10.0.0.1'])).toEqual({ pass: true, resolver: '', questions: [] });
  });

  test.each([
    [['10.0.0.1'], ['10.0.0.1'], '192.0.2.1: 10.0.0.1'],
    [['203.0.113.7'], ['10.0.0.1'], '192.0.2.1: 203.0.113.7, so it asks none of these DNS servers'],
    [[], ['10.0.0.1'], '192.0.2.1: none, so it asks none of these DNS servers'],
    [['203.0.113.7'], [], '192.0.2.1: 203.0.113.7'],
    [[], [], '192.0.2.1: none, so it asks none of these DNS servers'],
  ])('%j where %j is wanted', (got, wanted, said) => {
    expect(
      forClients(
        '192.0.2.1',
        wanted,
        got.map((address) => ({ address, ttl: 0 })),
      ),
    ).toBe(said);
  });
});

describe('absent', () => {
  test.each([
    ['no record', {}, 'pass'],
    ['our record', { [host]: ['10.0.0.1'] }, 'fail'],
    ["somebody else's", { [host]: ['203.0.113.7'] }, 'pass'],
  ])('%s', async (_, records, status) => {
    expect(await one(gone(await dns(records as Record<string, string[]>)))).toMatchObject({ status });
  });

  test('a blocklist that is left is no address of ours', async () => {
    const server = await piholeEmulator({ blocked: [host] });
    expect(await one(gone(server.dns))).toMatchObject({ status: 'pass' });
    await server.close();
  });
});
