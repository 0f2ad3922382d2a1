import { apply, plan } from '@hl/core';
import type { DnsSpec } from '@hl/core/dns';
import type { PiholeEmulatorOptions } from '@hl/lab/pihole';
import { change, creations, many, ours, service, site, statuses, traefik, was, withPihole, writes } from '../lab.js';

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

  test('an address that Pi-hole refuses does not cost the name its old one', () =>
    withPihole({ hosts: [`${traefik} one.lab`] }, {}, async ({ lab, dns }) => {
      const [outcome] = await apply(dns, [change('one.lab', null, { addresses: ['10.0.0.300'], cname: null })], ours);
      expect([outcome?.status, lab.hosts()]).toEqual(['failed', [`${traefik} one.lab`]]);
    }));
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

test('a name is blamed for what Pi-hole says of it, not for what it says of a longer one', () =>
  withPihole({ hosts: [`${traefik} web.lab`] }, {}, async ({ lab, dns }) => {
    const alias = (key: string, cname: string) => change(key, null, { addresses: [], cname });
    const outcomes = await apply(dns, [alias('elf.lab', 'web.lab'), alias('self.lab', 'self.lab')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'failed']);
    expect(lab.cnameRecords()).toEqual(['elf.lab,web.lab']);
  }));

test('one bad record of a batch fails alone, in Pi-hole’s own words', () =>
  withPihole({}, {}, async ({ lab, dns }) => {
    const outcomes = await apply(dns, [
      ...creations('a.lab', 'b.lab'),
      change('-c-.lab', null, { addresses: ['10.0.0.300'], cname: null }),
      ...creations('d.lab'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'failed', 'applied']);
    expect(outcomes[2]?.error?.message).toContain('neither a valid IPv4 nor IPv6 address ("10.0.0.300")');
    expect(lab.hosts()).toEqual([`${traefik} a.lab`, `${traefik} b.lab`, `${traefik} d.lab`]);
  }));

test('environment that dictates what is wanted anyway is no error', () =>
  withPihole({ envForced: true, hosts: [`${traefik} one.lab`] }, {}, async ({ lab, dns }) => {
    expect(await apply(dns, creations('one.lab'))).toMatchObject([{ status: 'unchanged' }]);
    expect(writes(lab)).toEqual([]);
  }));

const line = (text: string): string => `dns.hosts line ${JSON.stringify(text)}`;

test.each<[string, PiholeEmulatorOptions, DnsSpec, string]>([
  ['an alias of a name that we want with addresses', { cnameRecords: ['a.lab,nas.lab'] }, was, 'dns.cnameRecords line "a.lab,nas.lab"'],
  [
    'addresses of a name that we want as an alias',
    { hosts: ['192.0.2.9 a.lab'] },
    { addresses: [], cname: 'nas.lab' },
    line('192.0.2.9 a.lab'),
  ],
  [
    'the very line that we want',
    { hosts: [`${traefik} a.lab # by hand`] },
    { addresses: ['10.0.0.1'], cname: null },
    line(`${traefik} a.lab # by hand`),
  ],
])('in the way, told with its line and left alone: %s', (_, lab, wanted, holder) =>
  withPihole({ hosts: ['10.0.0.1 nas.lab'], ...lab }, {}, async ({ lab: server, dns }) => {
    const before = [server.hosts(), server.cnameRecords()];
    const [outcome] = await apply(dns, [change('a.lab', null, wanted)]);
    expect([outcome?.status, outcome?.error?.message]).toEqual(['conflict', `a.lab in pihole is held by ${holder}`]);
    expect([server.hosts(), server.cnameRecords(), server.backups]).toEqual([...before, 0]);
  }),
);
