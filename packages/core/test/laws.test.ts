import { equal } from '@hl/core';
import type { Integration } from '@hl/core';
import { deepLaws, laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { fakeSystem } from './fake-system.js';

describe('a sound integration', () => {
  test.each([...laws, ...deepLaws])('$title', ({ run }) => run(async () => fakeSystem().subject));
});

describe('a sound integration of a system without room for marks', () => {
  test.each([...laws, ...deepLaws])('$title', ({ run }) => run(async () => fakeSystem({ markless: true }).subject));
});

/** Each row breaks one promise; the named law must see it. */
const broken: [string, (sound: Integration) => Partial<Integration>][] = [
  [
    'desired is pure',
    (sound) => {
      let n = 0;
      return { desired: (...args) => sound.desired(...args).map((r) => ({ ...r, spec: n++ })) };
    },
  ],
  ['a plan is plain data', (sound) => ({ desired: (...args) => sound.desired(...args).map((r) => ({ ...r, spec: { value: () => 1 } })) })],
  [
    'converges: after apply nothing is left to plan',
    () => ({ apply: async (changes, report) => changes.forEach((c) => report(c, { status: 'applied' })) }),
  ],
  [
    'idempotent: a second run changes nothing and restarts nothing',
    (sound) => ({
      observe: async (some) => new Map([...(await sound.observe(some))].map(([k, { ours }]) => [k, { spec: { value: 'blind' }, ours }])),
    }),
  ],
  [
    'a name that somebody else holds stays theirs',
    (sound) => ({ observe: async (some) => new Map([...(await sound.observe(some))].map(([k, o]) => [k, { ...o, ours: true }])) }),
  ],
  [
    'what somebody else made just as it is wanted stays theirs',
    (sound) => ({
      observe: async (some) =>
        new Map([...(await sound.observe(some))].map(([k, o]) => [k, { ...o, ours: o.ours || some.some((r) => equal(r.spec, o.spec)) }])),
    }),
  ],
  [
    'a fresh object observes the same',
    (sound) => {
      let asked = 0;
      return { observe: async (some) => ((asked += 1) > 3 ? sound.observe(some) : new Map()) };
    },
  ],
  ['an unread system is never an empty one', (sound) => ({ observe: (some) => sound.observe(some).catch(() => new Map()) })],
  [
    'what is reported applied is held, whatever call of create fails',
    (sound) => ({
      apply: async (changes, report) => {
        await sound.apply(changes, () => {}).catch(() => {});
        changes.forEach((change) => report(change, { status: 'applied' }));
      },
    }),
  ],
  [
    'a spec written before a field existed can be applied',
    (sound) => ({
      desired: (...args) => sound.desired(...args).map((r) => ({ ...r, spec: { ...(r.spec as object), tags: [] } })),
      observe: async (some) =>
        new Map([...(await sound.observe(some))].map(([k, o]) => [k, { ...o, spec: { ...(o.spec as object), tags: [] } }])),
      apply: async (changes, report) => {
        if (changes.some(({ after }) => after !== null && !('tags' in (after as object)))) throw new TypeError('tags is not iterable');
        await sound.apply(changes, report);
      },
    }),
  ],
  [
    'survives a crash at any step of update',
    (sound) => ({
      observe: async (some) =>
        new Map([...(await sound.observe(some))].map(([k, o]) => [k, { ...o, spec: { ...(o.spec as object), live: true } }])),
    }),
  ],
];

describe('a law sees', () => {
  test.each(broken)('who breaks "%s"', async (title, breakIt) => {
    const law = [...laws, ...deepLaws].find((candidate) => candidate.title === title);
    const setup = async (): Promise<Subject> => {
      const { subject } = fakeSystem();
      const broken = (sound: Integration): Integration => ({ ...sound, ...breakIt(sound) });
      return { ...subject, integration: broken(subject.integration), restart: () => broken(subject.restart()) };
    };
    await expect(law?.run(setup)).rejects.toThrow();
  });
});
