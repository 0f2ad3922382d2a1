import {
  aliasTo,
  children,
  findPage,
  holderOf,
  holders,
  pages as pagesOf,
  pageSlug,
  root,
  titleOf,
  widgets,
} from '../../src/document/places.js';
import type { Item, Place } from '../../src/document/places.js';
import { parse } from '../support/document.js';
import { page, pages } from '../support/surgery.js';

test.each([
  ['by its slug', ['Home', 'Other'], 'other', 1],
  ['by its name', ['Home', 'Two Words'], 'Two Words', 1],
  ['by its plain name', ['"🏠 Home"', 'Other'], 'home', 0],
  ['by its own slug, before a name', ['start', 'Home\n    slug: start2', 'X\n    slug: home'], 'home', 2],
  ['the last of one slug', ['Home', 'HOME'], 'home', 1],
  ['none', ['Home'], 'other', -1],
])('a page is found %s', (_, names, wanted, index) => {
  const document = parse(pages(...names.map((name) => page('', name))));
  expect(pagesOf(document).findIndex(({ map }) => map === findPage(document, wanted)?.map)).toBe(index);
});

test('slugs', () => {
  const document = parse(pages(page('', 'Two Words'), page('', 'A\n    slug: own'), page('', "B\n    slug: ''")));
  expect(pagesOf(document).map((one) => pageSlug(document, one))).toEqual(['two-words', 'own', 'b']);
});

test.each([
  ['pages: []\n', 0],
  ['- a\n', null],
  ['', null],
  ['pages: text\n', 0],
  ['pages: [text, {name: A}]\n', 1],
])('%j: pages', (text, count) => {
  const document = parse(text);
  expect(root(document) === null ? null : pagesOf(document).length).toBe(count);
  expect(pagesOf(document)).toHaveLength(count ?? 0);
});

const nested = pages(
  page(
    '- type: group\n  widgets:\n    - type: bookmarks\n      groups:\n        - title: A\n        - title: 🎬 B\n    - type: monitor\n- type: monitor\n  title: Watch\n',
  ) + '    head-widgets:\n      - type: monitor\n        title: Head\n',
);

test('widgets at any depth, those of the head first', () => {
  const document = parse(nested);
  const [home] = pagesOf(document) as [Item];
  const types = (all: readonly Place[]): unknown[] => all.map(({ map }) => document.text(map, 'type'));
  expect(types(widgets(document, home))).toEqual(['monitor', 'group', 'bookmarks', 'monitor', 'monitor']);
  expect(widgets(document, home, 'monitor').map((one) => titleOf(document, one))).toEqual(['Head', 'Monitor', 'Watch']);
  expect(holders(document, home, 'bookmark').map((one) => titleOf(document, one))).toEqual(['A', '🎬 B']);
  expect(titleOf(document, widgets(document, home, 'bookmarks')[0] as Place)).toBe('');
});

test.each<['bookmark' | 'monitor', string, string | undefined]>([
  ['bookmark', 'b', '🎬 B'],
  ['bookmark', 'Watch', undefined],
  ['monitor', 'watch!', 'Watch'],
  ['monitor', 'Monitor', 'Monitor'],
  ['monitor', 'A', undefined],
])('a %s in %s', (kind, group, expected) => {
  const document = parse(nested);
  const found = holderOf(document, pagesOf(document)[0] as Item, kind, group);
  expect(found && titleOf(document, found)).toBe(expected);
});

test('an alias on the way is known: of a list, of an item, of what is inside, not of what is merged', () => {
  const document = parse('x: &x { l: [{ a: 1 }] }\nlist: &l [{ a: 1 }]\nb: *l\nitems: [*x]\nplain: [{ a: 1 }]\n<<: *x\n');
  const file = root(document) as Place;
  const alias = (key: string): (number | null)[] => children(document, file, key).map((item) => item.alias);
  expect([alias('list'), alias('b'), alias('items'), alias('plain'), alias('l')]).toEqual([
    [null],
    [expect.any(Number)],
    [expect.any(Number)],
    [null],
    [null],
  ]);
  const [item] = children(document, file, 'items') as [Item];
  expect([aliasTo(document, item, 'l'), aliasTo(document, file, 'b'), aliasTo(document, file, 'plain')]).toEqual([
    item.alias,
    expect.any(Number),
    null,
  ]);
});
