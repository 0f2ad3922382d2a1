import { entriesOf, markedEntries, markedIn } from '../../src/document/entries.js';
import { entryOf, parse, url } from '../support/document.js';
import { page, pages } from '../support/surgery.js';

const bookmark = (fields: string): string =>
  pages(page(`- type: bookmarks\n  groups:\n    - title: Media\n      links:\n        - ${fields.replace(/\n/g, '\n          ')}\n`));
const monitor = (fields: string, title = '  title: Watch\n'): string =>
  pages(page(`- type: monitor\n${title}  sites:\n    - ${fields.replace(/\n/g, '\n      ')}\n`));

test.each([
  ['all of it', `title: T\nurl: ${url}\ndescription: D\nicon: si:x`, { group: 'Media', title: 'T', description: 'D', icon: 'si:x' }],
  ['only its address', `url: ${url}`, { group: 'Media', title: '', description: '', icon: null }],
])('a bookmark: %s', (_, fields, value) =>
  expect(entryOf(parse(bookmark(fields)))).toMatchObject({ kind: 'bookmark', url, value, marked: false }),
);

test.each([
  [
    'all of it',
    `title: T\nurl: ${url}\ncheck-url: http://192.0.2.1/\nicon: si:x\ntimeout: 5s\nallow-insecure: true\nalt-status-codes: [401, 403]`,
    '  title: Watch\n',
    {
      widget: 'Watch',
      title: 'T',
      checkUrl: 'http://192.0.2.1/',
      icon: 'si:x',
      timeout: '5s',
      allowInsecure: true,
      altStatusCodes: [401, 403],
    },
  ],
  [
    'only its address, in a widget without a title',
    `url: ${url}\nallow-insecure: false\nalt-status-codes: none`,
    '',
    { widget: 'Monitor', title: '', checkUrl: null, icon: null, timeout: null, allowInsecure: false, altStatusCodes: [] },
  ],
])('a monitored site: %s', (_, fields, title, value) =>
  expect(entryOf(parse(monitor(fields, title)))).toMatchObject({ kind: 'monitor', url, value }),
);

test('every spelling of an address; marked ones apart; once, though an alias leads there again', () => {
  const document = parse(
    pages(
      page(
        `- type: bookmarks\n  groups:\n    - title: A\n      links: &all\n        - url: HTTPS://MeTube.example.org/\n        - title: T # hl\n          url: ${url}\n        - url: https://other.example.org\n    - title: B\n      links: *all\n`,
      ),
    ),
  );
  expect(entriesOf(document, `${url}/`).map(({ parent, marked }) => [document.text(parent.map, 'title'), marked])).toEqual([
    ['A', false],
    ['A', true],
  ]);
  expect(markedEntries(document, url).map(({ index }) => index)).toEqual([1]);
  expect(markedIn(document)).toEqual([url]); // of ours, whoever asks; not of somebody else's
  expect(entriesOf(document, 'https://nobody.example.org')).toEqual([]);
});

test('at any depth, in head widgets, on every page', () => {
  const inner = (kind: string): string =>
    `- type: ${kind}\n  widgets:\n    - type: bookmarks\n      groups:\n        - links:\n            - url: ${url}\n`;
  const document = parse(
    pages(page(inner('group')), page(`${inner('split-column')}- type: html\n  groups:\n    - links:\n        - url: ${url}\n`, 'B')) +
      `  - name: C\n    head-widgets:\n      - type: monitor\n        sites:\n          - url: ${url}\n`,
  );
  expect(entriesOf(document, url).map(({ kind, page }) => [kind, document.text(page.map, 'name')])).toEqual([
    ['bookmark', 'Home'],
    ['bookmark', 'B'],
    ['monitor', 'C'],
  ]);
});
