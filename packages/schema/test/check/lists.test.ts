import { addressesOf, repeats } from '../../src/check/lists.js';
import { notOneOf, show } from '../../src/check/show.js';
import { report } from '../../src/diagnostic.js';

test.each([
  [[], []],
  [['a'], []],
  [['a', 'b', 'a'], [2]],
  [
    ['a', 'a', 'b', 'a', 'b'],
    [1, 3, 4],
  ],
])('of %j those at %j are repeats', (list, expected) => expect(repeats(list, (entry) => entry)).toEqual(expected));

test.each<[string | string[], string[], string[]]>([
  ['192.0.2.1', ['192.0.2.1'], []],
  [['192.0.2.1', 'fd00::1', '192.0.2.1'], ['192.0.2.1', 'fd00::1'], []],
  ['192.0.2', ['192.0.2'], ['/ip 192.0.2 is not an IPv4 or IPv6 address']],
  [['fd00::1', 'x'], ['fd00::1', 'x'], ['/ip/1 x is not an IPv4 or IPv6 address']],
])('addresses %j', (given, expected, messages) => {
  const found = report('x.yml', () => ({ line: 1, column: 1 }));
  expect(addressesOf(given, found.at('ip'), 'Write one.')).toEqual(expected);
  expect(found.diagnostics().map(({ pointer, message }) => `${pointer} ${message}`)).toEqual(messages);
  expect(found.diagnostics().every(({ hint }) => hint === 'Write one.')).toBe(true);
});

test.each([
  ['x', 'x'],
  ['', "''"],
  ['a  b\n c', 'a b c'],
  [5, '5'],
  [{ a: [1] }, '{"a":[1]}'],
  [undefined, 'undefined'],
  ['x'.repeat(80), 'x'.repeat(80)],
  ['x'.repeat(81), `${'x'.repeat(77)}…`],
])('%j is shown as %s', (value, expected) => expect(show(value)).toBe(expected));

test.each([
  ['medai', ['media', 'api'], undefined, { message: "medai is not one of ['media', 'api']", hint: 'Did you mean media?' }],
  ['other', ['media'], 'Use the list.', { message: "other is not one of ['media']", hint: 'Use the list.' }],
  ['other', [], undefined, { message: 'there is no other', hint: undefined }],
])('%s is not one of %j', (value, allowed, otherwise, expected) => {
  expect(notOneOf(value, allowed, otherwise)).toEqual({ rule: 'enum', ...expected });
});
