import { environmentOf, linesOf, namedOf, namesIn, pairsOf, valuesOf } from '../../src/forms/pairs.js';

test.each([
  [['a=b=c', 'd', 'e='], { a: 'b=c', d: '', e: '' }],
  [['text=a\nb'], { text: 'a\nb' }],
  [{ a: 1 }, { a: 1 }],
  [undefined, {}],
  ['a=b', {}],
])('pairsOf(%j)', (written, pairs) => {
  expect(pairsOf(written)).toEqual(pairs);
});

test.each([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [{ a: null, b: {} }, ['a', 'b']],
  [undefined, []],
])('namesIn(%j)', (written, names) => {
  expect(namesIn(written)).toEqual(names);
});

test.each([
  [['A=1', 'B', 'C='], { A: '1', B: null, C: '' }],
  [
    { A: 1, B: null, C: true },
    { A: '1', B: null, C: 'true' },
  ],
  [null, {}],
  [undefined, {}],
])('environmentOf(%j)', (written, variables) => {
  expect(environmentOf(written)).toEqual(variables);
});

test('other values keep their types', () => {
  expect(valuesOf({ a: 1 })).toEqual({ a: 1 });
  expect(valuesOf(['a=1', 'b'])).toEqual({ a: '1', b: null });
});

test.each([
  [{ a: 1, b: null, c: ['x', 'y'] }, ['a=1', 'b', 'c=x', 'c=y']],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  ['a', ['a']],
  [null, []],
])('linesOf(%j)', (written, lines) => {
  expect(linesOf(written)).toEqual(lines);
});

test('a list of names means the same for each of them', () => {
  expect(namedOf(['a', 'b'], null)).toEqual({ a: null, b: null });
  expect(namedOf({ a: { x: 1 } }, null)).toEqual({ a: { x: 1 } });
  expect(namedOf(null, null)).toEqual({});
});
