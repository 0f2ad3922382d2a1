import type { Outcome } from '@hl/core';
import { outcomeLine, together, waitingTogether } from '../../src/text/outcome-lines.js';

const outcome = (more: Partial<Outcome>): Outcome => ({
  ...{ system: 'pihole', key: 'metube.lab', service: 'metube', before: null, after: 1, status: 'applied', ms: 0 },
  ...more,
});

test.each<[Partial<Outcome>, string]>([
  [{}, '✔ pihole    metube: metube.lab created'],
  [{ before: 1, ms: 1_234 }, '✔ pihole    metube: metube.lab changed (1.2 s)'],
  [{ before: 1, after: null }, '✔ pihole    metube: metube.lab removed'],
  [{ status: 'unchanged' }, '= pihole    metube: metube.lab unchanged'],
  [{ status: 'failed' }, '✖ pihole    metube: metube.lab failed'],
  [{ status: 'deferred' }, '… pihole    metube: metube.lab deferred'],
  [{ status: 'conflict' }, '! pihole    metube: metube.lab conflict'],
  [{ system: 'traefik', key: 'metube' }, '✔ traefik   metube created'],
  [{ system: 'compose', key: 'one/metube' }, '✔ compose   one/metube created'],
])('%j is %s', (more, line) => expect(outcomeLine(outcome(more))).toBe(line));

test('one line for one cause, with all services that it holds up', () => {
  const away = { code: 'HL_X', kind: 'unreachable', message: 'one is away', hint: 'Start it.' } as const;
  const lines = together([
    outcome({ service: 'a', error: away }),
    outcome({ service: 'b', error: { ...away, message: 'no' } }),
    outcome({ service: 'c', error: away }),
    outcome({ service: 'a', error: away }),
  ]);
  expect(lines).toEqual([
    'a, c: one is away [nobody answered, try again: HL_X]\n  → Start it.',
    'b: no [nobody answered, try again: HL_X]\n  → Start it.',
  ]);
});

test('what waits for the same is one line with all names', () => {
  const waits = (service: string, reason: string, system = 'traefik'): Outcome =>
    outcome({
      service,
      system,
      status: 'deferred',
      error: { code: 'HL_WAITS', kind: 'unreachable', message: `${system} waits: ${reason}` },
    });
  expect(
    waitingTogether([
      waits('a', 'its container is not up'),
      waits('b', 'its container is not up'),
      waits('c', 'glance did not go through'),
      waits('a', 'its container is not up', 'pihole'),
    ]),
  ).toEqual([
    '… traefik   waits (its container is not up): a, b',
    '… traefik   waits (glance did not go through): c',
    '… pihole    waits (its container is not up): a',
  ]);
});
