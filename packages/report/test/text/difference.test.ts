import { differencesOf, valueText } from '../../src/text/difference.js';

test.each([
  ['the same', { a: 1 }, { a: 1 }, []],
  ["a field of the system's own", { a: 1, pk: 7 }, { a: 1 }, []],
  ['a field', { a: 1 }, { a: 2 }, [{ path: 'a', before: 1, after: 2 }]],
  ['a field of a field', { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, [{ path: 'a.b', before: 1, after: 3 }]],
  ['a leftover inside a field', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, [{ path: 'a.b', before: 1, after: undefined }]],
  ['a list is one value', { a: [1, 2] }, { a: [1] }, [{ path: 'a', before: [1, 2], after: [1] }]],
  ['what comes, without what is empty', null, { a: 1, b: '', c: [], d: null }, [{ path: 'a', before: undefined, after: 1 }]],
  ['what goes', { a: 1 }, null, [{ path: 'a', before: 1, after: undefined }]],
  ['no objects', 'a', 'b', [{ path: '', before: undefined, after: 'b' }]],
])('%s', (_, before, after, expected) => {
  expect(differencesOf(before, after)).toEqual(expected);
});

test.each([
  ['a', 'a'],
  ['', '(empty)'],
  [['a', 1], 'a, 1'],
  [[], '(none)'],
  [true, 'true'],
  [{ a: [1] }, '{"a":[1]}'],
  [[{ a: 1 }], '[{"a":1}]'],
  [null, 'null'],
])('%j reads %s', (value, expected) => {
  expect(valueText(value)).toBe(expected);
});
