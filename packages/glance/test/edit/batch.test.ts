import { thereAndBack } from '../support/shapes.js';
import { surgery, tile } from '../support/surgery.js';

thereAndBack(/^as it is$/);

const minimal = `pages:
  - name: Home
    columns:
      - size: full
        widgets:
          - type: bookmarks
            groups:
              - title: Media
                links:
                  - title: Plex
                    url: https://plex.example.net
          - type: monitor
            title: Watch
            sites:
              - title: Plex
                url: https://plex.example.net
`;

test('the lines of a tile', () => {
  const { go, text } = surgery(minimal);
  go([], [tile({ widget: 'Watch', monitor: { altStatusCodes: [401, 403], allowInsecure: true, timeout: '5s' } })]);
  expect(text()).toBe(
    minimal
      .replace(
        /(links:[^]*?plex.example.net\n)/,
        `$1                  - title: MeTube # hl
                    url: https://metube.example.org
                    description: Video downloader
                    icon: si:youtube
`,
      )
      .replace(
        /(sites:[^]*?plex.example.net\n)/,
        `$1              - title: MeTube # hl
                url: https://metube.example.org
                check-url: http://192.0.2.11:8082/
                icon: si:youtube
                timeout: 5s
                allow-insecure: true
                alt-status-codes: [401, 403]
`,
      ),
  );
});

test.each([
  ['a colon', 'Media: films', '"Media: films"'],
  ['a comment sign', 'A #1 tool', '"A #1 tool"'],
  ['quotes', `It's "quoted"`, `"It's \\"quoted\\""`],
  ['a leading dash', '- dash', '"- dash"'],
  ['a leading star', '*star', '"*star"'],
  ['an ampersand', 'R&D', 'R&D'],
  ['a number', '1984', '"1984"'],
  ['a word of YAML 1.1', 'Yes', '"Yes"'],
  ['null', 'null', '"null"'],
  ['a date', '2026-11-23', '"2026-11-23"'],
  ['emoji', '🎬 Films', '"🎬 Films"'],
  ['brackets', '[x] {y}', '"[x] {y}"'],
  ['a backslash', 'C:\\x', '"C:\\\\x"'],
  ['a variable, meant literally', 'cost ${PRICE}', "'cost \\${PRICE}'"],
  ['a variable and quotes', "it's ${X}", "'it''s \\${X}'"],
  ['a percent sign', '%TAG', '"%TAG"'],
  ['a line break', 'one\n two', 'one two'],
  ['an include', '!include: x.yml', '"!include: x.yml"'],
])('a title with %s', (_, title, written) => {
  const { go, text, run } = surgery(minimal);
  go([], [tile({ title })]);
  expect(text()).toContain(`- title: ${written} # hl\n`);
  expect(run([tile({ title })], [tile({ title })])).toEqual([]);
  go([tile({ title })], []);
  expect(text()).toBe(minimal);
});

test('a change replaces what it is about, and keeps what the owner added to the entry', () => {
  const { go, text } = surgery(minimal);
  go([], [tile()]);
  const owned = text()
    .replace(
      '- title: MeTube # hl\n',
      '- title: MeTube # hl\n                    # best of all\n                    same-tab: true   # mine\n',
    )
    .replace('description: Video downloader', "description: 'Video downloader' # text");
  const second = surgery(owned);
  second.go([tile()], [tile({ title: 'Tube', icon: null })]);
  expect(second.text()).toBe(owned.replace('title: MeTube', 'title: Tube').replace(/ *icon: si:youtube\n/, ''));
  second.go([tile()], [tile({ description: 'Other', icon: 'di:metube' })]);
  expect(second.text()).toContain('description: Other # text\n                    icon: di:metube\n');
  second.go([tile()], []);
  expect(second.text()).toBe(minimal);
});

test('a tile moves to another group, widget and page', () => {
  const { go, text } = surgery(`${minimal}  - name: Other\n    columns:\n      - size: full\n        widgets: []\n`);
  const before = text();
  const [here, there] = [tile({ widget: 'Watch' }), tile({ page: 'other', group: 'New', widget: 'New' })];
  go([], [here]);
  go([here], [there]);
  expect(text().indexOf('metube')).toBeGreaterThan(text().indexOf('Other'));
  go([there], []);
  expect(text()).toBe(before);
});

const elsewhere = `  - name: Other
    columns:
      - size: full
        widgets:
          - type: bookmarks
            groups:
            - title: Tools
              links: []
            - title: Flow
              links: [{ title: A, url: a }]
          - type: monitor
            title: Also
            sites:
            -   title: A
                url: a
`;

test.each([
  ['a list with another step', { page: 'other', group: 'Tools', widget: 'Also' }, true],
  ['what is made for it', { page: 'new', group: 'New', widget: 'New' }, true],
  ['brackets, where only our fields fit', { page: 'other', group: 'Flow', widget: 'Also' }, false],
])('what the owner put into an entry moves with it to %s, and back', (_, place, bookmarkToo) => {
  const { go, text, save } = surgery(minimal + elsewhere);
  const [here, there] = [tile({ widget: 'Watch' }), tile({ ...place, title: 'Tube', icon: null })];
  go([], [here]);
  const own = '\n$1# of mine\n$1same-tab: true # yes\n$1note: |\n$1  two\n\n$1  lines ${X}';
  const edited = text()
    .replace(/\n( +)(url: https:\/\/metube.*)/g, `\n$1$2${own}`)
    .replace(/(check-url.*)/, '$1\n                basic-auth:\n                  username: ${USER}');
  save(edited);
  go([here], [there]);
  expect(text().match(/title: Tube\b.* # hl/g)).toHaveLength(2);
  expect(text().match(/# of mine\n *same-tab: true # yes\n *note: \|\n *two\n\n *lines \$\{X\}/g)).toHaveLength(bookmarkToo ? 2 : 1);
  expect(text()).toMatch(/check-url.*\n *basic-auth:\n *username: \$\{USER\}/);
  go([there], [here]);
  if (bookmarkToo) expect(text()).toBe(edited);
});

test('what hl made goes when it is empty, unless somebody put something in', () => {
  const { go, text } = surgery(minimal);
  const service = tile({ page: 'extra', group: 'New' });
  go([], [service]);
  const edited = surgery(text().replace(/( *)- title: MeTube/, '$1- title: Theirs\n$1  url: https://their.example.net\n$1- title: MeTube'));
  edited.go([service], []);
  expect(edited.text()).toContain('their.example.net');
  expect(edited.text()).not.toContain('metube');
});
