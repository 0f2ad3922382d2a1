import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { change, creations, service, site, traefik, withPihole, writes } from './lab.js';

const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status, error }) => error?.message ?? status);
const many = Array.from({ length: 5 }, (_, index) => `app-${index}.lab`);

/** Somebody else edits the list just before the n-th request of a run is sent. */
async function meddleBefore(
  n: number,
  keys: readonly string[],
  edit: (lab: PiholeEmulator) => void,
): Promise<{ requests: string[]; hosts: string[] }> {
  const requests: string[] = [];
  let lab: PiholeEmulator | undefined;
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { method, url } = input as Request;
    if (requests.length === n && lab) edit(lab);
    requests.push(`${method} ${new URL(url).pathname.replace(/\/[^/]*%20.*/, '')}`);
    return globalThis.fetch(input, init);
  };
  await withPihole({ hosts: ['10.0.0.1 nas.lab', '10.0.0.2 printer.lab'] }, { fetch }, async (bench) => {
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

  test.each([1, 2])('and nothing of it is lost to %d records', async (count) => {
    expect(await losses(many.slice(0, count))).toEqual([]);
  });

  test('and nothing of it is lost to a batch, but in the milliseconds between its last read and its PATCH', async () => {
    expect(await losses(many)).toEqual(['PATCH /api/config']);
  });
});

describe('other writers', () => {
  test('a line that appears between our look and our write survives', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      const { changes } = await plan(dns, { before: [], after: [service({ dns: { aliases: ['b.lab', 'c.lab', 'd.lab'] } })], site });
      lab.setHosts(['10.0.0.7 theirs.lab']);
      expect(statuses(await apply(dns, changes))).toEqual(changes.map(() => 'applied'));
      expect(lab.hosts()).toContain('10.0.0.7 theirs.lab');
      expect(lab.hosts()).toHaveLength(5);
    }));

  test.each([['an addition', 'one.lab', ['10.0.0.7 theirs.lab']]])(
    '%s at the very moment of a single-line write survives',
    (_, name, theirs) => {
      let meddle: (() => void) | undefined;
      const fetch: typeof globalThis.fetch = (input, init) => {
        if ((input as Request).method === 'PUT') {
          meddle?.();
          meddle = undefined;
        }
        return globalThis.fetch(input, init);
      };
      return withPihole({}, { fetch }, async ({ lab, dns }) => {
        meddle = () => lab.setHosts([...lab.hosts(), ...theirs]);
        expect(statuses(await apply(dns, creations(name)))).toEqual(['applied']);
        expect(lab.hosts()).toEqual([...theirs, `${traefik} ${name}`]);
      });
    },
  );

  test('while somebody else writes, even a batch goes line by line, and his lines survive each moment', () => {
    let turn = 0;
    let meddle: ((turn: number) => void) | undefined;
    const fetch: typeof globalThis.fetch = (input, init) => {
      meddle?.(turn++);
      return globalThis.fetch(input, init);
    };
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      await dns.observe(many);
      meddle = (n) => lab.setHosts([...lab.hosts(), `10.0.0.${n} theirs-${n}.lab`]);
      const outcomes = await apply(dns, creations(...many));
      meddle = undefined;
      expect(statuses(outcomes)).toEqual(many.map(() => 'applied'));
      expect(lab.hosts().filter((line) => line.includes('theirs'))).toHaveLength(turn);
      expect(writes(lab)).toEqual(many.map(() => 'PUT'));
    });
  });

  test('then a line that names share is written anew before the old one goes', () => {
    const shared = `${traefik} theirs.lab one.lab`;
    let turn = 0;
    let meddle: (() => void) | undefined;
    const fetch: typeof globalThis.fetch = (input, init) => {
      if ((input as Request).method === 'GET') meddle?.();
      return globalThis.fetch(input, init);
    };
    return withPihole({ hosts: [shared] }, { fetch }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts([...lab.hosts(), `10.0.0.7 other-${turn++}.lab`]);
      expect(statuses(await apply(dns, [change('one.lab', null, null)]))).toEqual(['applied']);
      expect(writes(lab)).toEqual(['PUT', 'DELETE']);
      expect(lab.hosts()).not.toContain(shared);
      expect(lab.hosts()).toContain(`${traefik} theirs.lab`);
    });
  });

  test('what another writer overwrote is written again', () => {
    let meddle: (() => void) | undefined;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await globalThis.fetch(input, init);
      if ((input as Request).method === 'PUT') {
        meddle?.();
        meddle = undefined;
      }
      return answer;
    };
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts(['10.0.0.7 theirs.lab']);
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['10.0.0.7 theirs.lab', `${traefik} one.lab`]);
    });
  });

  test('one that never stops is told apart from success', () => {
    let meddle: (() => void) | undefined;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await globalThis.fetch(input, init);
      if ((input as Request).method !== 'GET') meddle?.();
      return answer;
    };
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts(['10.0.0.7 theirs.lab']);
      const [outcome] = await apply(dns, creations('one.lab'));
      expect(outcome?.error).toMatchObject({ code: 'HL_PIHOLE_OVERWRITTEN', kind: 'conflict' });
    });
  });
});
