import { cut, widthOf } from '../../src/progress/width.js';

test.each([
  ['metube', 6],
  ['日本語', 6],
  ['한국', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['🧨', 2],
  ['👨‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['✔ ok', 4],
  ['\u001b[31mred\u001b[0m', 3],
])('%s takes %i columns', (text, width) => expect(widthOf(text)).toBe(width));

test.each([
  ['metube', 6, 'metube'],
  ['metube pull', 7, 'metube…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['a🧨b', 3, 'a…'],
  ['x', 0, ''],
  ['trailing  ', 20, 'trailing'],
])('%j in %i columns is %j', (text, columns, shown) => {
  expect(cut(text, columns)).toBe(shown);
  expect(widthOf(cut(text, columns))).toBeLessThanOrEqual(columns);
});
