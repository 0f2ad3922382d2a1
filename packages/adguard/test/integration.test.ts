import { apply, plan } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { adguardEmulator } from '@hl/lab/adguard';
import { adguard } from '@hl/adguard';
import { alias, calls, change, linesOf, ours, quick, resource, rewrites, spec, statuses, traefik, user, withAdguard } from './lab.js';

const site = exampleSite();

test('what is made is served; another answer is one call; what is gone is gone; foreign rewrites stay as they are', () =>
  withAdguard({ rewrites: rewrites('nas.lab 10.0.0.1') }, {}, async (lab, dns) => {
    expect(statuses(await apply(dns, [change('One.LAB.', null, spec(`::ffff:${traefik}`))]))).toEqual(['applied']);
    expect(await lab.resolve('one.lab')).toEqual([traefik]);
    expect(statuses(await apply(dns, [change('one.lab', spec(traefik), alias('nas.lab'))], ours))).toEqual(['applied']);
    expect(await lab.resolve('one.lab')).toEqual(['10.0.0.1']);
    expect(statuses(await apply(dns, [change('one.lab', alias('nas.lab'), null)], ours))).toEqual(['applied']);
    expect(calls(lab)).toEqual([`add one.lab ${traefik}`, `update one.lab ${traefik} → one.lab nas.lab`, 'delete one.lab nas.lab']);
    expect(linesOf(lab)).toEqual(['nas.lab 10.0.0.1']);
  }));

test('a record of several addresses: a note stands while it is made and taken away, and not afterwards', () =>
  withAdguard({}, {}, async (lab, dns) => {
    const both = spec(traefik, 'fd00::20');
    expect(statuses(await apply(dns, [change('one.lab', null, both)]))).toEqual(['applied']);
    expect(linesOf(lab)).toEqual([`one.lab fd00::20`, `one.lab ${traefik}`].sort().reverse());
    expect(statuses(await apply(dns, [change('one.lab', both, null)], ours))).toEqual(['applied']);
    expect([linesOf(lab), calls(lab).filter((call) => call.includes('unfinished')).length]).toEqual([[], 4]);
  }));

test('somebody else’s: told with its rewrite, and left alone', () =>
  withAdguard({ rewrites: rewrites('a.lab nas.lab') }, {}, async (lab, dns) => {
    const [outcome] = await apply(dns, [change('a.lab', null, spec(traefik))]);
    expect([outcome?.status, outcome?.error?.message]).toEqual(['conflict', 'a.lab in adguard is held by DNS rewrite a.lab → nas.lab']);
    expect([linesOf(lab), lab.writes]).toEqual([['a.lab nas.lab'], 0]);
  }));

test('the plan of a service, with aliases as CNAMEs', () =>
  withAdguard({}, { system: 'adguard@second' }, async (_, dns) => {
    const service = exampleService({ dns: { aliases: ['x.lab'], mode: 'cname' } });
    const { changes } = await plan(dns, { before: [], after: [service], site });
    expect(changes.map(({ system, key, after }) => [system, key, after])).toEqual([
      ['adguard@second', 'metube.example.org', spec(traefik)],
      ['adguard@second', 'x.lab', alias('metube.example.org')],
    ]);
    expect(() => dns.desired(exampleService({ dns: { hostname: '*.lab' } }), site)).toThrow(
      expect.objectContaining({ code: 'HL_ADGUARD_NAME', message: expect.stringContaining('AdGuard Home cannot hold') }),
    );
  }));

describe('DNS', () => {
  test('a wildcard CNAME goes before our rewrite: a wrong answer, with where to look', () =>
    withAdguard({ rewrites: rewrites('*.lab nas.home', 'nas.home 10.0.0.1') }, {}, async (_, dns) => {
      const [outcome] = await apply(dns, [change('one.lab', null, spec(traefik))]);
      expect(outcome).toMatchObject({
        status: 'failed',
        error: {
          code: 'HL_ADGUARD_NOT_SERVED',
          message: `AdGuard Home holds one.lab → ${traefik} but answers 10.0.0.1`,
          hint: expect.stringMatching(/wildcard there that is a CNAME/),
        },
      });
    }));

  test('rewrites that are switched off are not served', () =>
    withAdguard({ rewritesEnabled: false }, {}, async (_, dns) => {
      const [outcome] = await apply(dns, [change('one.lab', null, spec(traefik))]);
      expect(outcome?.error).toMatchObject({ code: 'HL_ADGUARD_NOT_SERVED', hint: expect.stringMatching(/switched on/) });
    }));

  test('of a CNAME the other family goes upstream: what it says is a note', () =>
    withAdguard(
      { rewrites: rewrites(`web.lab ${traefik}`), upstream: { 'web.lab': { addresses: ['2001:db8::7'], ttl: 300 } } },
      {},
      async (_, dns) => {
        const [outcome] = await apply(dns, [change('a.lab', null, alias('web.lab'))]);
        expect([outcome?.status, outcome?.notes]).toEqual(['applied', [expect.stringMatching(/IPv6 address 2001:db8::7, from upstream/)]]);
      },
    ));

  test('a target that is not in the list is worth a note', () =>
    withAdguard({}, {}, async (_, dns) => {
      const [outcome] = await apply(dns, [change('a.lab', null, alias('nowhere.lab'))]);
      expect([outcome?.status, outcome?.notes]).toEqual([
        'applied',
        [expect.stringMatching(/nowhere\.lab is no record of this AdGuard Home/)],
      ]);
    }));

  test('a big batch is no more questions than it answers in a second', () =>
    withAdguard({ rateLimit: 20 }, {}, async (lab, dns) => {
      const names = Array.from({ length: 60 }, (_, n) => `n${n}.lab`);
      const outcomes = await apply(
        dns,
        names.map((name) => change(name, null, spec(traefik))),
      );
      expect(new Set(statuses(outcomes))).toEqual(new Set(['applied']));
      expect(lab.queries).toHaveLength(16);
    }));

  test('is not asked when no server is given', () =>
    withAdguard({}, { dns: null }, async (lab, dns) => {
      expect(statuses(await apply(dns, [change('one.lab', null, spec(traefik))]))).toEqual(['applied']);
      expect(lab.queries).toEqual([]);
    }));
});

test('a wrong password is one attempt, whatever is tried with it', () =>
  withAdguard({}, { password: 'hunter2' }, async (lab, dns) => {
    await expect(dns.observe([resource('a.lab')])).rejects.toMatchObject({ code: 'HL_ADGUARD_LOGIN' });
    expect(await apply(dns, [change('a.lab', null, spec(traefik))])).toMatchObject([
      { status: 'failed', error: { code: 'HL_ADGUARD_LOGIN' } },
    ]);
    expect(lab.failures).toBe(1);
  }));

test('one that is away is deferred; one that went away in between has to be taken back', async () => {
  const lab = await adguardEmulator({ user });
  await using _ = lab;
  const dns = adguard({ url: lab.url, fetch: lab.fetch, username: user.name, password: user.password, timing: quick });
  lab.faults.push({ drop: 'request' });
  expect(await apply(dns, [change('a.lab', null, spec(traefik))])).toMatchObject([{ status: 'deferred' }]);
  lab.faults.length = 0;
  lab.faults.push({ match: ({ method }) => method === 'POST', drop: 'answer', times: 1 }, { match: () => lab.writes > 0, drop: 'request' });
  expect(await apply(dns, [change('a.lab', null, spec(traefik))])).toMatchObject([{ status: 'failed', error: { kind: 'unreachable' } }]);
});
