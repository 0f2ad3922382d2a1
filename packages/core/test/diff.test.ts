import type { Observed, Resource } from '@hl/core';
import { diff } from '../src/plan.js';

const resource = (key: string, spec: unknown): Resource => ({ system: 's', key, service: `of ${key}`, spec });
const map = (...all: Resource[]): ReadonlyMap<string, Resource> => new Map(all.map((one) => [one.key, one]));
const held = (...all: [string, unknown, Partial<Observed>?][]): ReadonlyMap<string, Observed> =>
  new Map(all.map(([key, spec, more]) => [key, { spec, ours: true, ...more }]));
const knowledge = { ours: (_: string, { ours }: Observed) => ours, open: () => false };
const change = (key: string, before: unknown, after: unknown) => ({ system: 's', key, service: `of ${key}`, before, after });

describe('what is ours, or nobody’s', () => {
  test.each([
    ['not there: made', map(resource('a', 1)), map(), held(), [change('a', null, 1)]],
    ['there as wanted: nothing', map(resource('a', 1)), map(), held(['a', 1]), []],
    ['there otherwise: changed', map(resource('a', 1)), map(), held(['a', 2]), [change('a', 2, 1)]],
    ['no longer wanted: removed', map(), map(resource('a', 1)), held(['a', 2]), [change('a', 2, null)]],
    ['no longer wanted and gone: nothing', map(), map(resource('a', 1)), held(), []],
    ['fields that are not wanted are the system’s own', map(resource('a', { x: 1 })), map(), held(['a', { x: 1, y: 2 }]), []],
    [
      'a field that is wanted and not there is a change',
      map(resource('a', { x: 1, y: 2 })),
      map(),
      held(['a', { x: 1 }]),
      [change('a', { x: 1 }, { x: 1, y: 2 })],
    ],
    [
      'makes come before breaks',
      map(resource('b', 1)),
      map(resource('a', 1)),
      held(['a', 1]),
      [change('b', null, 1), change('a', 1, null)],
    ],
    ['what nobody asked for is left alone', map(), map(), held(['a', 1]), []],
  ])('%s', (_, wanted, gone, observed, changes) => {
    expect(diff(wanted, gone, observed, knowledge)).toEqual({ changes, conflicts: [], foreign: [] });
  });

  test('what a killed run began is planned though it is true already', () => {
    const open = { ...knowledge, open: (key: string) => key === 'a' };
    expect(diff(map(resource('a', 1), resource('b', 1)), map(), held(['a', 1], ['b', 1]), open).changes).toEqual([change('a', 1, 1)]);
  });
});

describe('what somebody else holds', () => {
  const theirs = { ours: false };

  test.each([
    ['otherwise than wanted: a conflict', map(resource('a', 1)), map(), theirs, 'conflicts', { wanted: 1 }],
    ['just as wanted: foreign, and in nobody’s way', map(resource('a', 2)), map(), theirs, 'foreign', { wanted: 2 }],
    ['no longer wanted: foreign, and stays', map(), map(resource('a', 1)), theirs, 'foreign', { wanted: null }],
    ['with its holder', map(resource('a', 1)), map(), { ...theirs, holder: 'nas.conf' }, 'conflicts', { wanted: 1, holder: 'nas.conf' }],
    ['with a way out of its own', map(resource('a', 1)), map(), { ...theirs, hint: 'ask' }, 'conflicts', { wanted: 1, hint: 'ask' }],
  ] as const)('%s', (_, wanted, gone, more, where, expected) => {
    const found = diff(wanted, gone, held(['a', 2, more]), knowledge);
    expect(found).toEqual({
      ...{ changes: [], conflicts: [], foreign: [] },
      [where]: [{ system: 's', key: 'a', service: 'of a', found: 2, ...expected }],
    });
  });

  test('an intent of ours does not make it ours', () => {
    const open = { ...knowledge, open: () => true };
    expect(diff(map(resource('a', 1)), map(), held(['a', 2, theirs]), open).changes).toEqual([]);
  });
});
