import { insertionPoint } from '../../src/edit/insertion-point.js';
import { blockItems } from '../../src/edit/templates.js';
import { parse } from '../support/document.js';
import { page, pages } from '../support/surgery.js';

const items = [{ fields: [['title', 'T']] as const }];
const media = '- type: bookmarks\n  groups:\n    - title: Media\n';
const watch = '- type: monitor\n  title: Watch\n';
const small = 'pages:\n  - name: Home\n    columns:\n      - size: small\n';
type Kind = 'bookmark' | 'monitor';

test.each<[string, string, Kind, string, string, string, boolean]>([
  ['a group', pages(page(media)), 'bookmark', 'home', 'media', 'links|- title: T # hl', false],
  ['a widget', pages(page(watch)), 'monitor', 'home', 'Watch', 'sites|- title: T # hl', false],
  ['a group that is missing', pages(page(media)), 'bookmark', 'home', 'New', 'groups|- title: New # hl|  links:|  - title: T # hl', true],
  [
    'a group, and its widget',
    pages(page(watch)),
    'bookmark',
    'home',
    'New',
    'widgets|- type: bookmarks # hl|  groups:|  - title: New # hl|    links:|    - title: T # hl',
    true,
  ],
  [
    'a widget that is missing',
    pages(page(media)),
    'monitor',
    'home',
    'New',
    'widgets|- type: monitor # hl|  title: New|  sites:|  - title: T # hl',
    true,
  ],
  [
    'a column',
    'pages:\n  - name: Home\n',
    'monitor',
    'home',
    'New',
    'columns|- size: full # hl|  widgets:|  - type: monitor # hl|    title: New|    sites:|    - title: T # hl',
    true,
  ],
  [
    'a page',
    pages(page('')),
    'monitor',
    'tools',
    'New',
    'pages|- name: Tools # hl|  columns:|  - size: full # hl|    widgets:|    - type: monitor # hl|      title: New|      sites:|      - title: T # hl',
    true,
  ],
])('where an entry goes, and what is made around it: %s', (_, text, kind, name, group, expected, wraps) => {
  const point = insertionPoint(parse(text), { kind, page: name, group }, items, true);
  expect([point.key, ...blockItems(point.items, 0, 0)].join('|')).toBe(expected);
  expect(point.wraps).toBe(wraps);
});

test.each([
  ['the first full column', `${small}      - size: full\n      - size: full\n`, 1],
  ['else the first', `${small}      - size: small\n`, 0],
])('a new widget goes into %s', (_, text, index) => {
  const { parent } = insertionPoint(parse(text), { kind: 'monitor', page: 'home', group: 'New' }, items, true);
  expect(parent).toMatchObject({ key: 'columns', index });
});

test.each<[string, string, Kind, string, string, string]>([
  [
    'a page',
    pages(page('', 'A'), page('', 'B')),
    'bookmark',
    'x',
    'y',
    '/opt/glance/config/glance.yml has no page "x"; There is: a, b. Name',
  ],
  [
    'a group',
    pages(page(media)),
    'bookmark',
    'home',
    'y',
    '/opt/glance/config/glance.yml has no bookmark group "y" on page "home"; There is: Media. Name',
  ],
  [
    'a widget, of which there is none',
    pages(page(media)),
    'monitor',
    'home',
    'y',
    '/opt/glance/config/glance.yml has no monitor widget "y" on page "home"; Name',
  ],
])('what is missing and shall not be made: %s', (_, text, kind, name, group, expected) => {
  const find = (): unknown => insertionPoint(parse(text), { kind, page: name, group }, items, false);
  const [message = '', hint = ''] = expected.split('; ');
  expect(find).toThrow(expect.objectContaining({ code: 'HL_GLANCE_PAGE', kind: 'refused', message, hint: expect.stringContaining(hint) }));
});

test('what is there is found without making anything', () =>
  expect(insertionPoint(parse(pages(page(media))), { kind: 'bookmark', page: 'home', group: 'Media' }, items, false).wraps).toBe(false));
test.each(['', '- a\n'])('%j is nothing to add to', (text) =>
  expect(() => insertionPoint(parse(text), { kind: 'monitor', page: 'a', group: 'b' }, items, true)).toThrow(
    expect.objectContaining({ code: 'HL_GLANCE_CONFIG', kind: 'refused', hint: expect.any(String) }),
  ),
);
