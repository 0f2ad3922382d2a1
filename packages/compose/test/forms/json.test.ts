import { listOf, mapOf } from '../../src/forms/json.js';

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
