import type { Json } from '@hl/core';
import { merge } from '../src/merge.js';

test.each<[string, Record<string, Json>, Record<string, Json>, Record<string, Json>]>([
  ['a new key', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ['a scalar replaces', { a: 1 }, { a: 2 }, { a: 2 }],
  ['a list replaces', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['a map goes deeper', { a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: 2 } }],
  ['a map over a scalar', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['a scalar over a map', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
  ['a map over a list', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['null deletes', { a: 1, b: 2 }, { a: null }, { b: 2 }],
  ['null deletes deeper', { a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
])('%s', (_, base, over, merged) => {
  const before = structuredClone(base);
  expect(merge(base, over)).toEqual(merged);
  expect(base).toEqual(before);
});
