import { fixture } from './subject.js';
import { addedLines, surgery, tile } from './surgery.js';

const shapes: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'with a BOM': (text) => `\uFEFF${text}`,
  'without a final newline': (text) => text.replace(/\n$/, ''),
  'with blank lines at the end': (text) => `${text}\n\n`,
  'all three': (text) => `\uFEFF${text.replace(/\n$/, '').replaceAll('\n', '\r\n')}`,
};

const places: readonly (readonly [string, string, ReturnType<typeof tile>])[] = [
  ['home.yml', 'a group that ends in a block scalar', tile({ group: 'Media' })],
  ['home.yml', 'a page by its name with an emoji', tile({ page: '🏠 Home', group: 'Media' })],
  ['home.yml', 'a group in other letters', tile({ group: '🎬 media!' })],
  ['home.yml', 'a monitor inside a group widget', tile({ group: null, widget: 'Media Services' })],
  ['home.yml', 'a monitor by a title with a colon, its list empty', tile({ group: null, widget: 'Infra: core' })],
  ['home.yml', 'a missing group', tile({ group: 'Downloads' })],
  ['home.yml', 'a missing monitor widget', tile({ group: null, widget: 'Downloads' })],
  ['home.yml', 'a missing page', tile({ page: 'downloads', group: 'Downloads', widget: 'Watch' })],
  ['home.yml', 'a page without either widget', tile({ page: 'two-words', group: 'Downloads', widget: 'Watch' })],
  ['home.yml', 'bookmark and monitor', tile({ group: 'Media', widget: 'Media Services' })],
  ['home.yml', 'an empty flow list', tile({ group: 'Empty one' })],
  ['home.yml', 'a flow list', tile({ group: 'Flow' })],
  ['home.yml', 'a flow list in a flow mapping', tile({ group: 'All flow' })],
  ['flow.yml', 'an empty list deep in flow mappings', tile({ group: 'Deep' })],
  ['flow.yml', 'both, made in flow mappings', tile({ group: 'New', widget: 'Watch' })],
  ['flow.yml', 'a flow list with a line an item', tile({ page: 'second', group: 'Lines' })],
  ['flow.yml', 'a flow list with a trailing comma', tile({ page: 'second', group: 'Trailing' })],
  ['flow.yml', 'a flow list in front of its title', tile({ page: 'second', group: 'Compact' })],
  ['flow.yml', 'an empty flow list with an anchor', tile({ page: 'second', group: 'Anchored' })],
  ['indentless.yml', 'lists at the column of their key', tile({ group: null, widget: 'Media Services' })],
  ['indentless.yml', 'a wide gap behind the dash', tile({ group: 'Downloads' })],
  ['indentless.yml', 'a list with an anchor', tile({ group: 'Media' })],
  ['indentless.yml', 'a missing group', tile({ group: 'New' })],
  ['indentless.yml', 'a missing page', tile({ page: 'new', group: 'New', widget: 'Watch' })],
];

describe.each(Object.entries(shapes))('%s', (_, shape) => {
  test.each(places)('%s: there and back, %s', async (name, _title, service) => {
    const before = shape(fixture(name));
    const { go, text, files } = surgery(before);
    await go([], [service]);
    expect(text()).not.toBe(before);
    expect(text()).toContain('metube.example.org');
    await go([service], []);
    expect(text()).toBe(before);
    expect(Object.keys(files())).toEqual(['glance.yml']);
  });

  test.each(places.filter(([, title]) => !/empty|flow|monitor inside|missing page|bookmark and|without either/.test(title)))(
    '%s: only its lines are new, %s',
    async (name, _title, service) => {
      const before = shape(fixture(name)).replace(/([^\n])$/, '$1\n'); // without a final newline the line before changes too
      const { go, text } = surgery(before);
      await go([], [service]);
      expect(addedLines(before, text()).length).toBeGreaterThanOrEqual(3);
    },
  );

  test.each(['home.yml', 'indentless.yml'])('%s: a null list becomes an empty one', async (name) => {
    const before = shape(fixture(name));
    if (!before.includes('Null one')) return;
    const { go, text } = surgery(before);
    await go([], [tile({ group: 'Null one' })]);
    await go([tile({ group: 'Null one' })], []);
    expect(text()).toBe(before.replace(/(Null one\r?\n *links:)/, '$1 []'));
  });
});

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

