import { Resolver } from 'node:dns/promises';
import { apply } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import { change, creations, ours, password, quick, statuses, traefik, until, was, withPihole } from './lab.js';

describe('DNS read-back', () => {
  test('a second address from elsewhere is a wrong answer', async () => {
    const other = await piholeEmulator({ hosts: [`${traefik} one.lab`, '10.0.0.9 one.lab'] });
    await withPihole({}, { dns: other.dns }, async ({ dns }) => {
      const [outcome] = await apply(dns, creations('one.lab'));
      expect(outcome?.status).toBe('failed');
      expect(outcome?.error?.message).toBe(`Pi-hole holds one.lab → ${traefik} but answers 10.0.0.9, ${traefik}`);
    });
    await other.close();
  });

  test('one address in two spellings is one address', () =>
    withPihole({ hosts: ['2001:DB8:0:0:0:0:0:20 one.lab', '2001:db8::20 nas.lab one.lab'] }, {}, async ({ dns }) => {
      const after = { addresses: [traefik, '2001:db8::20'], cname: null };
      expect(statuses(await apply(dns, [change('one.lab', null, after)], ours))).toEqual(['applied']);
    }));

  test('with dns.localise one of several IPv4 addresses is enough', () =>
    withPihole({ localise: '192.0.2.0/24' }, {}, async ({ dns }) => {
      const spec = { addresses: ['10.0.0.1', traefik], cname: null };
      expect(await apply(dns, [change('one.lab', null, spec)])).toMatchObject([{ status: 'applied' }]);
    }));

  test('of IPv6 addresses all are answered: one too few is a wrong answer', async () => {
    const other = await piholeEmulator({ hosts: ['2001:db8::20 one.lab'] });
    await withPihole({}, { dns: other.dns }, async ({ dns }) => {
      const spec = { addresses: ['2001:db8::20', '2001:db8::21'], cname: null };
      expect(await apply(dns, [change('one.lab', null, spec)])).toMatchObject([
        { status: 'failed', error: { code: 'HL_PIHOLE_NOT_SERVED' } },
      ]);
    });
    await other.close();
  });

  test('what Pi-hole keeps from upstream beside the new record goes by itself: a note says when', () =>
    withPihole({ upstream: { 'one.lab': { addresses: ['203.0.113.7'], ttl: 300 } } }, {}, async ({ lab, dns }) => {
      expect(await lab.resolve('one.lab')).toEqual(['203.0.113.7']);
      const note = /^one\.lab also answers with 203\.0\.113\.7, which Pi-hole keeps from upstream until \d\d:\d\d:\d\d UTC$/;
      expect(await apply(dns, creations('one.lab'))).toMatchObject([{ status: 'applied', notes: [expect.stringMatching(note)] }]);
    }));

  test('the one stale answer after that is looked past', () =>
    withPihole({ upstream: { 'one.lab': { addresses: ['203.0.113.7'], ttl: 0 } } }, {}, async ({ lab, dns }) => {
      await lab.resolve('one.lab');
      expect(await apply(dns, creations('one.lab'))).toMatchObject([{ status: 'applied' }]);
    }));

  test('a public IPv6 address beside the record is told, with both ways out', () =>
    withPihole({ upstream: { 'one.lab': { addresses: ['2001:db8::7'], ttl: 300 } } }, {}, async ({ dns }) => {
      const [outcome] = await apply(dns, creations('one.lab'));
      expect([outcome?.status, outcome?.notes]).toEqual([
        'applied',
        [
          'one.lab also answers with the IPv6 address 2001:db8::7, from upstream, and clients prefer that: give the name an IPv6 address of yours, or add local=/one.lab/ to misc.dnsmasq_lines of that Pi-hole',
        ],
      ]);
    }));

  test('and each of them helps', () => {
    const upstream = { 'one.lab': { addresses: ['2001:db8::7'], ttl: 300 }, 'two.lab': { addresses: ['2001:db8::7'], ttl: 300 } };
    return withPihole({ upstream }, {}, async ({ lab, dns }) => {
      const { session } = (await (
        await lab.fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password }) })
      ).json()) as {
        session: { sid: string };
      };
      const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
        lab.fetch(`${lab.url}/api/${path}`, {
          method,
          headers: { sid: session.sid },
          body: body === undefined ? null : JSON.stringify(body),
        });
      await ask('PATCH', 'config', { config: { misc: { dnsmasq_lines: ['local=/one.lab/'] } } });
      await until(() => lab.restarts === 1);
      await ask('DELETE', 'auth').catch(() => lab.dropSessions());
      const both = { addresses: [traefik, '2001:db8::20'], cname: null };
      const outcomes = await apply(dns, [...creations('one.lab'), change('two.lab', null, both)]);
      expect(outcomes.map(({ status, notes }) => [status, notes])).toEqual([
        ['applied', undefined],
        ['applied', undefined],
      ]);
    });
  });

  test('with a silent upstream records are applied and gone all the same; one note says it, and its silence is waited for once', () =>
    withPihole({ upstream: 'silent', hosts: [`${traefik} old.lab`] }, {}, async ({ lab, dns }) => {
      const names = Array.from({ length: 30 }, (_, index) => `app-${index}.lab`);
      const outcomes = await apply(dns, [...creations(...names), change('old.lab', was, null)], ours);
      expect(new Set(statuses(outcomes))).toEqual(new Set(['applied']));
      expect(outcomes.flatMap(({ notes }) => notes ?? [])).toEqual([
        expect.stringMatching(/^The upstream server of Pi-hole does not answer/),
      ]);
      expect(lab.queries.filter((query) => query.startsWith('AAAA')).length).toBeLessThanOrEqual(10);
    }));

  test('a name on a blocklist: Pi-hole answers with no address, and it says what to do', () =>
    withPihole({ blocked: ['one.lab'] }, { timing: { ...quick, dnsMs: 60_000 } }, async ({ dns }) => {
      const [outcome] = await apply(dns, creations('one.lab'));
      expect(outcome).toMatchObject({
        status: 'failed',
        error: { code: 'HL_PIHOLE_BLOCKED', hint: 'Allow one.lab in that Pi-hole under Domains.' },
      });
    }));

  test('a server that does not answer fails the change, though it is stored: a rollback must take it back', () =>
    withPihole({}, { dns: { address: '127.0.0.1', port: 9 } }, async ({ lab, dns }) => {
      const [outcome] = await apply(dns, creations('one.lab'));
      expect(outcome).toMatchObject({ status: 'failed', error: { code: 'HL_PIHOLE_DNS', kind: 'unreachable' } });
      expect(lab.hosts()).toEqual([`${traefik} one.lab`]);
    }));

  test('an AAAA that Pi-hole keeps as NXDOMAIN is no matter for a name without one', () =>
    withPihole({ upstream: 'nxdomain' }, {}, async ({ lab, dns }) => {
      expect(await lab.resolve('one.lab')).toEqual([]);
      const [outcome] = await apply(dns, creations('one.lab'));
      expect([outcome?.status, outcome?.notes]).toEqual(['applied', undefined]);
      expect(lab.queries.slice(2)).toEqual(['A one.lab', 'AAAA one.lab']);
    }));

  test('a name is not asked for before it is served: Pi-hole would keep the NXDOMAIN for its other family', () =>
    withPihole({ upstream: 'nxdomain', liveMs: 40 }, { timing: { ...quick, settleMs: 60, dnsMs: 1_000 } }, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      const resolver = new Resolver();
      resolver.setServers([`${lab.dns.address}:${lab.dns.port}`]);
      await expect(resolver.resolve6('one.lab')).rejects.toMatchObject({ code: 'ENODATA' });
    }));

  test('a name that still resolves after its record is gone is a note', async () => {
    const upstream = await piholeEmulator({ hosts: [`${traefik} one.lab`] });
    await withPihole({ hosts: [`${traefik} one.lab`] }, { dns: upstream.dns }, async ({ lab, dns }) => {
      const [outcome] = await apply(dns, [change('one.lab', was, null)], ours);
      expect([outcome?.status, lab.hosts()]).toEqual(['applied', []]);
      expect(outcome?.notes?.join()).toMatch(/one\.lab still answers with 192\.0\.2\.20/);
    });
    await upstream.close();
  });

  test('a server may be given by name', () =>
    withPihole({}, {}, async ({ lab }) => {
      const dns = pihole({
        url: lab.url,
        password,
        dns: { address: 'localhost', port: lab.dns.port },
        timing: quick,
      });
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.queries).toContain('A one.lab');
      await dns.close();
    }));

  test('is left out when no server is given', () =>
    withPihole({}, { dns: null }, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.queries).toEqual([]);
    }));
});
