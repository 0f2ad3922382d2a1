import { listOf, mapOf, mapTexts, mapValues } from '../../src/forms/json.js';

test.each([
  [undefined, []],
  [null, []],
  ['a', ['a']],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [{ a: 1 }, [{ a: 1 }]],
])('listOf(%j)', (written, list) => {
  expect(listOf(written)).toEqual(list);
});

test.each([
  [undefined, {}],
  ['a', {}],
  [['a'], {}],
  [{ a: 1 }, { a: 1 }],
])('mapOf(%j)', (written, map) => {
  expect(mapOf(written)).toEqual(map);
});

test('mapValues leaves out what becomes undefined, and gives back the map where nothing changes', () => {
  const map = { a: 1, ['__proto__']: 2, c: [3] };
  expect(mapValues(map, (value) => value)).toBe(map);
  const changed = mapValues(map, (value, key) => (key === 'a' ? undefined : key === 'c' ? 4 : value));
  expect(Object.entries(changed)).toEqual([
    ['__proto__', 2],
    ['c', 4],
  ]);
});

test('mapTexts changes texts at any depth and no keys, and gives back the value where nothing changes', () => {
  const value = { a: ['x', 1, null], ['__proto__']: { x: 'x' }, c: { d: ['y'] } };
  expect(mapTexts(value, (text) => text)).toBe(value);
  const changed = mapTexts(value, (text) => (text === 'x' ? 'z' : text)) as typeof value;
  expect(Object.entries(changed)).toEqual([
    ['a', ['z', 1, null]],
    ['__proto__', { x: 'z' }],
    ['c', { d: ['y'] }],
  ]);
  expect(changed.c).toBe(value.c);
});
