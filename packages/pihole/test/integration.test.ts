import { Resolver } from 'node:dns/promises';
import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulatorOptions } from '@hl/lab/pihole';
import { pihole, systemNames } from '@hl/pihole';
import type { DnsSpec } from '@hl/pihole';
import { change, creations, ours, password, resources, service, site, tooMany, traefik, until, withPihole, writes } from './lab.js';
import { quick } from './quick.js';

/** Statuses, or what went wrong. */
const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status, error }) => error?.message ?? status);
/** Of a record that is to go; what it really is, is looked up. */
const was = { addresses: [traefik], cname: null };
const many = Array.from({ length: 5 }, (_, index) => `app-${index}.lab`);

describe('how it writes', () => {
  const foreign = [
    '192.168.1.2 nas.lab backup.lab',
    '192.168.1.3 printer.lab # up  stairs',
    'FE80:0::1 Router.lab',
    '192.168.1.2 nas.lab',
    '192.168.1.2 nas.lab',
  ];

  test('a batch is one PATCH in one session; foreign lines stay verbatim and in order', () =>
    withPihole({ hosts: foreign }, {}, async ({ lab, dns }) => {
      const before = lab.hosts();
      const { changes } = await plan(dns, {
        before: [],
        after: many.map((name) => service({ name: name.split('.')[0] ?? '', dns: { hostname: name } })),
        site,
      });
      expect(statuses(await apply(dns, changes))).toEqual(many.map(() => 'applied'));
      expect(writes(lab)).toEqual(['PATCH']);
      expect(lab.hosts()).toEqual([...before, ...many.map((name) => `${traefik} ${name}`)]);
      expect(lab.backups).toBe(1);
      expect(lab.requests.filter(({ method, path }) => method === 'POST' && path === '/api/auth')).toHaveLength(1);
    }));

  test('one line is one PUT or DELETE, several are one PATCH, nothing to do is no write', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      const [create] = creations('one.lab');
      await apply(dns, creations('one.lab'));
      const after = { addresses: ['192.0.2.21'], cname: null };
      expect(statuses(await apply(dns, [change('one.lab', create?.after ?? null, after)], ours))).toEqual(['applied']);
      expect(statuses(await apply(dns, [change('one.lab', null, after)]))).toEqual(['unchanged']);
      expect(lab.hosts()).toEqual(['192.0.2.21 one.lab']);
      expect(statuses(await apply(dns, [change('one.lab', after, null)], ours))).toEqual(['applied']);
      expect(writes(lab)).toEqual(['PUT', 'PATCH', 'DELETE']);
    }));

  test('a record of several lines is there or not, also when it is the only one', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      const spec = { addresses: [traefik, '2001:db8::20'], cname: null };
      expect(statuses(await apply(dns, [change('one.lab', null, spec)]))).toEqual(['applied']);
      expect(statuses(await apply(dns, [change('one.lab', spec, null)], ours))).toEqual(['applied']);
      expect(writes(lab)).toEqual(['PATCH', 'PATCH']);
    }));

  test('whatever the spelling: it is written canonical, and is as wanted the next time', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      const odd = change('One.LAB.', null, { addresses: [`::ffff:${traefik}`, '2001:DB8:0::21', '192.0.2.3'], cname: null });
      expect(statuses(await apply(dns, [odd]))).toEqual(['applied']);
      expect(lab.hosts()).toEqual([`192.0.2.20 one.lab`, '192.0.2.3 one.lab', '2001:db8::21 one.lab']);
      expect(statuses(await apply(dns, [odd], ours))).toEqual(['unchanged']);
    }));

  test('a line that several names share loses ours only', () =>
    withPihole({ hosts: [`${traefik} a.lab gone.lab b.lab # mine`, '192.168.1.9 x.lab'] }, {}, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, [change('gone.lab', was, null)], ours))).toEqual(['applied']);
      expect(lab.hosts()).toEqual([`${traefik} a.lab b.lab # mine`, '192.168.1.9 x.lab']);
    }));

  test('what is left of a shared line and is there already is not there twice', () =>
    withPihole({ hosts: ['10.0.0.2 nas.lab', '10.0.0.2 nas.lab gone.lab'] }, {}, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, [change('gone.lab', was, null)], ours))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['10.0.0.2 nas.lab']);
    }));

  test.each([
    ['a slash in its comment', [`${traefik} gone.lab # http://wiki/dns`]],
    ['a double', [`${traefik} gone.lab`, `${traefik} gone.lab`]],
    ['capitals, a trailing dot and a plus', [`${traefik} Gone.LAB. # a+b`]],
  ])('deletes a line with %s', (_, hosts) =>
    withPihole({ hosts: ['192.168.1.9 x.lab', ...hosts] }, {}, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, [change('gone.lab', was, null)], ours))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['192.168.1.9 x.lab']);
    }),
  );

  test('of a list that no body holds, lines go by themselves', () =>
    withPihole({ hosts: tooMany, writeMs: 0 }, {}, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, creations(...many)))).toEqual(many.map(() => 'applied'));
      expect(writes(lab)).toEqual(many.map(() => 'PUT'));
      expect(lab.hosts()).toEqual([...tooMany, ...many.map((name) => `${traefik} ${name}`)]);
    }));

  test('of records that no body holds, as many as it does are one PATCH, those of several lines first; only the rest are single lines, with a look after a few', () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `a-rather-long-name-for-a-service-${index}.example.org`);
    const both = { addresses: [traefik, '2001:db8::20'], cname: null };
    return withPihole({ writeMs: 0 }, { dns: null }, async ({ lab, dns }) => {
      const outcomes = await apply(dns, [...creations(...names), change('both.example.org', null, both)]);
      expect(new Set(statuses(outcomes))).toEqual(new Set(['applied']));
      const [first, ...rest] = writes(lab);
      expect([first, new Set(rest)]).toEqual(['PATCH', new Set(['PUT'])]);
      expect(rest.length).toBeLessThan(200);
      expect(lab.hosts()).toHaveLength(1_202);
      expect(lab.hosts().slice(0, 2)).toEqual([`${traefik} both.example.org`, '2001:db8::20 both.example.org']);
      let inARow = 0;
      const longest = Math.max(...lab.requests.map(({ method }) => (inARow = method === 'PUT' ? inARow + 1 : 0)));
      expect(longest).toBe(10);
    });
  }, 60_000);

  test('CNAMEs too many for one body are written line by line, and so is a name that changes its target', () => {
    const others = Array.from({ length: 1_300 }, (_, index) => `a-rather-long-alias-${index}.of-somebody-else.lab,nas.lab`);
    const lab = { hosts: [`${traefik} web.lab`], cnameRecords: [...others, 'a.lab,old.lab'], writeMs: 0 };
    return withPihole(lab, { timing: { ...quick, lostMs: 2_000 } }, async ({ lab, dns }) => {
      const cname = { addresses: [], cname: 'web.lab' };
      expect(statuses(await apply(dns, [change('a.lab', null, cname), change('b.lab', null, cname)], ours))).toEqual([
        'applied',
        'applied',
      ]);
      expect(writes(lab)).not.toContain('PATCH');
      expect(lab.cnameRecords()).toEqual([...others, 'a.lab,web.lab', 'b.lab,web.lab']);
    });
  });

  test('lists that fit one body each, but not both, are two PATCHes', () => {
    const others = Array.from({ length: 700 }, (_, index) => `a-rather-long-alias-${index}.of-somebody-else.lab,nas.lab`);
    const lab = { hosts: [...tooMany.slice(0, 500), `${traefik} web.lab`], cnameRecords: others };
    return withPihole(lab, {}, async ({ lab, dns }) => {
      const aliases = ['x.lab', 'y.lab'].map((name) => change(name, null, { addresses: [], cname: 'web.lab' }));
      expect(new Set(statuses(await apply(dns, [...creations(...many), ...aliases])))).toEqual(new Set(['applied']));
      expect(writes(lab)).toEqual(['PATCH', 'PATCH']);
      expect([lab.hosts().length, lab.cnameRecords().length]).toEqual([506, 702]);
    });
  });

  test('a line with a slash in a list too big for one body has to be mended by hand', () =>
    withPihole({ hosts: [...tooMany, `${traefik} gone.lab # http://wiki`] }, {}, async ({ dns }) => {
      const [gone, made] = await apply(dns, [change('gone.lab', was, null), ...creations('one.lab')], ours);
      expect([gone?.status, gone?.error?.message, gone?.error?.hint]).toEqual([
        'failed',
        expect.stringMatching(/"192\.0\.2\.20 gone\.lab # http:\/\/wiki": it takes the slash for a path$/),
        expect.stringMatching(/delete it, in Pi-hole/),
      ]);
      expect(made?.status).toBe('applied');
    }));

  test('an address that Pi-hole refuses does not cost the name its old one', () =>
    withPihole({ hosts: [`${traefik} one.lab`] }, {}, async ({ lab, dns }) => {
      const [outcome] = await apply(dns, [change('one.lab', null, { addresses: ['10.0.0.300'], cname: null })], ours);
      expect([outcome?.status, lab.hosts()]).toEqual(['failed', [`${traefik} one.lab`]]);
    }));
});

