import { jest } from '@jest/globals';
import { escapeCompose, escapeLiteral, interpolate, variablesIn } from '../src/interpolation.js';

const none = { names: new Set<string>(), any: false };
const some = { names: new Set(['KEY']), any: false };
const any = { names: new Set<string>(), any: true };

test.each([
  ['plain', some, 'plain'],
  ['$', some, '$$'],
  ['a$', some, 'a$$'],
  ['pa$word', some, 'pa$$word'],
  ['$$', some, '$$$$'],
  ['$$$', some, '$$$$$$'],
  ['${KEY}', some, '${KEY}'],
  ['${KEY}', none, '$${KEY}'],
  ['${OTHER}', some, '$${OTHER}'],
  ['${OTHER}', any, '${OTHER}'],
  ['$KEY', some, '$$KEY'],
  ['${KEY:-x}', some, '$${KEY:-x}'],
  ['${1}', any, '$${1}'],
  ['$${KEY}', some, '$$$${KEY}'],
  ['x${KEY}$y${KEY}', some, 'x${KEY}$$y${KEY}'],
])('as a literal %j is written as it is meant', (text, declared, written) => {
  expect(escapeLiteral(text, declared)).toBe(written);
});

test.each([
  ['plain', some, 'plain'],
  ['$', some, '$$'],
  ['$ 5', some, '$$ 5'],
  ['$$', some, '$$'],
  ['$$KEY', some, '$$KEY'],
  ['$KEY', some, '$KEY'],
  ['$OTHER', some, '$$OTHER'],
  ['$OTHER', any, '$OTHER'],
  ['${KEY}', some, '${KEY}'],
  ['${OTHER}', some, '$${OTHER}'],
  ['${OTHER}', any, '${OTHER}'],
  ['${OTHER:-x}', none, '${OTHER:-x}'],
  ['${OTHER-x}', none, '${OTHER-x}'],
  ['${OTHER:?x}', none, '${OTHER:?x}'],
  ['${OTHER?x}', none, '${OTHER?x}'],
  ['${OTHER+x}', none, '${OTHER+x}'],
  ['a$1', any, 'a$$1'],
])("in compose's own language %j", (text, declared, written) => {
  expect(escapeCompose(text, declared)).toBe(written);
});

const variable = (name: string, more: object = {}): object => ({ name, required: false, default: null, path: [], within: null, ...more });

test.each<[string, object[]]>([
  ['plain', []],
  ['$A', [variable('A')]],
  ['${A}', [variable('A')]],
  ['$A_1x$B.c', [variable('A_1x'), variable('B')]],
  ['${A:-x}', [variable('A', { default: 'x' })]],
  ['${A-}', [variable('A', { default: '' })]],
  ['${A:?why not}', [variable('A', { required: true })]],
  ['${A?}', [variable('A', { required: true })]],
  ['${A:+x}', [variable('A', { default: '' })]],
  ['${A+x}', [variable('A', { default: '' })]],
  ['${A:-${B:-c}}/$D', [variable('A', { default: '${B:-c}' }), variable('B', { default: 'c', within: 'A' }), variable('D')]],
  ['${A:-$B}', [variable('A', { default: '$B' }), variable('B', { within: 'A' })]],
  ['${A:+a ${B?c}}', [variable('A', { default: '' }), variable('B', { required: true, within: 'A' })]],
  ['${A:-{"x": 1}}', [variable('A', { default: '{"x": 1}' })]],
  ['$$A', []],
  ['$$$A', [variable('A')]],
  ['$${A}', []],
  ['$1 $ ${1} $-', []],
  ['${A ${A:-x ${A.b} ${A:} ${}', []],
  ['${A:-x $B', [variable('B')]],
])('variables in %j', (text, variables) => {
  expect(variablesIn(text)).toEqual(variables);
});

test('variables stand where their text does; keys are none', () => {
  const value = { services: { a: { ports: ['1:1', '${PORT}:2'], $KEY: 1, labels: { b: '$B', c: null } } } };
  expect(variablesIn(value)).toEqual([
    variable('PORT', { path: ['services', 'a', 'ports', '1'] }),
    variable('B', { path: ['services', 'a', 'labels', 'b'] }),
  ]);
  expect(variablesIn(7)).toEqual([]);
});

test('something else in the place of each variable', () => {
  const fill = jest.fn(({ whole }: { whole: string }) => `<${whole}>`);
  expect(interpolate('a$A$$B-${C}${D:-${E}}${F+x}$1${G', fill)).toBe('a<$A>$$B-<${C}><${D:-${E}}><${F+x}>$1${G');
  expect(interpolate('$$A', fill, '$')).toBe('$A');
  expect(fill.mock.calls.map(([place]) => place)).toEqual([
    { name: 'A', sign: '', colon: false, rest: '', whole: '$A' },
    { name: 'C', sign: '', colon: false, rest: '', whole: '${C}' },
    { name: 'D', sign: '-', colon: true, rest: '${E}', whole: '${D:-${E}}' },
    { name: 'F', sign: '+', colon: false, rest: 'x', whole: '${F+x}' },
  ]);
});

test.each([['${A:-'.repeat(200_000)], ['${A:-'.repeat(20_000) + '}'.repeat(20_000)], ['${A'.repeat(200_000)]])(
  'hostile text does not take long',
  (text) => {
    expect(variablesIn(text).length).toBeLessThan(100);
  },
);
