import { setTimeout as sleep } from 'node:timers/promises';
import { apply, plan, undo, type Change, type Outcome } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { bench, type Bench } from '../bench.js';
import { memory } from '../memory.js';

const services = Array.from({ length: 50 }, (_, n) =>
  exampleService({ name: `s${n}`, authentik: null, traefik: { hosts: [`s${n}.example.org`] } }),
);
const other = services.map((service, n) => ({ ...service, traefik: { ...service.traefik!, hosts: [`t${n}.example.org`] } }));

test.each([
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
] as const)('50 routes are one command that writes: made, changed, taken back and removed (%s)', async (_, options) => {
  const subject = memory(options);
  const { integration } = subject;
  let [commands, written] = [0, 0];
  const { onRun } = subject.remote;
  subject.remote.onRun = (argv, how) => ((commands += 1), onRun(argv, how));
  const cost = async (act: () => Promise<readonly Outcome[]>): Promise<unknown> => {
    [commands, written] = [0, subject.writes()];
    expect(new Set((await act()).map(({ status }) => status))).toEqual(new Set(['applied']));
    // what is there is looked at twice: by the engine, and right before the write
    return { writes: subject.writes() - written, commands };
  };
  const once = { writes: 1, commands: 3 };
  const { changes } = await subject.plan([], services);
  expect(await cost(() => apply(integration, changes as never))).toEqual(once);
  const moves = (await subject.plan(services, other)).changes;
  let moved: Outcome[] = [];
  expect(await cost(async () => (moved = await apply(integration, moves as never)))).toEqual(once);
  expect(await cost(() => apply(integration, undo(moved) as never))).toEqual(once);
  // with the plan, which looks once, and once more for what would be refused
  expect(await cost(() => subject.go(services, []))).toEqual({ writes: 1, commands: 5 });
  expect((await subject.plan([], services)).changes).toHaveLength(50);
});

/** With the throttle as long as it is there, and all files moved while it lasts. */
test('Traefik takes 50 routes up in one reload, and lets go of them in one', async () => {
  const subject: Bench = await bench({ emulator: { throttleMs: 2_000 }, timing: { deadlineMs: 20_000 } });
  const { emulator, integration, site } = subject;
  try {
    const reloads = async (changes: readonly Change<never>[]): Promise<[number, Outcome<never>[]]> => {
      const from = emulator.reloads;
      const outcomes = await apply(integration, changes);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
      return [emulator.reloads - from, outcomes as Outcome<never>[]];
    };
    const { changes } = await plan(integration, { before: [], after: services, site });
    const [made, outcomes] = await reloads(changes as never);
    await sleep(2_500);
    const [undone] = await reloads(undo(outcomes));
    expect([made, undone]).toEqual([1, 1]);
    expect(Object.keys(await subject.files())).toEqual(['nas.yml']);
  } finally {
    await subject.close?.();
  }
});
