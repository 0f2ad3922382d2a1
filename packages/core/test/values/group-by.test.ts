import { groupBy } from '@hl/core';

test('items by a key: keys and items in the order in which they come', () => {
  const groups = groupBy(['b1', 'a1', 'b2'], (item) => item[0] ?? '');
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ]);
  expect([...groupBy([], String)]).toEqual([]);
});
