import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { creations, meddling, service, site, traefik, withPihole, writes } from './lab.js';

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
  const fetch = meddling(({ method, url }) => {
    if (requests.length === n && lab) edit(lab);
    requests.push(`${method} ${new URL(url).pathname.replace(/\/[^/]*%20.*/, '')}`);
  });
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

  test('and nothing of it is lost to one line', async () => {
    expect(await losses(many.slice(0, 1))).toEqual([]);
  }, 30_000);

  test('and nothing of it is lost to a batch, but in the milliseconds between its last read and its PATCH', async () => {
    expect(await losses(many)).toEqual(['PATCH /api/config']);
  }, 30_000);
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

  test('an addition at the very moment of a single-line write survives', () => {
    let meddle: (() => void) | undefined;
    const fetch = meddling(({ method }) => {
      if (method !== 'PUT') return;
      meddle?.();
      meddle = undefined;
    });
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts([...lab.hosts(), '10.0.0.7 theirs.lab']);
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['10.0.0.7 theirs.lab', `${traefik} one.lab`]);
    });
  });

  /** Somebody else adds a line before each request to the list, `times` times. */
  const busy = (times: number): { fetch: typeof globalThis.fetch; attach(lab: PiholeEmulator): void } => {
    let [turn, lab]: [number, PiholeEmulator | null] = [0, null];
    return {
      attach: (one) => void (lab = one),
      fetch: meddling(({ url }) => {
        if (lab && !lab.dead && url.includes('/dns/hosts') && turn < times) lab.setHosts([...lab.hosts(), `10.0.0.7 theirs-${turn++}.lab`]);
      }),
    };
  };
  const long = Array.from({ length: 500 }, (_, index) => `10.1.${index >> 8}.${index & 255} n${index}.lab`);

  test.each([
    ['one record', 1, 'PUT'],
    ['many records', 5, 'PATCH'],
  ])('%s: it waits until they are done, says so, and writes once; nothing of theirs is lost, and pihole-FTL lives', (_, count, verb) => {
    const other = busy(12);
    const waits: string[] = [];
    const options = { fetch: other.fetch, onWait: (why: string) => waits.push(why) };
    return withPihole({ hosts: long, crashes: true }, options, async ({ lab, dns }) => {
      other.attach(lab);
      expect(statuses(await apply(dns, creations(...many.slice(0, count))))).toEqual(many.slice(0, count).map(() => 'applied'));
      expect([writes(lab), lab.dead]).toEqual([[verb], false]);
      expect(lab.hosts().filter((line) => line.includes('theirs'))).toHaveLength(12);
      expect(waits).toEqual([`Somebody else writes the records of Pi-hole at ${lab.url}/api: waiting until they are done`]);
    });
  });

  test('who never stops is left to it: nothing is written, the next run takes it up', () => {
    const other = busy(Infinity);
    return withPihole({ hosts: long, crashes: true }, { fetch: other.fetch }, async ({ lab, dns }) => {
      other.attach(lab);
      const outcomes = await apply(dns, creations(...many));
      expect(outcomes).toMatchObject(many.map(() => ({ status: 'deferred', error: { code: 'HL_PIHOLE_MOVING', kind: 'unreachable' } })));
      expect(outcomes[0]?.error?.message).toMatch(/^Somebody else kept writing the records of Pi-hole at http/);
      expect([writes(lab), lab.dead]).toEqual([[], false]);
    });
  });

  test('who begins only after our write, and takes it back: what does not stand is deferred, too', () => {
    let [begun, turn]: [PiholeEmulator | null, number] = [null, 0];
    const fetch = meddling(
      () => begun?.setHosts([`10.0.0.7 theirs-${turn++}.lab`]),
      ({ method }) => (method === 'PATCH' ? (begun = current) : undefined),
    );
    let current: PiholeEmulator | null = null;
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      current = lab;
      const outcomes = await apply(dns, creations(...many));
      begun = null;
      expect(writes(lab)).toEqual(['PATCH']);
      expect(outcomes).toMatchObject(many.map(() => ({ status: 'deferred', error: { code: 'HL_PIHOLE_MOVING' } })));
    });
  });

  test('what another writer overwrote is written again', () => {
    let meddle: (() => void) | undefined;
    const fetch = meddling(
      () => undefined,
      ({ method }) => {
        if (method !== 'PUT') return;
        meddle?.();
        meddle = undefined;
      },
    );
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts(['10.0.0.7 theirs.lab']);
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['10.0.0.7 theirs.lab', `${traefik} one.lab`]);
    });
  });

  test('one that never stops is told apart from success', () => {
    let meddle: (() => void) | undefined;
    const fetch = meddling(
      () => undefined,
      ({ method }) => (method === 'GET' ? undefined : meddle?.()),
    );
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts(['10.0.0.7 theirs.lab']);
      const [outcome] = await apply(dns, creations('one.lab'));
      expect(outcome?.error).toMatchObject({ code: 'HL_PIHOLE_OVERWRITTEN', kind: 'conflict' });
    });
  });
});
