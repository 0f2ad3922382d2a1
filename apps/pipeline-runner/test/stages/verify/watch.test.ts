import { HlError, type CheckResult } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { lookNow } from '../../../src/stages/verify/look-now.js';
import { watchFleet, watchUntilStopped } from '../../../src/stages/verify/watch.js';

const check = (status: CheckResult['status'], actual = '200'): CheckResult => ({
  ...{ service: 'metube', name: 'health', status, expected: '200', actual, attempts: 1, ms: 5 },
});

/** Rounds one after the other: what is seen, or why nothing can be. */
function world(rounds: readonly (CheckResult | HlError)[], onRound: (round: number) => void = () => {}) {
  const told: string[] = [];
  const data: unknown[] = [];
  const asked: unknown[] = [];
  const endings: (() => Promise<number | void>)[] = [];
  let round = 0;
  const say = (text: string): void => void told.push(text);
  const context = {
    site: exampleSite(),
    repository: { load: () => ({ services: [exampleService(), exampleService({ name: 'other' })], diagnostics: [] }) },
    now: () => '2026-11-29T12:00:00.000Z',
    print: {
      ...{ step: say, warn: say, fine: say, detail: () => {}, text: () => {}, live: () => () => {}, last: () => {}, section: () => {} },
      ...{ manner: 'lines', size: () => ({ columns: 80, rows: 24 }) },
      data: (value: unknown) => void data.push(value),
      error: (error: Error) => say(error.message),
    },
    onStop: (end: () => Promise<number | void>) => (endings.push(end), () => {}),
    async systems(input: unknown) {
      return {
        async look(checks: readonly { service: string }[], onResult: (result: CheckResult) => void, how: string) {
          asked.push([input, how, new Set(checks.map(({ service }) => service)).size]);
          const seen = rounds[Math.min(round, rounds.length - 1)];
          round += 1;
          onRound(round);
          if (seen === undefined || seen instanceof HlError) throw seen ?? new Error('no round');
          onResult(seen);
          return [seen];
        },
      };
    },
  };
  return { context: context as unknown as Context, told, data, asked, stop: () => endings.map((end) => end())[0] };
}

const away = new HlError('HL_SSH', 'no way there', { kind: 'unreachable' });

test('again and again: told is what changes, what goes wrong stops nothing, and the last round says how it ends', async () => {
  const stop = new AbortController();
  const rounds = [check('pass'), check('pass'), check('fail', '502'), away, check('fail', '502'), check('pass')];
  const { context, told, asked } = world(rounds, (round) => round === rounds.length && setTimeout(() => stop.abort(), 5));
  expect(await watchFleet(context, { intervalMs: 1, signal: stop.signal })).toEqual({ code: 0 });
  expect(told.filter((line) => !line.includes('not looked at')).slice(0, 4)).toEqual([
    '12:00:00 all 1 checks are well',
    '12:00:00 ✖ metube health: expected 200, got 502',
    'no way there',
    '12:00:00 ✔ metube health: 200',
  ]);
  expect(asked[0]).toEqual([{ services: expect.any(Array), onlyRead: true }, 'once', 2]);
});

test('told to stop, it ends with what the last round found, though one is under way', async () => {
  const { context, stop } = world([check('fail')], (round) => round === 1 && setTimeout(() => void stop(), 20));
  expect(await watchUntilStopped(context, { service: 'metube', intervalMs: 60_000 })).toEqual({ code: 1 });
});

test.each([
  ['pass', 0],
  ['skip', 0],
  ['fail', 1],
] as const)('one look at all of them: %s is exit code %i', async (status, code) => {
  const { context, data, asked } = world([check(status)]);
  expect(await lookNow(context, undefined)).toEqual({ code });
  expect(data).toEqual([{ checks: [check(status)] }]);
  expect(asked).toEqual([[{ services: expect.any(Array), onlyRead: true }, 'standing', 2]]);
});

test('a tree that is not valid is not looked at', async () => {
  const { context } = world([]);
  const broken = { severity: 'error', file: 'services/a.yml', line: 1, column: 1, pointer: '', message: 'no', hint: '' };
  const repository = { ...context.repository, load: () => ({ services: [], diagnostics: [broken] }) } as unknown as Context['repository'];
  await expect(lookNow({ ...context, repository }, undefined)).rejects.toMatchObject({ code: 'HL_INVALID' });
});
