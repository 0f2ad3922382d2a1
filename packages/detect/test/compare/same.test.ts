import { meaning, sameYaml } from '../../src/compare/same.js';
import { service } from '../clone.js';

const metube = service('metube');

test.each([
  ['the same', metube, metube, true],
  ['Windows line ends', metube, metube.replaceAll('\n', '\r\n'), true],
  ['line ends of old', metube, metube.replaceAll('\n', '\r'), true],
  ['a byte order mark', metube, `\uFEFF${metube}`, true],
  ['blank lines and trailing blanks', metube, metube.replaceAll('\n', ' \n\n'), true],
  ['no newline at the end', metube, metube.trimEnd(), true],
  ['blank lines in front', metube, `\n\n${metube}`, true],
  ['a comment', metube, `${metube}# note\n`, false],
  ['another value', metube, metube.replace('8080', '8081'), false],
  ['another indentation', metube, metube.replaceAll('\n  ', '\n    '), false],
  ['a blank line in a block of text', 'x: |\n  a\n\n  b\n', 'x: |\n  a\n  b\n', false],
  ['a blank line in a folded plain value', 'x: a\n\n  b\n', 'x: a\n  b\n', false],
  ['a blank line inside quotes', 'x: "a\n\n  b: c"\n', 'x: "a\n  b: c"\n', false],
  ['blanks at the end of a block of text', 'x: |\n  a \n', 'x: |\n  a\n', false],
  ['blank lines between entries with a block', 'x: |\n  a\ny: 1\n', 'x: |\n  a\n\ny: 1\n', true],
  ['blank lines in what is no YAML', 'x: [\n', 'x: [\n\n', false],
  ['line ends in what is no YAML', 'x: [\n', 'x: [\r\n', true],
  ['a blank inside', 'x: a b\n', 'x: ab\n', false],
  ['more in the end', 'x: a\n', 'x: a\ny: b\n', false],
  ['another letter, not of ASCII', 'x: ä\n', 'x: ö\n', false],
  ['a trailing blank, not of ASCII', 'x: a\n', 'x: a\u00a0\n', false],
  ['such a blank in a comment', 'x: a # b\n', 'x: a # b\u00a0\n', true],
])('%s', (_, a, b, expected) => {
  expect(sameYaml(Buffer.from(a), Buffer.from(b))).toBe(expected);
  expect(sameYaml(Buffer.from(b), Buffer.from(a))).toBe(expected);
});

test.each<[string, unknown]>([
  ['a: 1 # note\n', { a: 1 }],
  ['{ "b": null, "a": [1.5] }', { b: null, a: [1.5] }],
  ['a: &x [1]\nb: *x', { a: [1], b: [1] }],
  ['- a', '- a'],
  ['a: [', 'a: ['],
  ['', ''],
])('%j means %j', (text, expected) => expect(meaning(text)).toEqual(expected));