describe('what it sees', () => {
  const spec = (...addresses: string[]) => ({ addresses, cname: null });
  const line = (text: string): string => `dns.hosts line ${JSON.stringify(text)}`;

  test.each([
    ['one name', [`${traefik} key.lab`], spec(traefik)],
    ['odd blanks and a comment', [`  ${traefik}\t other.lab   key.lab\t# note`], spec(traefik)],
    ['capitals and the root dot', [`${traefik} KEY.Lab.`], spec(traefik)],
    ['IPv6 written in full', ['2001:DB8:0:0:0:0:0:20 key.lab'], spec('2001:db8::20')],
    ['both families, a double', [`${traefik} key.lab`, '2001:db8::20 key.lab', `${traefik} x.lab key.lab`], spec(traefik, '2001:db8::20')],
    ['an IPv4-mapped address, which no A query finds', [`::ffff:${traefik} key.lab`], spec('::ffff:c000:214')],
    ['several addresses', [`${traefik} key.lab`, '10.0.0.1 key.lab'], spec('10.0.0.1', traefik)],
  ])('%s, as the lines say, and no word on whose it is', (_, hosts, expected) =>
    withPihole({ hosts }, {}, async ({ dns }) => {
      const holder = hosts.map(line).join(' and ');
      expect([...(await dns.observe(resources('key.lab')))]).toEqual([['key.lab', { spec: expected, ours: false, holder }]]);
    }),
  );

  test.each([
    ['only in a comment', [`${traefik} other.lab # key.lab`]],
    ['a longer name', [`${traefik} key.lab.example.org akey.lab`]],
    ['no address', ['key.lab key.lab']],
    ['an address only', [traefik]],
    ['a name as a note', ['# key.lab']],
    ['a name with a note glued to it, which Pi-hole takes for a part of it', [`${traefik} key.lab#note`]],
    ['a name after white space that parts no words for Pi-hole', [`${traefik} other.lab\u00a0key.lab`, `${traefik}\vkey.lab`]],
  ])('nothing: %s', (_, hosts) =>
    withPihole({ hosts }, {}, async ({ dns }) => {
      expect([...(await dns.observe(resources('key.lab')))]).toEqual([]);
    }),
  );

  test.each([
    ['a CNAME', 'key.lab,nas.lab', 'nas.lab'],
    ['one of several, with blanks and a TTL', 'x.lab, Key.lab ,Web.lab,300', 'web.lab'],
    ['a CNAME to itself', 'key.lab,key.lab', 'key.lab'],
    ['a CNAME to nowhere', 'key.lab,elsewhere.example.org', 'elsewhere.example.org'],
  ])('%s', (_, cnameRecord, cname) =>
    withPihole({ hosts: ['10.0.0.1 nas.lab'], cnameRecords: [cnameRecord] }, {}, async ({ dns }) => {
      const holder = `dns.cnameRecords line ${JSON.stringify(cnameRecord)}`;
      expect([...(await dns.observe(resources('key.lab')))]).toEqual([
        ['key.lab', { spec: { addresses: [], cname }, ours: false, holder }],
      ]);
    }),
  );

  test.each<[string, PiholeEmulatorOptions, DnsSpec, string]>([
    ['an alias of a name that we want with addresses', { cnameRecords: ['a.lab,nas.lab'] }, was, 'dns.cnameRecords line "a.lab,nas.lab"'],
    [
      'addresses of a name that we want as an alias',
      { hosts: ['192.0.2.9 a.lab'] },
      { addresses: [], cname: 'nas.lab' },
      line('192.0.2.9 a.lab'),
    ],
    ['the very line that we want', { hosts: [`${traefik} a.lab # by hand`] }, spec('10.0.0.1'), line(`${traefik} a.lab # by hand`)],
  ])('in the way, told with its line and left alone: %s', (_, lab, wanted, holder) =>
    withPihole({ hosts: ['10.0.0.1 nas.lab'], ...lab }, {}, async ({ lab: server, dns }) => {
      const before = [server.hosts(), server.cnameRecords()];
      const [outcome] = await apply(dns, [change('a.lab', null, wanted)]);
      expect([outcome?.status, outcome?.error?.message]).toEqual(['conflict', `a.lab in pihole is held by ${holder}`]);
      expect([server.hosts(), server.cnameRecords(), server.backups]).toEqual([...before, 0]);
    }),
  );
});

