import type { Integration } from '@hl/core';
import { laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { fakeSystem } from './fake-system.js';

describe('a sound integration', () => {
  test.each(laws)('$title', ({ run }) => run(async () => fakeSystem().subject));
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
      observe: async (keys) => new Map([...(await sound.observe(keys))].map(([k, { ours }]) => [k, { spec: { value: 'blind' }, ours }])),
    }),
  ],
  [
    'respects a name that somebody else holds',
    (sound) => ({ observe: async (keys) => new Map([...(await sound.observe(keys))].map(([k, o]) => [k, { ...o, ours: true }])) }),
  ],
  [
    'survives a crash at any step of update',
    (sound) => ({
      observe: async (keys) =>
        new Map([...(await sound.observe(keys))].map(([k, o]) => [k, { ...o, spec: { ...(o.spec as object), live: true } }])),
    }),
  ],
];

describe('a law sees', () => {
  test.each(broken)('who breaks "%s"', async (title, breakIt) => {
    const law = laws.find((candidate) => candidate.title === title);
    const setup = async (): Promise<Subject> => {
      const { subject } = fakeSystem();
      return { ...subject, integration: { ...subject.integration, ...breakIt(subject.integration) } };
    };
    await expect(law?.run(setup)).rejects.toThrow();
  });
});
