import { crashLoops } from '../../../src/apply/watch/crash-loop.js';
import type { SampledContainer } from '../../../src/observe/sample.js';

const seen = (restarts: number, startPeriodMs = 0, service = 'web'): SampledContainer =>
  ({ id: service, name: service, service, restarts, startPeriodMs }) as SampledContainer;
const alone = [{ service: 'web', oneShot: false }];

/** Restarts and milliseconds of each sample, and whether it counts as a loop. */
test.each<[string, typeof alone, number, [number, number, boolean][]]>([
  [
    'three more restarts are a loop, however many there were',
    alone,
    0,
    [
      [5, 0, false],
      [6, 1, false],
      [7, 2, false],
      [8, 3, true],
      [9, 4, true],
    ],
  ],
  [
    'one that stays is none',
    alone,
    0,
    [
      [5, 0, false],
      [5, 1, false],
      [5, 1000, false],
    ],
  ],
  [
    'a start period is waited for',
    alone,
    100,
    [
      [0, 0, false],
      [3, 99, false],
      [3, 100, true],
    ],
  ],
  [
    'what may end is waited for',
    [{ service: 'web', oneShot: true }],
    0,
    [
      [0, 0, false],
      [9, 999, false],
      [9, 1000, true],
    ],
  ],
  [
    'one beside others is waited for',
    [...alone, { service: 'db', oneShot: false }],
    0,
    [
      [0, 0, false],
      [9, 999, false],
      [9, 1000, true],
    ],
  ],
  [
    'the longer of both counts',
    [...alone, { service: 'db', oneShot: false }],
    2000,
    [
      [0, 0, false],
      [9, 1999, false],
      [9, 2000, true],
    ],
  ],
])('%s', (_, wanted, startPeriodMs, samples) => {
  const loops = crashLoops(wanted, 1000);
  for (const [restarts, elapsed, loop] of samples) {
    const one = seen(restarts, startPeriodMs);
    expect([elapsed, loops([one], elapsed)]).toEqual([elapsed, loop ? [one] : []]);
  }
});

test('each container counts for itself, and a new one from its own start', () => {
  const loops = crashLoops(alone, 1000);
  loops([seen(0), seen(7, 0, 'db')], 0);
  expect(loops([seen(3), seen(8, 0, 'db')], 1).map(({ id }) => id)).toEqual(['web']);
});
