import { equal } from '@hl/core';
import type { Change, Integration, Observed, Resource } from '@hl/core';
import { deepLaws, laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { fakeSystem } from './fake-system.js';

describe('a sound integration', () => {
  test.each([...laws, ...deepLaws])('$title', ({ run }) => run(async () => fakeSystem().subject));
});

describe('a sound integration of a system without room for marks', () => {
  test.each([...laws, ...deepLaws])('$title', ({ run }) => run(async () => fakeSystem({ markless: true }).subject));
});

type Entries = ReturnType<typeof fakeSystem>['entries'];
type Liar = (sound: Integration, entries: Entries) => Partial<Integration>;

const observing =
  (change: (key: string, observed: Observed, resources: readonly Resource[]) => Observed): Liar =>
  (sound) => ({
    observe: async (resources) => new Map([...(await sound.observe(resources))].map(([key, one]) => [key, change(key, one, resources)])),
  });
/** Whatever fails, it is reported as applied. */
const swallowing: Liar = (sound) => ({
  apply: async (changes, report) => {
    await sound.apply(changes, () => {}).catch(() => {});
    changes.forEach((change) => report(change, { status: 'applied' }));
  },
});
/** Only some of the changes are made, all are reported. */
const making =
  (real: (change: Change) => boolean): Liar =>
  (sound) => ({
    apply: async (changes, report) => {
      await sound.apply(changes.filter(real), () => {});
      changes.forEach((change) => report(change, { status: 'applied' }));
    },
  });
/** Stored is taken for live: what was cut off before its reload is never finished. */
const halfBlind = observing((_, observed) => ({ ...observed, spec: { ...(observed.spec as object), live: true } }));
/** What is being removed counts as gone from the first moment on. */
const tombstones: Liar = (sound, entries) => ({
  observe: async (resources) =>
    new Map([...(await sound.observe(resources))].filter(([, { spec }]) => (spec as { value: string }).value !== 'tombstone')),
  apply: async (changes, report) => {
    for (const { key, after } of changes) if (after === null) entries.set(key, { value: 'tombstone', live: true, owner: 'hl' });
    await sound.apply(changes, report);
  },
});

/** Each row breaks one promise; the named law must see it. */
const liars: Record<string, Liar> = {
  'desired is pure': (sound) => {
    let n = 0;
    return { desired: (...args) => sound.desired(...args).map((r) => ({ ...r, spec: n++ })) };
  },
  'a plan is plain data': (sound) => ({ desired: (...args) => sound.desired(...args).map((r) => ({ ...r, spec: { value: () => 1 } })) }),
  'a fresh object observes the same': (sound) => {
    let asked = 0;
    return { observe: async (some) => ((asked += 1) > 3 ? sound.observe(some) : new Map()) };
  },
  'converges: after apply nothing is left to plan': making(() => false),
  'idempotent: a second run changes nothing and restarts nothing': observing((_, { ours }) => ({ spec: { value: 'blind' }, ours })),
  'undo restores after create': making(({ after }) => after !== null),
  'undo restores after update': making(
    ({ before, after }) => before === null || after === null || (after as { value: string }).value === 'other:2',
  ),
  'undo restores after delete': (sound, entries) => {
    let removed = false;
    return {
      apply: async (changes, report) => {
        await sound.apply(changes, report);
        removed ||= changes.some(({ after }) => after === null);
        if (removed) for (const { key, after } of changes) if (after !== null) entries.delete(key);
      },
    };
  },
  'an unread system is never an empty one': (sound) => ({ observe: (some) => sound.observe(some).catch(() => new Map()) }),
  'a spec written before a field existed can be applied': (sound) => ({
    desired: (...args) => sound.desired(...args).map((r) => ({ ...r, spec: { ...(r.spec as object), tags: [] } })),
    observe: async (some) =>
      new Map([...(await sound.observe(some))].map(([k, o]) => [k, { ...o, spec: { ...(o.spec as object), tags: [] } }])),
    apply: async (changes, report) => {
      if (changes.some(({ after }) => after !== null && !('tags' in (after as object)))) throw new TypeError('tags is not iterable');
      await sound.apply(changes, report);
    },
  }),
  'hands off: bystanders stay as they are to the byte': (sound, entries) => ({
    apply: async (changes, report) => {
      entries.delete('foreign');
      await sound.apply(changes, report);
    },
  }),
  'a name that somebody else holds stays theirs': observing((_, observed) => ({ ...observed, ours: true })),
  'what somebody else made just as it is wanted stays theirs': observing((_, observed, resources) => ({
    ...observed,
    ours: observed.ours || resources.some(({ spec }) => equal(spec, observed.spec)),
  })),
  'survives a crash at any step of create': halfBlind,
  'survives a crash at any step of update': halfBlind,
  'survives a crash at any step of delete': tombstones,
  'what is reported applied is held, whatever call of create fails': swallowing,
  'what is reported applied is held, whatever call of update fails': swallowing,
  'what is reported applied is held, whatever call of delete fails': swallowing,
};

describe('a law sees', () => {
  test('every law has its liar', () => {
    expect(Object.keys(liars).sort()).toEqual([...laws, ...deepLaws].map(({ title }) => title).sort());
  });

  test.each(Object.entries(liars))('who breaks "%s"', async (title, liar) => {
    const law = [...laws, ...deepLaws].find((candidate) => candidate.title === title);
    const setup = async (): Promise<Subject> => {
      const { subject, entries } = fakeSystem();
      const broken = (sound: Integration): Integration => ({ ...sound, ...liar(sound, entries) });
      return { ...subject, integration: broken(subject.integration), restart: () => broken(subject.restart()) };
    };
    await expect(law?.run(setup)).rejects.toThrow();
  });
});
