import { blockItems, flow, flowScalar, scalar } from '../../src/edit/templates.js';
import type { Template } from '../../src/edit/templates.js';

const link: Template = {
  fields: [
    ['title', 'A'],
    ['url', 'https://a.example.org'],
    ['icon', null],
  ],
};
const group: Template = {
  fields: [
    ['title', 'G'],
    ['links', [link, link]],
  ],
};

test.each<[string, Template[], number, number, string | undefined, string[]]>([
  ['an item', [link], 2, 0, undefined, ['- title: A # hl', '  url: https://a.example.org']],
  [
    'two, indented, with a wide gap',
    [link, link],
    2,
    1,
    '   ',
    [' -   title: A # hl', '     url: https://a.example.org', ' -   title: A # hl', '     url: https://a.example.org'],
  ],
  [
    'lists that stand in',
    [group],
    2,
    0,
    ' ',
    [
      '- title: G # hl',
      '  links:',
      '    - title: A # hl',
      '      url: https://a.example.org',
      '    - title: A # hl',
      '      url: https://a.example.org',
    ],
  ],
  [
    'lists that do not',
    [{ fields: [['links', [link]]] }],
    0,
    0,
    ' ',
    ['- links: # hl', '  - title: A # hl', '    url: https://a.example.org'],
  ],
  [
    'as it stands elsewhere',
    [{ ...link, verbatim: ['title: B # hl', '', '# note', 'x: 1'] }],
    2,
    1,
    ' ',
    [' - title: B # hl', '', '   # note', '   x: 1'],
  ],
  ['not from elsewhere', [{ fields: [['codes', [401, 403]]], verbatim: null }], 2, 0, ' ', ['- codes: [401, 403] # hl']],
])('lines of %s', (_, items, step, indent, gap, lines) => expect(blockItems(items, step, indent, gap)).toEqual(lines));

test('on one line', () =>
  expect(flow({ fields: [...group.fields, ['codes', [401]], ['on', true]] })).toBe(
    '{ title: G, links: [{ title: A, url: "https://a.example.org" }, { title: A, url: "https://a.example.org" }], codes: [401], on: true }',
  ));

test.each<[string | number | boolean | number[], string, string]>([
  ['MeTube', 'MeTube', 'MeTube'],
  ['R&D', 'R&D', '"R&D"'],
  ["It's (a) test+more/x", "It's (a) test+more/x", '"It\'s (a) test+more/x"'],
  ['What?', '"What?"', '"What?"'],
  ['si:youtube', 'si:youtube', '"si:youtube"'],
  ['https://a.example.org/x?y=1&z=%20', 'https://a.example.org/x?y=1&z=%20', '"https://a.example.org/x?y=1&z=%20"'],
  ['https://a.example.org/#x', '"https://a.example.org/#x"', '"https://a.example.org/#x"'],
  ['5s', '5s', '5s'],
  ['1984', '"1984"', '"1984"'],
  ['1e3', '"1e3"', '"1e3"'],
  ['', '""', '""'],
  ['Yes', '"Yes"', '"Yes"'],
  ['NULL', '"NULL"', '"NULL"'],
  ['n', '"n"', '"n"'],
  ['nine', 'nine', 'nine'],
  ['a: b', '"a: b"', '"a: b"'],
  ['ends with:', '"ends with:"', '"ends with:"'],
  ['a ', '"a "', '"a "'],
  ['a #b', '"a #b"', '"a #b"'],
  ['- a', '"- a"', '"- a"'],
  ['é', '"é"', '"é"'],
  ['a "b"', '"a \\"b\\""', '"a \\"b\\""'],
  ['${A}', "'\\${A}'", "'\\${A}'"],
  ["it's ${A}", "'it''s \\${A}'", "'it''s \\${A}'"],
  [7, '7', '7'],
  [true, 'true', 'true'],
  [[401, 403], '[401, 403]', '[401, 403]'],
])('%j is written so that every parser reads it as this', (value, block, inBrackets) =>
  expect([scalar(value), flowScalar(value)]).toEqual([block, inBrackets]),
);