test('a primary and a secondary are kept alike, and one that is away sinks only its own', () =>
  withPihole({ hosts: ['10.0.0.1 nas.lab'] }, {}, (primary) =>
    withPihole({ profile: '6.0', hosts: [`${traefik} old.lab`] }, { system: 'pihole@second' }, async (secondary) => {
      const old = service({ name: 'old', dns: { hostname: 'old.lab' } });
      const pair = {
        before: [old],
        after: many.map((name) => service({ name: name.split('.')[0] ?? '', dns: { hostname: name } })),
        site,
        ...ours,
      };
      const run = async (): Promise<(string | undefined)[][]> =>
        Promise.all(
          [primary, secondary].map(async ({ dns }) => {
            const changes = await plan(dns, pair).then(
              (found) => found.changes,
              () => creations(...many),
            );
            return (await apply(dns, changes, ours)).map(({ status }) => status);
          }),
        );
      await secondary.lab.refuse(true);
      expect(await run()).toEqual([many.map(() => 'applied'), many.map(() => 'deferred')]);
      await secondary.lab.refuse(false);
      expect(await run()).toEqual([[], [...many.map(() => 'applied'), 'applied']]);
      const records = many.map((name) => `${traefik} ${name}`);
      expect([primary.lab.hosts(), secondary.lab.hosts()]).toEqual([['10.0.0.1 nas.lab', ...records], records]);
    }),
  ));

