import type { Integration, Observed } from '@hl/core';
import { HlError } from '@hl/core';
import { Faults, exampleService, exampleSite } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';

type Spec = { value: string; live: boolean };
type Entry = { value: string; live: boolean; owner: string };

/** A system of named values where a write must be followed by a reload to take effect: small, yet able to half-finish. `markless`: it keeps no owner. */
export function fakeSystem({ markless = false } = {}) {
  const entries = new Map<string, Entry>([['foreign', { value: 'theirs', live: true, owner: 'them' }]]);
  const faults = new Faults();
  let disturbances = 0;
  const call = <T>(effect: () => T): Promise<T> =>
    faults.step(
      async () => effect(),
      () => new HlError('HL_FAKE', 'lost', { kind: 'unreachable' }),
    );
  const open = (): Integration<Spec> => ({
    system: 'fake',
    ...(markless ? { markless: true as const } : {}),
    desired: ({ name, host, deployment }) => [
      { system: 'fake', key: `${host}/${name}`, service: name, spec: { value: deployment?.image ?? '', live: true } },
    ],
    observe: (resources) =>
      call(() => {
        const found = resources.flatMap(({ key }): [string, Observed<Spec>][] => {
          const entry = entries.get(key);
          return entry ? [[key, { spec: { value: entry.value, live: entry.live }, ours: !markless && entry.owner === 'hl' }]] : [];
        });
        return new Map(found);
      }),
    async apply(changes, report) {
      for (const { key, after } of changes) {
        await call(() => {
          disturbances += 1;
          // Without room for a mark nobody can see a half: it is there at once.
          if (after) entries.set(key, { value: after.value, live: markless, owner: 'hl' });
          else entries.delete(key);
        });
      }
      await call(() => {
        disturbances += 1;
        for (const entry of entries.values()) entry.live = true;
      });
      for (const change of changes) report(change, { status: 'applied' });
    },
  });
  const integration = open();
  const service = exampleService();
  const changed = exampleService({ deployment: { image: 'other:2' } });
  const subject: Subject = {
    integration,
    site: exampleSite(),
    service,
    changed,
    faults,
    restart: open,
    bystanders: async () => [...entries].filter(([, { owner }]) => owner !== 'hl'),
    effective: async () => [...entries].filter(([, { live }]) => live).map(([key, { value }]) => [key, value]),
    disturbances: () => disturbances,
    occupy: async (how) => {
      entries.set('docker-media/metube', {
        value: how === 'same' ? (service.deployment?.image ?? '') : 'squatter',
        live: true,
        owner: 'them',
      });
    },
  };
  return { subject, entries, integration, service, changed };
}
