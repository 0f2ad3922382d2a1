import { differences, equal, satisfies } from '@hl/core';

const deep = { a: [1, { b: [null, 'x'] }], c: { d: false } };

test.each<[string, unknown, unknown, boolean]>([
  ['numbers', 1, 1, true],
  ['a number and its text', 1, '1', false],
  ['zero and minus zero', 0, -0, false],
  ['null and nothing', null, undefined, false],
  ['null and an object', null, {}, false],
  ['an object and null', {}, null, false],
  ['empty objects', {}, {}, true],
  ['empty lists', [], [], true],
  ['an empty list and an empty object', [], {}, false],
  ['an empty object and an empty list', {}, [], false],
  ['a longer list', [1, 2], [1], false],
  ['a shorter list', [1], [1, 2], false],
  ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ['a key more', { a: 1, b: 2 }, { a: 1 }, false],
  ['a key less', { a: 1 }, { a: 1, b: 2 }, false],
  ['another key', { a: 1 }, { b: 1 }, false],
  ['a key that is undefined is not there', { a: 1 }, { a: 1, b: undefined }, true],
  ['undefined is not null', { a: undefined }, { a: null }, false],
  ['deep', deep, structuredClone(deep), true],
  ['deep, one thing different', deep, { ...structuredClone(deep), c: { d: true } }, false],
  ['a list in another order', [1, 2], [2, 1], false],
])('equal: %s', (_, a, b, expected) => {
  expect(equal(a, b)).toBe(expected);
  expect(equal(b, a)).toBe(expected);
});

test.each<[string, unknown, unknown, boolean]>([
  ['a text', 'x', 'x', true],
  ['another text', 'x', 'y', false],
  ['a list is compared whole', [1, 2], [1], false],
  ['an object where a text is wanted', { a: 1 }, 'x', false],
  ['a text where an object is wanted', 'x', { a: 1 }, false],
  ['nothing in particular is wanted', { a: 1 }, {}, true],
  ['what is undefined is not wanted', { a: 1 }, { a: 1, b: undefined }, true],
  ['null is wanted and not there', {}, { a: null }, false],
  ['null is wanted and there', { a: null }, { a: null }, true],
  ['a leftover deep inside', { a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 1 } } }, false],
])('satisfies: %s', (_, found, wanted, expected) => expect(satisfies(found, wanted)).toBe(expected));

test.each<[string, unknown, unknown, string[]]>([
  ['nothing', { a: 1 }, { a: 1 }, []],
  ['a field', { a: 1, b: 1 }, { a: 2, b: 1 }, ['a']],
  ['a field that is not there', {}, { a: 2 }, ['a']],
  ["a field of the system's own does not differ", { a: 1, pk: 1 }, { a: 1 }, []],
  ['several, in the order of what is wanted', { b: 1 }, { c: 1, b: 2, a: 3 }, ['c', 'b', 'a']],
  ['no fields where there is no object', 'x', { a: 1 }, []],
  ['no fields where none is wanted', { a: 1 }, null, []],
])('differences: %s', (_, found, wanted, expected) => expect(differences(found, wanted)).toEqual(expected));