test('a thousand names are not a thousand DNS queries', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `n${index}.lab`);
  return withPihole({ rateLimit: 1_000 }, {}, async ({ lab, dns }) => {
    expect(new Set(statuses(await apply(dns, creations(...names))))).toEqual(new Set(['applied']));
    expect([writes(lab), lab.queries.length]).toEqual([['PATCH'], 200]); // both families
  });
});

describe('CNAMEs', () => {
  const cname = { addresses: [], cname: 'web.lab' };

  test('several are one PATCH and one restart, and are served when it is over', () =>
    withPihole({ hosts: [`${traefik} web.lab`], cnameRecords: ['x.lab,y.lab,web.lab,60'] }, {}, async ({ lab, dns }) => {
      const outcomes = await apply(dns, [change('a.lab', null, cname), change('b.lab', null, cname), change('y.lab', cname, null)], ours);
      expect(statuses(outcomes)).toEqual(['applied', 'applied', 'applied']);
      expect([lab.restarts, writes(lab)]).toEqual([1, ['PATCH']]);
      expect(lab.cnameRecords()).toEqual(['x.lab,web.lab,60', 'a.lab,web.lab', 'b.lab,web.lab']);
      expect(await lab.resolve('a.lab')).toEqual([traefik]);
    }));

  test('a name turns from an address into a CNAME and back, never both', () =>
    withPihole({ hosts: [`${traefik} web.lab`, `${traefik} a.lab`] }, {}, async ({ lab, dns }) => {
      expect(statuses(await apply(dns, [change('a.lab', null, cname)], ours))).toEqual(['applied']);
      expect([lab.hosts(), lab.cnameRecords()]).toEqual([[`${traefik} web.lab`], ['a.lab,web.lab']]);
      expect(statuses(await apply(dns, creations('a.lab'), ours))).toEqual(['applied']);
      expect([lab.hosts(), lab.cnameRecords()]).toEqual([[`${traefik} web.lab`, `${traefik} a.lab`], []]);
    }));

  test('a target that Pi-hole does not hold is worth a note', () =>
    withPihole({}, {}, async ({ dns }) => {
      const [outcome] = await apply(dns, [change('a.lab', null, { addresses: [], cname: 'nowhere.lab' })]);
      expect([outcome?.status, outcome?.notes]).toEqual(['applied', [expect.stringMatching(/nowhere\.lab is no record of this Pi-hole/)]]);
    }));

  test("what dnsmasq's own test refuses fails alone", () =>
    withPihole({ hosts: [`${traefik} web.lab`] }, {}, async ({ lab, dns }) => {
      const outcomes = await apply(dns, [change('loop.lab', null, { addresses: [], cname: 'loop.lab' }), change('a.lab', null, cname)]);
      expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'applied']);
      expect(outcomes[0]?.error?.message).toMatch(/loop involving loop\.lab/);
      expect(lab.cnameRecords()).toEqual(['a.lab,web.lab']);
    }));
});

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
      const { session } = (await (await fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password }) })).json()) as {
        session: { sid: string };
      };
      const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
        fetch(`${lab.url}/api/${path}`, { method, headers: { sid: session.sid }, body: body === undefined ? null : JSON.stringify(body) });
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

