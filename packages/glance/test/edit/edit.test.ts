import { addedLines, surgery, tile } from '../support/surgery.js';

const files = {
  'glance.yml': `server:
  port: 8080

pages:
  - !include: pages/home.yml
  $include: pages/other.yml
# the end
`,
  'pages/home.yml': `- name: Home
  columns:
    - size: full
      widgets:
        - $include: ../widgets/bookmarks.yml
        - !include: ../widgets/monitor.yml
`,
  'widgets/bookmarks.yml': `- type: bookmarks
  groups:
    - title: Media \${NOTE}
      links:
        - title: Plex
          url: https://plex.\${DOMAIN}`,
  'widgets/monitor.yml': `- type: monitor\r
  title: Watch\r
  sites: []\r
`,
  'pages/other.yml': `- name: Other
  columns:
  - size: full
    widgets:
    - type: bookmarks
      groups:
      - title: Tools
        links:
        - !include: ../links.yml
`,
  'links.yml': `- title: Git
  url: https://git.example.net
`,
};

const written = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.keys(after).filter((name) => after[name] !== before[name]);

test.each([
  ['a group', 'widgets/bookmarks.yml', tile({ group: 'Media' })],
  ['a monitor', 'widgets/monitor.yml', tile({ group: null, widget: 'Watch' })],
  ['a new group', 'widgets/bookmarks.yml', tile({ group: 'Downloads' })],
  ['a new widget', 'pages/home.yml', tile({ group: null, widget: 'New' })],
  ['items of a list', 'links.yml', tile({ page: 'other', group: 'Tools' })],
  ['a new page', 'glance.yml', tile({ page: 'new', group: 'New' })],
])('%s in an included file: that file alone changes, there and back', (_, name, service) => {
  const { go, files: now } = surgery(files);
  go([], [service]);
  expect(written(files, now())).toEqual([name]);
  go([service], []);
  expect(now()).toEqual(files);
});

test('the included file keeps its own indentation and line ends', () => {
  const { go, text } = surgery(files);
  go([], [tile({ page: 'other', group: 'Tools', icon: null })]);
  expect(addedLines(files['links.yml'], text('links.yml')).join('')).toBe(
    '- title: MeTube # hl\n  url: https://metube.example.org\n  description: Video downloader\n',
  );
  go([], [tile({ name: 'two', group: null, widget: 'Watch', icon: null })]);
  expect(text('widgets/monitor.yml')).toBe(
    '- type: monitor\r\n  title: Watch\r\n  sites:\r\n    - title: MeTube # hl\r\n      url: https://two.example.org\r\n      check-url: http://192.0.2.11:8082/\r\n',
  );
});

test('the last item of an included list leaves brackets there, not a key that contradicts what comes in later', () => {
  const item = '- title: MeTube # hl\n  url: https://metube.example.org\n';
  const main =
    'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          - type: bookmarks\n            groups:\n              - title: Media\n                links:\n                  - !include: links.yml\n';
  const service = tile({ icon: null, description: '' });
  const { go, files: now } = surgery({ 'glance.yml': main, 'links.yml': item });
  go([service], []);
  expect(now()).toEqual({ 'glance.yml': main, 'links.yml': '[]\n' });
  go([], [service]);
  expect(now()).toEqual({ 'glance.yml': main, 'links.yml': item });
});

test("a path of the image's own directory is found beside the file", () => {
  const { go, text } = surgery({
    'glance.yml': 'pages:\n  - $include: /app/config/home.yml\n',
    'home.yml': files['pages/home.yml'].replaceAll('../widgets', 'widgets'),
    'widgets/bookmarks.yml': files['widgets/bookmarks.yml'],
    'widgets/monitor.yml': files['widgets/monitor.yml'],
  });
  go([], [tile()]);
  expect(text('widgets/bookmarks.yml')).toContain('metube');
});

test('a file that is included twice is left alone', () => {
  const twice = {
    ...files,
    'pages/home.yml': files['pages/home.yml'].replace('!include: ../widgets/monitor.yml', '!include: ../widgets/bookmarks.yml'),
  };
  const { run, files: now } = surgery(twice);
  expect(run([], [tile()])).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_PROOF', kind: 'refused' } }]);
  expect(now()).toEqual(twice);
});

test('what comes after an included file goes below the line that includes it', () => {
  const main =
    'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          - type: bookmarks\n            groups:\n              - title: Media\n                links:\n                  - !include: links.yml\n  # end\n';
  const { go, text, files: now } = surgery({ 'glance.yml': main, 'links.yml': files['links.yml'] });
  const service = tile({ page: 'new', group: 'New' });
  go([], [service]);
  expect(text()).toMatch(/include: links\.yml\n {2}- name: New # hl\n[^]*\n {2}# end\n$/);
  go([service], []);
  expect(now()).toEqual({ 'glance.yml': main, 'links.yml': files['links.yml'] });
});

test('one tile that cannot be made does not keep the others out', () => {
  const twice = {
    ...files,
    'pages/home.yml': files['pages/home.yml'].replace('!include: ../widgets/monitor.yml', '!include: ../widgets/bookmarks.yml'),
  };
  const { run, text } = surgery(twice);
  const outcomes = run([], [tile(), tile({ name: 'other', page: 'other', group: 'Tools' })]);
  expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_PROOF' } }, { status: 'applied' }]);
  expect([text('widgets/bookmarks.yml'), text('links.yml')]).toEqual([
    twice['widgets/bookmarks.yml'],
    expect.stringContaining('other.example.org'),
  ]);
});

describe("a new widget goes into the page's own file", () => {
  const head = 'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n';
  const one = { 'clock.yml': '- type: clock\n', 'list.yml': '- type: clock\n- type: calendar\n' };

  test.each([
    ['not into a file with one widget', `${head}          - $include: clock.yml\n`, 'glance.yml'],
    ['not into the last of some such files', `${head}          - $include: clock.yml\n          - !include: list.yml\n`, 'glance.yml'],
    ['but into the one file that is the whole list', `${head}          $include: list.yml\n`, 'list.yml'],
  ])('%s', (_, main, name) => {
    const before = { 'glance.yml': main, ...one };
    const { go, run, files: now } = surgery(before);
    const service = tile({ group: 'New', widget: 'New' });
    go([], [service]);
    expect(written(before, now())).toEqual([name]);
    expect(run([service], [service])).toEqual([]);
    go([service], []);
    expect(now()).toEqual(before);
  });
});
