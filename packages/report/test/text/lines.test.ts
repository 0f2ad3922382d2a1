import { lineDifference } from '../../src/text/lines.js';

const shown = (before: string, after: string): string[] =>
  lineDifference(before.replaceAll(' ', '\n'), after.replaceAll(' ', '\n')).map(({ sign, text }) => `${sign}${text}`);

test.each([
  ['one line', 'a b c', 'a x c', [' a', '-b', '+x', ' c']],
  ['two places far apart', 'a b c d e f g h i', 'x b c d e f g h y', ['-a', '+x', ' b', ' c', '…', ' g', ' h', '-i', '+y']],
  ['what is far from it is folded', '1 2 3 4 5', '1 2 3 4 6', ['…', ' 3', ' 4', '-5', '+6']],
  ['more lines', 'a', 'a b', [' a', '+b']],
  ['fewer lines', 'a b', 'b', ['-a', ' b']],
])('%s', (_, before, after, expected) => {
  expect(shown(before, after)).toEqual(expected);
});

test('texts too long to compare are shown one after the other', () => {
  const long = 'a '.repeat(700);
  expect(lineDifference(long.replaceAll(' ', '\n'), 'b').at(-1)).toEqual({ sign: '+', text: 'b' });
});
