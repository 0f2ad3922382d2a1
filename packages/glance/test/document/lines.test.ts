import { spliceLines, splitLines } from '../../src/document/lines.js';

test.each([
  ['nothing', '', '', []],
  ['one line', 'a', '', ['a']],
  ['line ends', 'a\nb\r\nc\n', '', ['a\n', 'b\r\n', 'c\n']],
  ['empty lines', '\n\na', '', ['\n', '\n', 'a']],
  ['a byte order mark', '\uFEFFa\n', '\uFEFF', ['a\n']],
  ['a carriage return inside', 'a\rb\n', '', ['a\rb\n']],
])('lines of %s', (_, text, bom, lines) => {
  const split = splitLines(text);
  expect([split.bom, split.lines.map(({ text, eol }) => text + eol)]).toEqual([bom, lines]);
});

test.each<[string, string, number, number, string[], string]>([
  ['in front', 'a\nb\n', 0, 0, ['x'], 'x\na\nb\n'],
  ['between', 'a\nb\n', 1, 0, ['x', 'y'], 'a\nx\ny\nb\n'],
  ['at the end', 'a\nb\n', 2, 0, ['x'], 'a\nb\nx\n'],
  ['at the end, where a final line end is missing', 'a\nb', 2, 0, ['x'], 'a\nb\nx'],
  ['in the place of a line', 'a\nb\nc\n', 1, 1, ['x'], 'a\nx\nc\n'],
  ['in the place of the last, where its line end is missing', 'a\nb', 1, 1, ['x'], 'a\nx'],
  ['nothing, in the place of two', 'a\nb\nc\n', 0, 2, [], 'c\n'],
  ['with the line end of what it replaces', 'a\r\nb\nc\nd\n', 0, 1, ['x', 'y'], 'x\r\ny\na\n'.replace('a\n', 'b\nc\nd\n')],
  ["with the file's usual line end", 'a\r\nb\r\nc\n', 3, 0, ['x'], 'a\r\nb\r\nc\nx\r\n'],
  ['half of the lines are no majority', 'a\r\nb\n', 2, 0, ['x'], 'a\r\nb\nx\n'],
  ['after a byte order mark', '\uFEFFa\n', 0, 0, ['x'], '\uFEFFx\na\n'],
])('new lines: %s', (_, text, start, remove, insert, expected) => expect(spliceLines(text, start, remove, insert)).toBe(expected));
