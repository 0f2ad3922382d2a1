import { jest } from '@jest/globals';
import { until } from '../../src/client/timing.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const times = { pollMs: 100, withinMs: 250 };
/** Asks with these answers, the last one for ever; tells the answer or the error, how often it asked, and how long it took. */
async function asked(answers: readonly (boolean | string | Error)[], passing?: (error: unknown) => boolean) {
  const started = performance.now();
  let count = 0;
  const next = async (): Promise<boolean | string> => {
    const answer = answers[Math.min(count, answers.length - 1)] as boolean | string | Error;
    count += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const outcome = until<boolean | string>(next, times, passing).catch((error: unknown) => error);
  let ended = 0;
  void outcome.then(() => (ended = performance.now() - started));
  await jest.advanceTimersByTimeAsync(1_000);
  return [await outcome, count, ended];
}
const broken = new Error('broken');

test.each<[string, readonly (boolean | string | Error)[], unknown, number, number]>([
  ['at once', [true], true, 1, 0],
  ['any answer but false counts', ['hidden'], 'hidden', 1, 0],
  ['later', [false, broken, true], true, 3, 200],
  ['at the end of the time, for the last time', [false, false, false, true], true, 4, 300],
  ['never', [false], false, 4, 300],
  ['only errors: the last one', [broken], broken, 4, 300],
  ['an answer that comes after errors', [broken, broken, broken, false], false, 4, 300],
])('asked until there is an answer: %s', async (_, answers, outcome, count, ms) =>
  expect(await asked(answers)).toEqual([outcome, count, ms]),
);

test('an error that does not pass is thrown at once', async () => {
  expect(await asked([false, broken, true], () => false)).toEqual([broken, 2, 100]);
  expect(await asked([broken, true], () => true)).toEqual([true, 2, 100]);
});
