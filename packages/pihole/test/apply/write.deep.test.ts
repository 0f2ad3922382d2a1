import { apply } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { change, creations, many, meddling, ours, quick, statuses, tooMany, traefik, was, withPihole, writes } from '../lab.js';

/** Somebody else edits the list just before the n-th request of a run is sent. */
async function meddleBefore(
  n: number,
  keys: readonly string[],
  edit: (lab: PiholeEmulator) => void,
): Promise<{ requests: string[]; hosts: string[] }> {
  const requests: string[] = [];
  let lab: PiholeEmulator | undefined;
  const wrap = meddling(({ method, url }) => {
    if (requests.length === n && lab) edit(lab);
    requests.push(`${method} ${new URL(url).pathname.replace(/\/[^/]*%20.*/, '')}`);
  });
  await withPihole({ hosts: ['10.0.0.1 nas.lab', '10.0.0.2 printer.lab'] }, { wrap }, async (bench) => {
    lab = bench.lab;
    expect(statuses(await apply(bench.dns, creations(...keys)))).toEqual(keys.map(() => 'applied'));
  });
  return { requests, hosts: lab?.hosts() ?? [] };
}

describe.each([
  [
    'adds a line',
    (lab: PiholeEmulator) => lab.setHosts([...lab.hosts(), '10.0.0.7 theirs.lab']),
    ['10.0.0.1 nas.lab', '10.0.0.2 printer.lab', '10.0.0.7 theirs.lab'],
  ],
  [
    'deletes a line',
    (lab: PiholeEmulator) => lab.setHosts(lab.hosts().filter((line) => line !== '10.0.0.1 nas.lab')),
    ['10.0.0.2 printer.lab'],
  ],
])('somebody else %s at any moment', (_, edit, theirs) => {
  /** The request before which it happened, where his change was lost. */
  const losses = async (keys: readonly string[]): Promise<string[]> => {
    const lost: string[] = [];
    for (let n = 0, count = Infinity; n < count; n += 1) {
      const { requests, hosts } = await meddleBefore(n, keys, edit);
      count = requests.length;
      const ours = new Set(keys.map((key) => `${traefik} ${key}`));
      expect(hosts.filter((line) => ours.has(line)).sort()).toEqual([...ours].sort());
      const left = hosts.filter((line) => !ours.has(line));
      if (JSON.stringify(left) !== JSON.stringify(theirs)) lost.push(requests[n] ?? '');
    }
    return lost;
  };

  test('and nothing of it is lost to one line', async () => {
    expect(await losses(many.slice(0, 1))).toEqual([]);
  }, 30_000);

  test('and nothing of it is lost to a batch, but in the milliseconds between its last read and its PATCH', async () => {
    expect(await losses(many)).toEqual(['PATCH /api/config']);
  }, 30_000);
});

describe('long lists', () => {
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
});

test('a thousand names are not a thousand DNS queries', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `n${index}.lab`);
  return withPihole({ rateLimit: 1_000 }, {}, async ({ lab, dns }) => {
    expect(new Set(statuses(await apply(dns, creations(...names))))).toEqual(new Set(['applied']));
    expect([writes(lab), lab.queries.length]).toEqual([['PATCH'], 200]); // both families
  });
});
