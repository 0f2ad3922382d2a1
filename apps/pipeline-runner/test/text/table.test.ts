import { tableLines } from '../../src/text/table.js';

const columns = [{ title: 'A' }, { title: 'TITLE', gives: true }, { title: 'LINK' }] as const;

test.each<[string, string[][], number, string[]]>([
  [
    'as wide as what stands in it',
    [
      ['1', 'one', 'x'],
      ['22', 'three', 'y'],
    ],
    Infinity,
    ['A   TITLE  LINK', '1   one    x', '22  three  y'],
  ],
  [
    'an empty cell is a dash, an empty column is none',
    [
      ['1', '', ''],
      ['2', 'two', ''],
    ],
    Infinity,
    ['A  TITLE', '1  -', '2  two'],
  ],
  [
    'what gives is cut',
    [['1', 'a very long title of a commit', 'link']],
    30,
    ['A  TITLE                  LINK', '1  a very long title of…  link'],
  ],
  ['and keeps some', [['1', 'a very long title of a commit', 'link']], 3, ['A  TITLE         LINK', '1  a very long…  link']],
  [
    'signs that take several units',
    [
      ['1', '👍👍👍', 'x'],
      ['2', 'abc', 'y'],
    ],
    Infinity,
    ['A  TITLE  LINK', '1  👍👍👍    x', '2  abc    y'],
  ],
  [
    'a line stays one line',
    [['1', 'a\nb\u001b[31m', 'x']],
    Infinity,
    [expect.any(String) as string, expect.not.stringContaining('\n') as string],
  ],
])('%s', (_, rows, width, expected) => expect(tableLines(columns, rows, width)).toEqual(expected));

test('no row, no column', () => expect(tableLines(columns, [])).toEqual(['']));
