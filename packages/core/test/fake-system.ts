import type { Integration, Observed } from '@hl/core';
import { HlError } from '@hl/core';
import { Faults, exampleService, exampleSite } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';

type Spec = { value: string; live: boolean };
type Entry = { value: string; live: boolean; owner: string };

/** A system of named values where a write must be followed by a reload to take effect: small, yet able to half-finish. */
export function fakeSystem() {
  const entries = new Map<string, Entry>([['foreign', { value: 'theirs', live: true, owner: 'them' }]]);
  const faults = new Faults();
  let disturbances = 0;
  const call = <T>(effect: () => T): Promise<T> =>
    faults.step(
      async () => effect(),
      () => new HlError('HL_FAKE', 'lost', { kind: 'unreachable' }),
    );
  const integration: Integration<Spec> = {
    system: 'fake',
    desired: ({ name, host, deployment }) => [
      { system: 'fake', key: `${host}/${name}`, service: name, spec: { value: deployment.image, live: true } },
    ],
    observe: (keys) =>
      call(() => {
        const found = keys.flatMap((key): [string, Observed<Spec>][] => {
          const entry = entries.get(key);
          return entry ? [[key, { spec: { value: entry.value, live: entry.live }, ours: entry.owner === 'hl' }]] : [];
        });
        return new Map(found);
      }),
    async apply(changes, report) {
      for (const { key, after } of changes) {
        await call(() => {
          disturbances += 1;
          if (after) entries.set(key, { value: after.value, live: false, owner: 'hl' });
          else entries.delete(key);
        });
      }
      await call(() => {
        disturbances += 1;
        for (const entry of entries.values()) entry.live = true;
      });
      for (const change of changes) report(change, { status: 'applied' });
    },
  };
  const service = exampleService();
  const changed = exampleService({ deployment: { image: 'other:2' } });
  const subject: Subject = {
    integration,
    site: exampleSite(),
    service,
    changed,
    faults,
    bystanders: async () => [...entries].filter(([, { owner }]) => owner !== 'hl'),
    effective: async () => [...entries].filter(([, { live }]) => live).map(([key, { value }]) => [key, value]),
    disturbances: () => disturbances,
    occupy: async () => {
      entries.set('docker-media/metube', { value: 'squatter', live: true, owner: 'them' });
    },
  };
  return { subject, entries, integration, service, changed };
}