test('desired: one resource a name, canonical and sorted; CNAMEs for aliases in that mode', () =>
  withPihole({ password }, { system: 'pihole@second' }, async ({ dns }) => {
    const wanted = service({
      dns: {
        hostname: 'Büro.Example.org',
        aliases: ['x.lab', 'X.lab.', 'büro.example.org'],
        addresses: ['2001:DB8::0:1', '::ffff:10.0.0.2', '10.0.0.2'],
      },
    });
    const spec = { addresses: ['10.0.0.2', '2001:db8::1'], cname: null };
    expect(dns.desired(wanted, site)).toEqual([
      { system: 'pihole@second', key: 'xn--bro-hoa.example.org', service: 'metube', spec },
      { system: 'pihole@second', key: 'x.lab', service: 'metube', spec },
    ]);
    expect(dns.desired(service({ dns: { aliases: ['x.lab'], mode: 'cname' } }), site).map(({ spec: { cname } }) => cname)).toEqual([
      null,
      'metube.example.org',
    ]);
    expect(dns.desired({ ...wanted, dns: null }, site)).toEqual([]);
    expect(() => dns.desired(service({ dns: { hostname: '*.example.org' } }), site)).toThrow(
      expect.objectContaining({ code: 'HL_PIHOLE_NAME', kind: 'input' }),
    );
    expect(() => dns.desired(service({ dns: { addresses: ['10.0.0'] } }), site)).toThrow(
      expect.objectContaining({ code: 'HL_PIHOLE_ADDRESS', kind: 'input' }),
    );
  }));

test('several Pi-holes: each has a name that its URL alone decides', () => {
  const urls = ['http://192.0.2.2', 'http://192.0.2.3/admin', 'http://192.0.2.3:8081', 'https://proxy.lab/second/api'];
  expect(systemNames(urls)).toEqual(['pihole', 'pihole@192.0.2.3', 'pihole@192.0.2.3:8081', 'pihole@proxy.lab/second']);
});