test('the lines of a tile', async () => {
  const { go, text } = surgery(minimal);
  await go([], [tile({ widget: 'Watch', monitor: { altStatusCodes: [401, 403], allowInsecure: true, timeout: '5s' } })]);
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
])('a title with %s', async (_, title, written) => {
  const { go, text, run } = surgery(minimal);
  await go([], [tile({ title })]);
  expect(text()).toContain(`- title: ${written} # hl\n`);
  expect(await run([tile({ title })], [tile({ title })])).toEqual([]);
  await go([tile({ title })], []);
  expect(text()).toBe(minimal);
});

test('a change replaces what it is about, and keeps what the owner added to the entry', async () => {
  const { go, text } = surgery(minimal);
  await go([], [tile()]);
  const owned = text()
    .replace(
      '- title: MeTube # hl\n',
      '- title: MeTube # hl\n                    # best of all\n                    same-tab: true   # mine\n',
    )
    .replace('description: Video downloader', "description: 'Video downloader' # text");
  const second = surgery(owned);
  await second.go([tile()], [tile({ title: 'Tube', icon: null })]);
  expect(second.text()).toBe(owned.replace('title: MeTube', 'title: Tube').replace(/ *icon: si:youtube\n/, ''));
  await second.go([tile()], [tile({ description: 'Other', icon: 'di:metube' })]);
  expect(second.text()).toContain('description: Other # text\n                    icon: di:metube\n');
  await second.go([tile()], []);
  expect(second.text()).toBe(minimal);
});

test('a tile moves to another group, widget and page', async () => {
  const { go, text } = surgery(`${minimal}  - name: Other\n    columns:\n      - size: full\n        widgets: []\n`);
  const before = text();
  const [here, there] = [tile({ widget: 'Watch' }), tile({ page: 'other', group: 'New', widget: 'New' })];
  await go([], [here]);
  await go([here], [there]);
  expect(text().indexOf('metube')).toBeGreaterThan(text().indexOf('Other'));
  await go([there], []);
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
])('what the owner put into an entry moves with it to %s, and back', async (_, place, bookmarkToo) => {
  const { go, text, remote } = surgery(minimal + elsewhere);
  const [here, there] = [tile({ widget: 'Watch' }), tile({ ...place, title: 'Tube', icon: null })];
  await go([], [here]);
  const own = '\n$1# of mine\n$1same-tab: true # yes\n$1note: |\n$1  two\n\n$1  lines ${X}';
  const edited = text()
    .replace(/\n( +)(url: https:\/\/metube.*)/g, `\n$1$2${own}`)
    .replace(/(check-url.*)/, '$1\n                basic-auth:\n                  username: ${USER}');
  remote.files.set('/opt/glance/config/glance.yml', edited);
  await go([here], [there]);
  expect(text().match(/title: Tube\b.* # hl/g)).toHaveLength(2);
  expect(text().match(/# of mine\n *same-tab: true # yes\n *note: \|\n *two\n\n *lines \$\{X\}/g)).toHaveLength(bookmarkToo ? 2 : 1);
  expect(text()).toMatch(/check-url.*\n *basic-auth:\n *username: \$\{USER\}/);
  await go([there], [here]);
  if (bookmarkToo) expect(text()).toBe(edited);
});

test('what hl made goes when it is empty, unless somebody put something in', async () => {
  const { go, text } = surgery(minimal);
  const service = tile({ page: 'extra', group: 'New' });
  await go([], [service]);
  const edited = surgery(text().replace(/( *)- title: MeTube/, '$1- title: Theirs\n$1  url: https://their.example.net\n$1- title: MeTube'));
  await edited.go([service], []);
  expect(edited.text()).toContain('their.example.net');
  expect(edited.text()).not.toContain('metube');
});

test('a second run writes nothing', async () => {
  const { go, run, remote } = surgery(fixture('home.yml'));
  await go([], [tile({ widget: 'Watch' })]);
  const [files, commands] = [[...remote.files], remote.commands.length];
  expect(await run([tile({ widget: 'Watch' })], [tile({ widget: 'Watch' })])).toEqual([]);
  expect([[...remote.files], remote.commands.length]).toEqual([files, commands]);
});

test('40 tiles are one write and one restart', async () => {
  const { go, remote, text } = surgery(fixture('home.yml'));
  const before = text();
  const services = Array.from({ length: 40 }, (_, index) =>
    tile({ name: `service-${index}`, group: `Group ${index % 4}`, widget: 'Media Services' }),
  );
  await go([], services);
  expect(remote.commands.filter((argv) => argv.includes('restart'))).toHaveLength(1);
  expect(text().match(/service-\d+\.example\.org/g)).toHaveLength(80);
  await go(services, []);
  expect(text()).toBe(before);
});
