import { fillIn } from '../../src/ci/inputs.js';

const text = (inputs: string, body = 'x: $[[ inputs.x ]]'): string => `spec:\n  inputs:\n    x: ${inputs}\n---\n${body}\n`;

test.each([
  ['a string, as it is', '{}', 'a "b": c', 'x: a "b": c'],
  ['a number', '{ type: number }', 3, 'x: 3'],
  ['a boolean', '{ type: boolean }', false, 'x: false'],
  ['a list, as JSON', '{ type: array }', ['a', "it's"], `x: ["a","it's"]`],
  ['the default', '{ default: y }', undefined, 'x: y'],
  ['a default that is given anew', '{ type: boolean, default: true }', false, 'x: false'],
  ['one of the options', '{ options: [a, b] }', 'b', 'x: b'],
  ['what the pattern takes', '{ regex: ^v\\d+$ }', 'v12', 'x: v12'],
])('%s', (_, declared, x, expected) => {
  expect(fillIn(text(declared), x === undefined ? {} : { x })).toBe(`${expected}\n`);
});

test.each([
  ['a string for a boolean', '{ type: boolean }', 'false', 'It must be a boolean.'],
  ['a version that YAML reads as a number', '{}', 1.2, 'It must be a string.'],
  ['no option', '{ options: [a, b] }', 'c', 'It must be one of a, b.'],
  ['one of a list that is no option', '{ type: array, options: [a, b] }', ['a', 'c'], 'It must be one of a, b.'],
  ['what the pattern does not take', '{ regex: ^v\\d+$ }', '12', 'It must match ^v\\d+$.'],
  ['nothing, without a default', '{}', undefined, 'Give it: it has no default.'],
])('%s is told', (_, declared, x, hint) => {
  expect(() => fillIn(text(declared), x === undefined ? {} : { x })).toThrow(
    expect.objectContaining({ code: 'HL_INPUTS', kind: 'input', hint }),
  );
});

test('an input that nobody declared is told, wherever it stands', () => {
  expect(() => fillIn(text('{ default: a }'), { y: 1 })).toThrow(expect.objectContaining({ code: 'HL_INPUTS', hint: 'There are: x.' }));
  expect(() => fillIn(text('{ default: a }', 'x: $[[ inputs.y ]]'), {})).toThrow(expect.objectContaining({ code: 'HL_INPUTS' }));
});

test('every place is filled, keys and comments too; what is no input stays', () => {
  expect(fillIn(text('{ default: a }', '$[[ inputs.x ]]: $[[inputs.x]] # $[[ inputs.x ]] ${{ x }} $x'), {})).toBe('a: a # a ${{ x }} $x\n');
});
