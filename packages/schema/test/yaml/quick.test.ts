import { quick } from '../../src/yaml/quick.js';
import { closely } from '../../src/yaml/read.js';
import type { Reading } from '../../src/yaml/reading.js';

const reading: Reading = {
  keys: { words: { keys: { '*': { text: true } } }, texts: { keys: { '*': { text: true, empty: true } } }, free: { free: true } },
};

test.each([
  ['a: b\nc: { d: [1, -2, "3", \'4\'], e: }\n'],
  ['---\na: b # a comment\n#b: c\n'],
  [
    'numbers: [0, -0, 007, 1_000, 1.10, -3.75, -0.0, 10.00, 0.30000000000000001, 00.5, .5, +5, 1e3, 0x1F, 0o17, 123456789012345678901, .inf, -.INF, .nan, 1:30, 2026-08-15, 1.2.3]\n',
  ],
  ['plain: [~, null, Null, NULL, nuLL, true, True, tRue, FALSE, yes, no, "", \'\', .]\n'],
  ['words: { a: 1.10, b: true, c: x, d: "1.10", e: 0x1F }\n'],
  ['free: { a: , b: null, c: [1] }\nnot: { a: , b: ~ }\n'],
  ['text: |\n  two\n  lines\nfolded: >-\n  two\n  lines\n\n  more\n'],
  ['quoted: "a\\n\\u0041\\x41 \\"b\\""\nsingle: \'it\'\'s\'\n'],
  ['"a b": c\n\'d\': e\nf:\n  g: h\n\ni: j\n'],
  ['flow: { a: 1, "b":2, c, d:\n    [x,\n\n      y] }\n'],
  ['list:\n  - { a: b }\n  - [c]\n  - d: { e: f }\n    g: h\n'],
  ['list: [{ a: b }, [c], d e, ]\nmap: {}\nnone: []\n'],
  ['texts: { a: -x, b: a#b, c: d:e, f: "g: h", i: \'#\' }\n'],
  ['text: |-\n\n    two\n      lines\n\n  # a comment\nnext: 1\n'],
  ['a: b\r\nc: |\r\n  d\r\n  e\r\n'],
  ['list:\n- a\n- - b\n  - c\n- d: e\n'],
])('%j is read as by the other parser', (text) => {
  const { value, kept, empty } = closely(text, reading, null);
  expect(quick(text, reading)).toEqual({ value, kept, empty });
});

test.each([
  ['an anchor', 'a: &x 1\n'],
  ['an alias', 'a: *x\n'],
  ['a merge key', '<<: { a: 1 }\n'],
  ['a tag', 'a: !reset null\n'],
  ['a directive', '%YAML 1.1\n---\na: b\n'],
  ['two documents', 'a: b\n---\nc: d\n'],
  ['the end of a document', 'a: b\n...\n'],
  ['a key that is no text', '? [a]\n: b\n'],
  ['a key with its mark', '? key\n: value\n'],
  ['no key', ': b\n'],
  ['__proto__', '__proto__: 1\n'],
  ['a key twice', 'a: 1\na: 2\n'],
  ['a mistake', 'a: b: c\n'],
  ['a list', '- a\n'],
  ['a text alone', 'a\n'],
  ['nothing', '# nothing\n'],
  ['a text over several lines', 'a: b\n  c\n'],
  ['a quote over several lines', 'a: "b\n  c"\n'],
  ['a quote that does not end', 'a: "b\\'],
  ['lines that begin too early', 'a: |\nb: c\n  d\n'],
  ['lines with a margin of their own', 'a: |2\n   b\n'],
  ['lines of which one is indented, put together', 'a: >\n  b\n    c\n'],
  ['a pair in a list', 'a: [b: c]\n'],
  ['a bracket that closes too early', 'a: [\n  b\n]\n'],
  ['a bracket that does not close', 'a: [b\n'],
  ['two values', 'a: [b] c\n'],
  ['a tab', 'a:\tb\n'],
  ['a lone carriage return', 'a: b\rc: d\n'],
  ['a mark in the middle', 'a: b\n\ufeffc: d\n'],
  ['a NUL', 'a: "\\0"\n'],
  ['a quote that is none', 'a: \u201cb\u201d\n'],
  ['a blank that is none', 'a: b\u00a0\n'],
  ['a comment that may be none', 'words:\n  a: b #c\n'],
  ['a word that is empty', 'words:\n  a:\n'],
  ['a text that may be empty', 'texts:\n  a:\n'],
  ['a deep file', `a: ${'['.repeat(60)}${']'.repeat(60)}\n`],
  ['a wide list', `a: [${'1, '.repeat(1_001)}]\n`],
])('%s is left to the other parser', (_, text) => {
  expect(quick(text, reading)).toBeNull();
});
