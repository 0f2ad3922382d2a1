import type { PageContent } from '../../src/client/client.js';
import { expectedPages, isShown, shows, transitionTo } from '../../src/observe/rendered-page.js';
import type { Expectation } from '../../src/observe/rendered-page.js';
import { parse, url } from '../support/document.js';
import { page, pages } from '../support/surgery.js';

const links = (title = 'T', group = 'Media'): string =>
  `- type: bookmarks\n  groups:\n    - title: ${group}\n      links:\n        - title: ${title}\n          url: ${url}\n`;
const sites = (more = '', title = 'T'): string => `- type: monitor\n${more}  sites:\n    - title: ${title}\n      url: ${url}\n`;
const bookmark = { kind: 'bookmark', url, title: 'T', group: 'Media' } as const;
const monitor = { kind: 'monitor', url, title: 'T', group: '' } as const;

test.each<[string, string, object]>([
  ['nothing', pages(page('')), {}],
  ['a bookmark', pages(page(links())), { home: { entries: [bookmark], monitors: true } }],
  [
    'both, on two pages',
    pages(page(links()), page(sites(), 'Other')),
    { home: { entries: [bookmark], monitors: true }, other: { entries: [monitor], monitors: true } },
  ],
  ['a title that varies', pages(page(links('"${A}"'))), { home: { entries: [{ ...bookmark, title: null }], monitors: true } }],
  ['a group that varies', pages(page(links('T', '${A}'))), { home: { entries: [{ ...bookmark, group: null }], monitors: true } }],
  ['a literal that does not', pages(page(links('\\${A}'))), { home: { entries: [{ ...bookmark, title: '${A}' }], monitors: true } }],
  ['sites drawn otherwise', pages(page(sites('  style: compact\n'))), { home: { entries: [monitor], monitors: false } }],
  ['sites that fail only', pages(page(sites('  show-failing-only: true\n'))), { home: { entries: [monitor], monitors: false } }],
  ['sites that do not fail only', pages(page(sites('  show-failing-only: false\n'))), { home: { entries: [monitor], monitors: true } }],
])('what the file promises: %s', (_, text, expected) =>
  expect(Object.fromEntries(expectedPages(parse(text), [url, `${url}/`]))).toEqual(expected),
);

const other = { ...bookmark, url: 'https://other.example.org' };
test.each<[string, readonly object[], readonly object[], boolean, boolean]>([
  ['the same', [bookmark], [bookmark], true, true],
  ['spelt otherwise', [{ ...bookmark, url: `${url}/`, title: ' T ' }], [bookmark], true, true],
  ['of others nothing is known', [bookmark, other], [bookmark], true, true],
  ['another title', [{ ...bookmark, title: 'X' }], [bookmark], true, false],
  ['another group', [{ ...bookmark, group: 'X' }], [bookmark], true, false],
  ['another kind', [monitor], [bookmark], true, false],
  ['one too many', [bookmark, bookmark], [bookmark], true, false],
  ['one too few', [bookmark], [bookmark, bookmark], true, false],
  ['nothing, and nothing is wanted', [], [], true, true],
  ['something, and nothing is wanted', [bookmark], [], true, false],
  ['a title that varies', [bookmark], [{ ...bookmark, title: null }], true, true],
  ['a group that varies', [{ ...bookmark, group: 'X' }], [{ ...bookmark, group: null }], true, true],
  ['what nobody knows is not what is wanted', [{ ...bookmark, title: null }], [bookmark], true, false],
  ['monitors that are not compared', [bookmark], [bookmark, monitor], false, true],
  ['monitors that are', [bookmark], [bookmark, monitor], true, false],
  ['entities', [{ ...bookmark, title: 'A & B' }], [{ ...bookmark, title: 'A &amp; B' }], true, true],
])('what a page shows: %s', (_, seen, wanted, monitors, expected) =>
  expect(shows(seen as never, { entries: wanted as never, monitors }, [url])).toBe(expected),
);

test.each([
  ['https://x.example.org/%C3%A4', 'https://x.example.org/ä'],
  ['https://x.example.org/%', 'https://x.example.org/%'],
])('an address that HTML writes otherwise: %s', (seen, wanted) =>
  expect(shows([{ ...bookmark, url: seen }], { entries: [{ ...bookmark, url: wanted }], monitors: true }, [wanted])).toBe(true),
);

const empty = pages(page(''));
test.each<[string, string[], string, object, boolean]>([
  ['a tile that comes', [empty], pages(page(links())), { home: { entries: [bookmark], monitors: true } }, true],
  ['a tile that goes', [pages(page(links()))], empty, { home: { entries: [], monitors: true } }, true],
  ['a page that goes with it', [pages(page(''), page(links(), 'B'))], empty, { b: 'none' }, true],
  [
    'a tile that moves',
    [pages(page(links()), page('', 'B'))],
    pages(page(''), page(links(), 'B')),
    { home: { entries: [] }, b: { entries: [bookmark] } },
    true,
  ],
  ['what looks alike', [pages(page(links()))], `${pages(page(links()))}# x\n`, { home: { entries: [bookmark] } }, false],
  ['one of two befores looks like it', [empty, pages(page(links()))], pages(page(links())), { home: { entries: [bookmark] } }, false],
  ['neither does', [empty, pages(page(links('X')))], pages(page(links())), { home: { entries: [bookmark] } }, true],
  ['no before', [], pages(page(links())), { home: { entries: [bookmark] } }, true],
  ['nothing here or there', [empty], empty, {}, false],
  [
    'only monitors that are not compared',
    [pages(page(sites('  style: compact\n', 'X')))],
    pages(page(sites('  style: compact\n'))),
    { home: { monitors: false } },
    false,
  ],
])('what there is to see: %s', (_, befores, after, expected, isVisible) => {
  const transition = transitionTo(parse(after), befores.map(parse), [url]);
  expect(Object.fromEntries(transition.pages)).toMatchObject(expected);
  expect(transition.isVisible).toBe(isVisible);
});

test.each<[string, PageContent, PageContent, boolean | 'hidden']>([
  ['all as wanted', [bookmark], 'none', true],
  ['the first is not', [], 'none', false],
  ['the first is gone', 'none', 'none', false],
  ['the second is still there', [bookmark], [], false],
  ['nobody may look', 'hidden', 'none', 'hidden'],
  ['nobody may look at the second', [bookmark], 'hidden', 'hidden'],
])('seen: %s', async (_, home, old, expected) => {
  const expectation: Expectation = {
    urls: [url],
    pages: new Map<string, 'none' | { entries: (typeof bookmark)[]; monitors: boolean }>([
      ['home', { entries: [bookmark], monitors: true }],
      ['old', 'none'],
    ]),
  };
  expect(await isShown(async (slug) => (slug === 'home' ? home : old), expectation)).toBe(expected);
});
