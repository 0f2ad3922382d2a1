import { wordsOf } from '../../src/forms/words.js';

/** As `docker compose config` has them. */
test.each([
  ['a b', ['a', 'b']],
  ['  a \t b\n', ['a', 'b']],
  [`a "b c" d`, ['a', 'b c', 'd']],
  [`sh -c 'x && y'`, ['sh', '-c', 'x && y']],
  [`a"b"'c'`, ['abc']],
  [`''`, ['']],
  ['a\\ b', ['a b']],
  ['a\\tb', ['atb']],
  [`'a\\b'`, ['a\\b']],
  [`"a\\"b"`, ['a"b']],
  ['a;b', ['a']],
  ['a | b', ['a']],
  ['a > b', ['a']],
  ['a & b', ['a']],
  ['a `b` $$c *', ['a', '`b`', '$$c', '*']],
  ['', []],
])('the words of %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});
