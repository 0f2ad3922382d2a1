import type { TileSpec } from '../../src/desired/desired.js';
import { prove, remainder } from '../../src/edit/proof.js';
import { parse, url } from '../support/document.js';
import { main, page, pages } from '../support/surgery.js';

const link = (fields = 'title: T # hl'): string => `        - ${fields}\n          url: ${url}\n`;
const group = (links: string, mark = ''): string =>
  `- type: bookmarks\n  groups:\n    - title: Media${mark}\n      links:${links === '' ? ' []' : `\n${links}`}\n`.replace(/\n\n/, '\n');
const theirs = '        - title: Theirs\n          url: https://their.example.net\n';
const spec: TileSpec = { page: 'home', bookmark: { group: 'Media', title: 'T', description: '', icon: null }, monitor: null, live: true };
const board = (body: string): string => pages(page(body));

/** What is wrong with an edit from one text to another, of a tile that shall be `after`. */
const verdict = (before: string, now: string, after: TileSpec | null, read = before): string => {
  const [start, end] = [parse(before), parse(now)];
  try {
    prove(read === before ? start : parse(read), start, end, [{ system: 'glance', key: url, service: 's', before: null, after }]);
    return 'proven';
  } catch (error) {
    expect(error).toMatchObject({
      code: 'HL_GLANCE_PROOF',
      kind: 'refused',
      message: expect.stringContaining(main),
      hint: expect.any(String),
    });
    return 'refused';
  }
};

test.each<[string, string, string, TileSpec | null, string]>([
  ['a tile comes', board(group('')), board(group(link())), spec, 'proven'],
  ['a tile goes', board(group(link())), board(group('')), null, 'proven'],
  ['a tile that is none', board(group('')), board(group('')), { ...spec, bookmark: null }, 'proven'],
  ['an empty list is a missing one', board(group(link())), board(group('').replace('      links: []\n', '')), null, 'proven'],
  ['a null list is an empty one', board(group('').replace(' []', '')), board(group(link())), spec, 'proven'],
  [
    'it goes with the group that was made for it',
    board(
      group(theirs) +
        group(link(), ' # hl')
          .replace(/.*\n.*\n/, '')
          .replace('Media', 'New'),
    ),
    board(group(theirs)),
    null,
    'proven',
  ],
  ['it does not come', board(group('')), board(group('')), spec, 'refused'],
  ['it does not go', board(group(link())), board(group(link())), null, 'refused'],
  ['it comes with another title', board(group('')), board(group(link('title: X # hl'))), spec, 'refused'],
  ['it comes without a mark', board(group('')), board(group(link('title: T'))), spec, 'refused'],
  ['it comes twice', board(group('')), board(group(link() + link())), spec, 'refused'],
  [
    'it comes to another group',
    board(group('') + group('').replace('Media', 'Other')),
    board(group('') + group(link()).replace('Media', 'Other')),
    spec,
    'refused',
  ],
  ["somebody's entry goes", board(group(theirs)), board(group(link())), spec, 'refused'],
  ["somebody's entry changes", board(group(theirs)), board(group(theirs.replace('Theirs', 'X') + link())), spec, 'refused'],
  ["somebody's group goes", board(`${group('')}- type: html\n`), board(`${group(link())}`), spec, 'refused'],
  ['something else changes', `a: 1\n${board(group(''))}`, `a: 2\n${board(group(link()))}`, spec, 'refused'],
  ['a list elsewhere loses an item', `a: [1, 2]\n${board(group(''))}`, `a: [1]\n${board(group(link()))}`, spec, 'refused'],
  [
    "an owner's key stays",
    board(group(link('title: Old # hl\n          same-tab: true'))),
    board(group(link('title: T # hl\n          same-tab: true'))),
    spec,
    'proven',
  ],
  ["an owner's key goes", board(group(link('title: Old # hl\n          same-tab: true'))), board(group(link())), spec, 'refused'],
  [
    "an owner's key changes",
    board(group(link('title: Old # hl\n          same-tab: true'))),
    board(group(link('title: T # hl\n          same-tab: false'))),
    spec,
    'refused',
  ],
  [
    'into braces only ours move',
    board(group(link('title: Old # hl\n          same-tab: true'))),
    board(group(`        - { title: T, url: "${url}" } # hl\n`)),
    spec,
    'proven',
  ],
])('%s', (_, before, now, after, expected) => expect(verdict(before, now, after)).toBe(expected));

test.each([
  ['are comments', board(group(link('title: T'))), 'proven'],
  ['change data', board(group(link('title: X'))), 'refused'],
])('marks on what is taken over %s', (_, read, expected) =>
  expect(verdict(board(group(link())), board(group(link())), spec, read)).toBe(expected),
);

const rest = (text: string): string => JSON.stringify(remainder(parse(text), []));
test.each([
  ['an alias counts as what it stands for', 'a: &x [1]\nb: *x\n', 'a: [1]\nb: [1]\n', true],
  ['another value behind it does not', 'a: &x [1]\nb: *x\n', 'a: [1]\nb: [2]\n', false],
  ['numbers and texts differ', 'a: 1\n', 'a: "1"\n', false],
  ['null is not nothing', 'a:\n', '{}\n', false],
  ['but for a list of ours', 'pages:\n', '{}\n', true],
  ['an empty list of ours is none', 'x: { widgets: [] }\n', 'x: {}\n', true],
  ['another empty list is there', 'x: { feeds: [1] }\n', 'x: {}\n', false],
  [
    'what hl made goes when it is empty',
    'pages:\n  - name: A # hl\n    columns:\n      - size: full # hl\n        widgets: []\n  - name: B\n',
    'pages:\n  - name: B\n',
    true,
  ],
  [
    'unless somebody put something in',
    'pages:\n  - name: A # hl\n    columns: []\n    theme: { x: 1 }\n  - name: B\n',
    'pages:\n  - name: B\n',
    false,
  ],
  ['a merge counts as a merge', 'a: &x { b: 1 }\nc: { <<: *x }\n', 'a: &x { b: 1 }\nc: { <<: *x }\n', true],
])('what is left: %s', (_, one, other, same) => expect(rest(one) === rest(other)).toBe(same));

test('an alias that leads back to itself has an end', () => expect(rest('a: &x [*x]\n')).toBe(rest('a: &y [*y]\n')));
