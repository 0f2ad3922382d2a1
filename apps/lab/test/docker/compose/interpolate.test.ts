import { interpolate, parseDotenv } from '../../../src/docker/compose/interpolate.js';

const variables = { A: 'a', EMPTY: '' };

test.each<[string, string, string[]]>([
  ['plain', 'plain', []],
  ['$A ${A}', 'a a', []],
  ['$$A', '$A', []],
  ['$NONE.', '.', ['NONE']],
  ['${NONE}', '', ['NONE']],
  ['${EMPTY-d}|${EMPTY:-d}|${NONE-d}|${NONE:-d}', '|d|d|d', []],
  ['${A:+b}|${EMPTY:+b}|${EMPTY+b}|${NONE+b}', 'b||b|', []],
  ['${NONE:-$A}', 'a', []],
  ['${A:?gone}', 'a', []],
])('%s', (text, expected, unset) => {
  const asked: string[] = [];
  expect(interpolate(text, variables, (name) => asked.push(name))).toBe(expected);
  expect(asked).toEqual(unset);
});

test.each([
  ['${NONE?gone}', 'required variable NONE is missing a value: gone'],
  ['${EMPTY:?gone}', 'required variable EMPTY is missing a value: gone'],
  ['${not valid}', 'invalid interpolation format for "${not valid}"'],
  ['${', 'invalid interpolation format for "${"'],
])('%s is refused', (text, message) => {
  expect(() => interpolate(text, variables, () => {})).toThrow(message);
});

test('an env file', () => {
  const text = `# a comment\nA=1\nexport B = two # comment\nC="x \\"y\\" \\$A \\n$A"\nD='$A \\n'\nE=\${B}!\nF: colon\nG=\n`;
  expect(parseDotenv(text)).toEqual({ A: '1', B: 'two', C: 'x "y" $A \n1', D: '$A \\n', E: 'two!', F: 'colon', G: '' });
  expect(parseDotenv('A=$X', { X: 'outer' })).toEqual({ A: 'outer' });
});
