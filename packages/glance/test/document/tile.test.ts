import type { TileSpec } from '../../src/desired/desired.js';
import { decidedOn, findTile } from '../../src/document/tile.js';
import { parse, url } from '../support/document.js';
import { page, pages } from '../support/surgery.js';

const bookmark = { group: 'Media', title: 'T', description: '', icon: null };
const monitor = { widget: 'Watch', title: 'T', checkUrl: null, icon: null, altStatusCodes: [], allowInsecure: false, timeout: null };
const spec = (over: Partial<TileSpec> = {}): TileSpec => ({ page: 'home', bookmark, monitor: null, live: true, ...over });
const link = (title: string, mark = ''): string => `        - title: ${title}${mark}\n          url: ${url}\n`;
const group = (links: string, title = 'Media'): string => `    - title: ${title}\n      links:\n${links}`;
const widget = (...groups: readonly string[]): string => `- type: bookmarks\n  groups:\n${groups.join('')}`;
const watch = (mark = ''): string => `- type: monitor\n  title: Watch\n  sites:\n    - title: T${mark}\n      url: ${url}\n`;

test.each<[string, string, TileSpec[], TileSpec | null, boolean | null]>([
  ['nothing', pages(page(widget(group('        []\n')))), [spec()], null, null],
  ['ours', pages(page(widget(group(link('T', ' # hl'))))), [spec()], spec(), true],
  ['both of ours', pages(page(widget(group(link('T', ' # hl'))) + watch(' # hl'))), [spec()], spec({ monitor }), true],
  ["somebody's", pages(page(widget(group(link('T'))))), [spec()], spec(), false],
  ['ours beside theirs', pages(page(widget(group(link('Theirs') + link('T', ' # hl'))))), [spec()], spec(), true],
  ['of theirs the one that is as wanted', pages(page(widget(group(link('Theirs') + link('T'))))), [spec()], spec(), false],
  [
    'of theirs else the first',
    pages(page(widget(group(link('A') + link('B'))))),
    [spec()],
    spec({ bookmark: { ...bookmark, title: 'A' } }),
    false,
  ],
  [
    'a copy of ours is not as it shall be',
    pages(page(widget(group(link('T', ' # hl') + link('T', ' # hl'))))),
    [spec()],
    spec({ live: false }),
    true,
  ],
  [
    'two of ours on two pages are not, either',
    pages(page(widget(group(link('T', ' # hl')))), page(watch(' # hl'), 'Other')),
    [spec()],
    spec({ monitor, live: false }),
    true,
  ],
  [
    'two of theirs on two pages',
    pages(page(widget(group(link('T')))), page(watch(), 'Other')),
    [spec()],
    spec({ page: 'home + other', monitor }),
    false,
  ],
  [
    'page and group in the words of the spec',
    pages(page(widget(group(link('T', ' # hl'), '"🎬 MEDIA"')), '"🏠 Home"')),
    [spec({ page: 'Home' })],
    spec({ page: 'Home' }),
    true,
  ],
  [
    'in the words of the last that fits',
    pages(page(widget(group(link('T', ' # hl'), '"🎬 MEDIA"')), '"🏠 Home"')),
    [spec({ page: 'Home' }), spec({ page: 'HOME', bookmark: { ...bookmark, group: 'media' } })],
    spec({ page: 'HOME', bookmark: { ...bookmark, group: 'media' } }),
    true,
  ],
  [
    'else in the words of the file',
    pages(page(widget(group(link('T', ' # hl'), 'Tools')))),
    [spec({ page: 'other' })],
    spec({ bookmark: { ...bookmark, group: 'Tools' } }),
    true,
  ],
  [
    'of two groups of one title either counts',
    pages(page(widget(group('        []\n'), group(link('T', ' # hl'))))),
    [spec()],
    spec(),
    true,
  ],
  [
    'a widget by its name',
    pages(page(watch(' # hl').replace('Watch', '"WATCH!"'))),
    [spec({ bookmark: null, monitor })],
    spec({ bookmark: null, monitor }),
    true,
  ],
])('a tile: %s', (_, text, specs, expected, marked) => {
  const found = findTile(parse(text), url, specs);
  expect([found?.spec ?? null, found?.marked ?? null]).toEqual([expected, marked]);
});

test.each([
  ['what was found', false, spec(), spec(), true],
  ['whether it is shown does not matter', false, spec(), spec({ live: false }), true],
  ['something else', false, spec(), spec({ page: 'other' }), false],
  ['nothing', false, spec(), null, false],
  ['ours needs no decision', true, spec(), spec(), false],
])('a change decided on: %s', (_, marked, found, before, expected) =>
  expect(decidedOn({ marked, spec: found, entries: [] }, before)).toBe(expected),
);
