import { bounded } from '../../src/html/bounded.js';

test.each([
  ['a short text', 'abc', 'abc'],
  ['a long text', 'abcdef', 'abc… (3 more)'],
  ['not in the middle of a pair', 'ab\u{1f600}', 'ab… (1 more)'],
  ['what is in it, and its keys', { abcdef: ['abcd', 1, null] }, { 'abc… (3 more)': ['abc… (1 more)', 1, null] }],
])('%s', (_, value, expected) => {
  expect(bounded(value, 3)).toEqual(expected);
});
