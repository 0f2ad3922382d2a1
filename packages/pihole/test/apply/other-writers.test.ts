import { apply, plan } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { creations, many, meddling, service, site, statuses, traefik, withPihole, writes } from '../lab.js';

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
    const wrap = meddling(({ method }) => {
      if (method !== 'PUT') return;
      meddle?.();
      meddle = undefined;
    });
    return withPihole({}, { wrap }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts([...lab.hosts(), '10.0.0.7 theirs.lab']);
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['10.0.0.7 theirs.lab', `${traefik} one.lab`]);
    });
  });

  /** Somebody else adds a line before each request to the list, `times` times. */
  const busy = (
    times: number,
  ): { wrap: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch; attach(lab: PiholeEmulator): void } => {
    let [turn, lab]: [number, PiholeEmulator | null] = [0, null];
    return {
      attach: (one) => void (lab = one),
      wrap: meddling(({ url }) => {
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
    const options = { wrap: other.wrap, onWait: (why: string) => waits.push(why) };
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
    return withPihole({ hosts: long, crashes: true }, { wrap: other.wrap }, async ({ lab, dns }) => {
      other.attach(lab);
      const outcomes = await apply(dns, creations(...many));
      expect(outcomes).toMatchObject(many.map(() => ({ status: 'deferred', error: { code: 'HL_PIHOLE_MOVING', kind: 'unreachable' } })));
      expect(outcomes[0]?.error?.message).toMatch(/^Somebody else kept writing the records of Pi-hole at http/);
      expect([writes(lab), lab.dead]).toEqual([[], false]);
    });
  });

  test('who begins only after our write, and takes it back: what does not stand is deferred, too', () => {
    let [begun, turn]: [PiholeEmulator | null, number] = [null, 0];
    const wrap = meddling(
      () => begun?.setHosts([`10.0.0.7 theirs-${turn++}.lab`]),
      ({ method }) => (method === 'PATCH' ? (begun = current) : undefined),
    );
    let current: PiholeEmulator | null = null;
    return withPihole({}, { wrap }, async ({ lab, dns }) => {
      current = lab;
      const outcomes = await apply(dns, creations(...many));
      begun = null;
      expect(writes(lab)).toEqual(['PATCH']);
      expect(outcomes).toMatchObject(many.map(() => ({ status: 'deferred', error: { code: 'HL_PIHOLE_MOVING' } })));
    });
  });

  test('what another writer overwrote is written again', () => {
    let meddle: (() => void) | undefined;
    const wrap = meddling(
      () => undefined,
      ({ method }) => {
        if (method !== 'PUT') return;
        meddle?.();
        meddle = undefined;
      },
    );
    return withPihole({}, { wrap }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts(['10.0.0.7 theirs.lab']);
      expect(statuses(await apply(dns, creations('one.lab')))).toEqual(['applied']);
      expect(lab.hosts()).toEqual(['10.0.0.7 theirs.lab', `${traefik} one.lab`]);
    });
  });

  test('one that never stops is told apart from success', () => {
    let meddle: (() => void) | undefined;
    const wrap = meddling(
      () => undefined,
      ({ method }) => (method === 'GET' ? undefined : meddle?.()),
    );
    return withPihole({}, { wrap }, async ({ lab, dns }) => {
      meddle = () => lab.setHosts(['10.0.0.7 theirs.lab']);
      const [outcome] = await apply(dns, creations('one.lab'));
      expect(outcome?.error).toMatchObject({ code: 'HL_PIHOLE_OVERWRITTEN', kind: 'conflict' });
    });
  });
});
