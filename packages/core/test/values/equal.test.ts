import { differences, equal, satisfies } from '@hl/core';

test.each([
  ['the same', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
  ["a field of the system's own", { a: 1, pk: 7 }, { a: 1 }, true],
  ['a leftover inside a field', { env: { A: '1', B: '2' } }, { env: { A: '1' } }, false],
  ['a missing field', {}, { a: 1 }, false],
  ['both absent', null, null, true],
  ['wanted gone, found there', { a: 1 }, null, false],
  ['wanted there, found gone', null, { a: 1 }, false],
  ['another order of a list', { a: [1, 2] }, { a: [2, 1] }, false],
])('satisfies: %s', (_, found, wanted, expected) => {
  expect(satisfies(found, wanted)).toBe(expected);
});

test.each([
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [[1], { 0: 1 }, false],
  [NaN, NaN, true],
  [{ a: null }, {}, false],
])('equal %#', (a, b, expected) => {
  expect(equal(a, b)).toBe(expected);
});

test('differences name the fields', () => {
  expect(differences({ image: 'a', env: { A: '1' } }, { image: 'b', env: { A: '1' }, live: true })).toEqual(['image', 'live']);
});
