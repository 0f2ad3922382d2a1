import { escapeVariables, hasVariable, mask, unmask } from '../../src/document/mask.js';

test.each([
  ['a variable', 'a: ${PORT}', 'a: ${PORT}'],
  ['one with a source', '${secret:db-password} ${readFileFromEnv:X_1}', '${secret:db-password} ${readFileFromEnv:X_1}'],
  ['a literal one', 'a: "\\${X}"', 'a: "${X}"'],
  ['two at once', '${A}${B}\\${C}', '${A}${B}${C}'],
  ['no variable', 'a: {b: $c} ${ } ${a b} $' + '{x', 'a: {b: $c} ${ } ${a b} $' + '{x'],
  ['an icon of a private area', '\ue000 ${A}', '\ue000 ${A}'],
])('%s is covered, and read as Glance reads it', (_, text, read) => {
  expect(mask(text)).toHaveLength(text.length);
  expect(unmask(mask(text))).toBe(read);
  expect(mask(text) === text).toBe(!/\$\{[\w:-]+\}/.test(text));
});

test('what YAML would stumble over is gone, the name is still there', () =>
  expect(mask('"\\${a:B_1-c}"')).toMatch(/^"[^\\${}:]{3}a.B_1-c."$/));

test.each([
  ['${A}', true],
  ['x ${secret:a} y', true],
  ['\\${A}', false],
  ['\\${A} ${B}', true],
  ['$A {B}', false],
  ['${A B}', false],
])('%s has a variable: %s', (text, expected) => expect(hasVariable(text)).toBe(expected));

test.each([
  ['cost ${PRICE} or ${secret:x}', 'cost \\${PRICE} or \\${secret:x}'],
  ['$5 {x}', '$5 {x}'],
])('%s', (text, expected) => expect(escapeVariables(text)).toBe(expected));
