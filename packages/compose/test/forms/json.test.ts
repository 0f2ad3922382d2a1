import { listOf, mapOf, mapValues } from '../../src/forms/json.js';

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
