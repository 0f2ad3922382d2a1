import { addedLines, surgery, tile } from './surgery.js';

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
])('%s in an included file: that file alone changes, there and back', async (_, name, service) => {
  const { go, files: now } = surgery(files);
  await go([], [service]);
  expect(written(files, now())).toEqual([name]);
  await go([service], []);
  expect(now()).toEqual(files);
});

test('the included file keeps its own indentation and line ends', async () => {
  const { go, text } = surgery(files);
  await go([], [tile({ page: 'other', group: 'Tools', icon: null })]);
  expect(addedLines(files['links.yml'], text('links.yml')).join('')).toBe(
    '- title: MeTube # hl\n  url: https://metube.example.org\n  description: Video downloader\n',
  );
  await go([], [tile({ name: 'two', group: null, widget: 'Watch', icon: null })]);
  expect(text('widgets/monitor.yml')).toBe(
    '- type: monitor\r\n  title: Watch\r\n  sites:\r\n    - title: MeTube # hl\r\n      url: https://two.example.org\r\n      check-url: http://192.0.2.11:8082/\r\n',
  );
});

test('the last item of an included list leaves brackets there, not a key that contradicts what comes in later', async () => {
  const item = '- title: MeTube # hl\n  url: https://metube.example.org\n';
  const main =
    'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          - type: bookmarks\n            groups:\n              - title: Media\n                links:\n                  - !include: links.yml\n';
  const service = tile({ icon: null, description: '' });
  const { go, files: now } = surgery({ 'glance.yml': main, 'links.yml': item });
  await go([service], []);
  expect(now()).toEqual({ 'glance.yml': main, 'links.yml': '[]\n' });
  await go([], [service]);
  expect(now()).toEqual({ 'glance.yml': main, 'links.yml': item });
});

test('one tile in two files is one restart', async () => {
  const { go, remote, files: now } = surgery(files);
  await go([], [tile({ group: 'Media', widget: 'Watch' })]);
  expect(written(files, now()).sort()).toEqual(['widgets/bookmarks.yml', 'widgets/monitor.yml']);
  expect(remote.commands.filter((argv) => argv.includes('restart'))).toHaveLength(1);
});

test("a path of the image's own directory is found beside the file", async () => {
  const { go, text } = surgery({
    'glance.yml': 'pages:\n  - $include: /app/config/home.yml\n',
    'home.yml': files['pages/home.yml'].replaceAll('../widgets', 'widgets'),
    'widgets/bookmarks.yml': files['widgets/bookmarks.yml'],
    'widgets/monitor.yml': files['widgets/monitor.yml'],
  });
  await go([], [tile()]);
  expect(text('widgets/bookmarks.yml')).toContain('metube');
});

test.each([
  [
    'a file that is missing',
    { 'glance.yml': 'pages:\n  - !include: nowhere.yml\n' },
    'HL_GLANCE_CONFIG',
    /glance\.yml on dashboard includes .*nowhere\.yml/,
  ],
  ['a file that includes itself', { 'glance.yml': 'pages:\n  - !include: glance.yml\n' }, 'HL_GLANCE_CONFIG', /more than 20 levels/],
  [
    'a file that is not YAML',
    { 'glance.yml': 'pages:\n  - !include: home.yml\n', 'home.yml': '- name: Home\n  columns: "open\n' },
    'HL_GLANCE_YAML',
    /home\.yml:\d+:\d+ is not valid YAML/,
  ],
  ['no file at all', {}, 'HL_GLANCE_CONFIG', /no .*glance\.yml on dashboard/],
])('%s is told with its place', async (_, all, code, message) => {
  const { run, files: now } = surgery(all);
  await expect(run([], [tile()])).rejects.toMatchObject({
    code,
    kind: 'refused',
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
  expect(now()).toEqual(all);
});

test('a file that is included twice is left alone', async () => {
  const twice = {
    ...files,
    'pages/home.yml': files['pages/home.yml'].replace('!include: ../widgets/monitor.yml', '!include: ../widgets/bookmarks.yml'),
  };
  const { run, files: now } = surgery(twice);
  expect(await run([], [tile()])).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_PROOF', kind: 'refused' } }]);
  expect(now()).toEqual(twice);
});

test('bytes that are no UTF-8 are left alone', async () => {
  const { integration, remote } = surgery('pages: []\n');
  const read = remote.read.bind(remote);
  remote.read = async (path) => (path.endsWith('glance.yml') ? new Uint8Array([0x70, 0x3a, 0x20, 0xe9, 0x0a]) : read(path));
  await expect(integration.observe([])).rejects.toMatchObject({ code: 'HL_GLANCE_CONFIG', kind: 'refused' });
});

test('what comes after an included file goes below the line that includes it', async () => {
  const main =
    'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          - type: bookmarks\n            groups:\n              - title: Media\n                links:\n                  - !include: links.yml\n  # end\n';
  const { go, text, files: now } = surgery({ 'glance.yml': main, 'links.yml': files['links.yml'] });
  const service = tile({ page: 'new', group: 'New' });
  await go([], [service]);
  expect(text()).toMatch(/include: links\.yml\n {2}- name: New # hl\n[^]*\n {2}# end\n$/);
  await go([service], []);
  expect(now()).toEqual({ 'glance.yml': main, 'links.yml': files['links.yml'] });
});

test('one tile that cannot be made does not keep the others out', async () => {
  const twice = {
    ...files,
    'pages/home.yml': files['pages/home.yml'].replace('!include: ../widgets/monitor.yml', '!include: ../widgets/bookmarks.yml'),
  };
  const { run, text } = surgery(twice);
  const outcomes = await run([], [tile(), tile({ name: 'other', page: 'other', group: 'Tools' })]);
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
  ])('%s', async (_, main, name) => {
    const before = { 'glance.yml': main, ...one };
    const { go, run, files: now } = surgery(before);
    const service = tile({ group: 'New', widget: 'New' });
    await go([], [service]);
    expect(written(before, now())).toEqual([name]);
    expect(await run([service], [service])).toEqual([]);
    await go([service], []);
    expect(now()).toEqual(before);
  });
});
