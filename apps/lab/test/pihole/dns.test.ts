import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import packet from 'dns-packet';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';
import { clock, hosts, restarted, withLab } from './lab.js';

describe('DNS', () => {
  const records: PiholeEmulatorOptions = {
    hosts: ['10.0.0.1 first.lab a.lab', '10.0.0.2 A.lab # two', '2001:DB8::1 six.lab', 'nonsense'],
    cnameRecords: ['alias.lab,a.lab', 'a-hidden.lab,a.lab,60'],
  };
  const asker = (lab: PiholeEmulator, timeout = 2_000): Resolver => {
    const resolver = new Resolver({ timeout, tries: 1 });
    resolver.setServers([`${lab.dns.address}:${lab.dns.port}`]);
    return resolver;
  };

  test('answers from the records, TTL 0, whatever the case', () =>
    withLab(records, async ({ lab }) => {
      const dns = asker(lab);
      expect((await dns.resolve4('A.LAB', { ttl: true })).sort((a, b) => a.address.localeCompare(b.address))).toEqual([
        { address: '10.0.0.1', ttl: 0 },
        { address: '10.0.0.2', ttl: 0 },
      ]);
      expect(await dns.resolve6('six.lab')).toEqual(['2001:db8::1']);
      expect((await dns.resolve4('alias.lab')).sort()).toEqual(['10.0.0.1', '10.0.0.2']);
      expect(await dns.resolveCname('alias.lab')).toEqual(['a.lab']);
      expect(await dns.reverse('10.0.0.1')).toEqual(['first.lab']);
      expect(await dns.reverse('2001:db8::1')).toEqual(['six.lab']);
      await expect(dns.resolve6('a.lab')).rejects.toMatchObject({ code: 'ENODATA' });
      await expect(dns.resolve4('unknown.lab')).rejects.toMatchObject({ code: 'EREFUSED' });
    }));

  test('with an upstream, an AAAA that was asked before the record existed stays NXDOMAIN until a restart', () =>
    withLab({ upstream: 'nxdomain' }, async ({ lab, ask }) => {
      const dns = asker(lab);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ENOTFOUND' });
      await ask('PUT', hosts('10.0.0.1 n.lab'));
      expect(await dns.resolve4('n.lab')).toEqual(['10.0.0.1']);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ENOTFOUND' });
      await ask('POST', '/api/action/restartdns');
      await restarted(lab);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ENODATA' });
    }));

  test('localise: of several addresses the one in the subnet of the question', () =>
    withLab({ hosts: ['10.0.0.1 n.lab', '192.0.2.1 n.lab', '10.0.0.2 far.lab'], localise: '192.0.2.0/24' }, async ({ lab }) => {
      expect([await lab.resolve('n.lab'), await lab.resolve('far.lab')]).toEqual([['192.0.2.1'], ['10.0.0.2']]);
    }));

  test('what was learned from upstream goes out beside a new record until its time is over, and once more; a restart forgets it', () => {
    const upstream = { 'n.lab': { addresses: ['203.0.113.7'], ttl: 60 } };
    const time = clock();
    return withLab({ upstream, now: time.now }, async ({ lab, ask }) => {
      const dns = asker(lab);
      const shown = async (): Promise<string[]> =>
        (await dns.resolve4('n.lab', { ttl: true })).map(({ address, ttl }) => `${address} ${ttl}`).sort();
      expect(await shown()).toEqual(['203.0.113.7 60']);
      await ask('PUT', hosts('10.0.0.1 n.lab'));
      expect(await shown()).toEqual(['10.0.0.1 0', '203.0.113.7 60']);
      time.pass(59_500);
      expect(await shown()).toEqual(['10.0.0.1 0', '203.0.113.7 1']);
      time.pass(500);
      expect(await shown()).toEqual(['10.0.0.1 0', '203.0.113.7 0']);
      expect(await shown()).toEqual(['10.0.0.1 0']);
    });
  });

  test('the public IPv6 address of a name with a local IPv4 one is passed on', () =>
    withLab(
      { hosts: ['10.0.0.1 n.lab'], upstream: { 'n.lab': { addresses: ['203.0.113.7', '2001:db8::7'], ttl: 60 } } },
      async ({ lab }) => {
        expect(await asker(lab).resolve6('n.lab', { ttl: true })).toEqual([{ address: '2001:db8::7', ttl: 60 }]);
        expect(await lab.resolve('n.lab')).toEqual(['10.0.0.1', '2001:db8::7']);
      },
    ));

  test('local=/name/ in misc.dnsmasq_lines keeps it back', () =>
    withLab({ hosts: ['10.0.0.1 n.lab'], upstream: { 'n.lab': { addresses: ['2001:db8::7'], ttl: 60 } } }, async ({ lab, ask }) => {
      await ask('PATCH', '/api/config', { config: { misc: { dnsmasq_lines: ['local=/n.lab/'] } } });
      await restarted(lab);
      await expect(asker(lab).resolve6('n.lab')).rejects.toMatchObject({ code: 'ENODATA' });
    }));

  test('with a silent upstream, local names are answered; their IPv6 side and all other names are not', () =>
    withLab({ hosts: ['10.0.0.1 n.lab'], upstream: 'silent' }, async ({ lab }) => {
      const dns = asker(lab);
      expect([await dns.resolve4('n.lab'), await dns.resolve4('pi.hole')]).toEqual([['10.0.0.1'], [lab.dns.address]]);
      const hasty = asker(lab, 50);
      await expect(hasty.resolve6('n.lab')).rejects.toMatchObject({ code: 'ETIMEOUT' });
      await expect(hasty.resolve4('other.lab')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    }));

  test('a blocked name is answered with no address, though a record stands', () =>
    withLab({ hosts: ['10.0.0.1 n.lab'], blocked: ['n.lab'] }, async ({ lab }) => {
      expect(await lab.resolve('n.lab')).toEqual(['0.0.0.0', '::']);
    }));

  test('names under test are never forwarded', () =>
    withLab({ upstream: { 'n.test': { addresses: ['203.0.113.7'], ttl: 60 } } }, async ({ lab }) => {
      await expect(asker(lab).resolve4('n.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    }));

  test('a client that asks too often is refused', () =>
    withLab({ ...records, rateLimit: 2 }, async ({ lab }) => {
      const dns = asker(lab);
      for (let n = 0; n < 2; n += 1) expect(await dns.resolve6('six.lab')).toEqual(['2001:db8::1']);
      await expect(dns.resolve6('six.lab')).rejects.toMatchObject({ code: 'EREFUSED' });
    }));

  test.each([
    ['version.FTL', '6.0', 'v6.0'],
    ['version.FTL', '6.4', 'v6.4.1'],
    ['local.api.ftl', '6.4', /^http:\/\/127\.0\.0\.1:\d+\/api\/$/],
  ] as const)('CHAOS TXT %s of %s', (name, profile, expected) =>
    withLab({ profile }, async ({ lab }) => {
      const socket = createSocket('udp4');
      const answer = new Promise<Buffer>((resolve) => socket.once('message', resolve));
      socket.send(packet.encode({ type: 'query', id: 7, questions: [{ type: 'TXT', class: 'CH', name }] }), lab.dns.port, lab.dns.address);
      const [first] = packet.decode(await answer).answers ?? [];
      socket.close();
      expect(String((first as { data?: unknown }).data)).toMatch(expected);
    }),
  );
});
