import type { Outcome, Status } from '@hl/core';
import { bySystem, changesBack } from '../../../src/stages/rollback/take-back.js';

const outcome = (system: string, status: Status): Outcome => ({
  ...{ system, key: 'metube', service: 'metube', before: null, after: {}, status, ms: 1 },
  ...(status === 'failed' && { error: { code: 'HL_X', kind: 'refused', message: 'no' } }),
});

test.each<[string, Outcome[], object[]]>([
  ['nothing', [], []],
  [
    'one each',
    [outcome('compose', 'applied'), outcome('traefik', 'unchanged')],
    [
      { system: 'compose', status: 'applied' },
      { system: 'traefik', status: 'unchanged' },
    ],
  ],
  [
    'the worst counts, with its error',
    [outcome('traefik', 'applied'), outcome('traefik', 'failed'), outcome('traefik', 'deferred')],
    [{ system: 'traefik', status: 'failed', error: { code: 'HL_X', kind: 'refused', message: 'no' } }],
  ],
  [
    'two DNS servers are two',
    [outcome('pihole', 'deferred'), outcome('pihole@second', 'applied')],
    [
      { system: 'pihole', status: 'deferred' },
      { system: 'pihole@second', status: 'applied' },
    ],
  ],
])('one line a system: %s', (_, outcomes, expected) => {
  expect(bySystem(outcomes)).toEqual(expected);
});

test('one pair a key: back to what was there first, be that nothing', () => {
  const half = { ...outcome('glance', 'failed'), after: { live: true } };
  const whole = { ...outcome('glance', 'applied'), before: { live: false }, after: { live: true } };
  const [change] = changesBack([{ planned: null as never, outcomes: [half, whole], entry: null, reason: '' }]);
  expect(change).toMatchObject({ before: { live: true }, after: null });
});
