import { MemoryRemote } from '@hl/core/testing';
import { load, readText } from '../../src/observe/files.js';

const directory = '/opt/glance/config/';
const main = `${directory}glance.yml`;

const remote = (files: Readonly<Record<string, string>>): MemoryRemote => {
  const machine = new MemoryRemote('dashboard');
  for (const [name, text] of Object.entries(files)) machine.files.set(directory + name, text);
  return machine;
};

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
  const machine = remote(all);
  await expect(load(machine, main)).rejects.toMatchObject({
    code,
    kind: 'refused',
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
  expect(machine.files.size).toBe(Object.keys(all).length);
});

test('bytes that are no UTF-8 are told, and left alone', async () => {
  const machine = remote({ 'glance.yml': 'pages: []\n' });
  machine.read = async () => new Uint8Array([0x70, 0x3a, 0x20, 0xe9, 0x0a]);
  await expect(load(machine, main)).rejects.toMatchObject({
    code: 'HL_GLANCE_CONFIG',
    kind: 'refused',
    message: `${main} on dashboard is not UTF-8 text`,
  });
});

test('a byte order mark stays; what is not there is null', async () => {
  const machine = remote({ 'glance.yml': '\uFEFFpages: []\n' });
  expect(await readText(machine, main)).toBe('\uFEFFpages: []\n');
  expect(await readText(machine, `${main}.hl-bak`)).toBeNull();
});

const before = 'pages: []\n# a\n';
const after = 'pages: []\n# a\n# b\n';

test.each<[string, Record<string, string>, { text: string; pending: boolean; unfinished: string | null; leftovers: string[] }]>([
  ['nothing', { 'glance.yml': before }, { text: before, pending: false, unfinished: null, leftovers: [] }],
  [
    'a backup: the batch is not finished',
    { 'glance.yml': after, 'glance.yml.hl-bak': before },
    { text: after, pending: true, unfinished: before, leftovers: ['glance.yml.hl-bak'] },
  ],
  [
    'a candidate alone: nothing was begun',
    { 'glance.yml': before, 'glance.yml.hl-new': after },
    { text: before, pending: false, unfinished: null, leftovers: ['glance.yml.hl-new'] },
  ],
  [
    'a piece of the candidate: the rest is taken from it',
    { 'glance.yml': after.slice(0, -3), 'glance.yml.hl-bak': before, 'glance.yml.hl-new': after },
    { text: after, pending: true, unfinished: before, leftovers: ['glance.yml.hl-bak', 'glance.yml.hl-new'] },
  ],
  [
    'an empty file, which was cut off at once',
    { 'glance.yml': '', 'glance.yml.hl-bak': before, 'glance.yml.hl-new': after },
    { text: after, pending: true, unfinished: before, leftovers: ['glance.yml.hl-bak', 'glance.yml.hl-new'] },
  ],
  [
    'the text before, of which the candidate goes on: nothing was written yet',
    { 'glance.yml': before, 'glance.yml.hl-bak': before, 'glance.yml.hl-new': after },
    { text: before, pending: true, unfinished: before, leftovers: ['glance.yml.hl-bak', 'glance.yml.hl-new'] },
  ],
  [
    "somebody's text since: theirs counts",
    { 'glance.yml': 'pages: []\n# mine\n', 'glance.yml.hl-bak': before, 'glance.yml.hl-new': after },
    { text: 'pages: []\n# mine\n', pending: true, unfinished: before, leftovers: ['glance.yml.hl-bak', 'glance.yml.hl-new'] },
  ],
])('what lies beside the file: %s', async (_, files, expected) => {
  const { document, disk, unfinished, pending, leftovers } = await load(remote(files), main);
  expect(disk.get(main)).toBe(files['glance.yml']);
  expect({ text: document.sources.get(main), pending, unfinished: unfinished?.sources.get(main) ?? null, leftovers }).toEqual({
    ...expected,
    leftovers: expected.leftovers.map((name) => directory + name),
  });
});

test('a backup that cannot be read tells nothing', async () => {
  const files = { 'glance.yml': before, 'glance.yml.hl-bak': 'pages: [\n' };
  expect(await load(remote(files), main)).toMatchObject({ pending: true, unfinished: null });
});

test('leftovers are looked for beside every included file, in the root directory, too', async () => {
  const machine = new MemoryRemote('dashboard');
  const files = {
    '/glance.yml': 'pages:\n  - $include: a/home.yml\n',
    '/a/home.yml': '- name: A\n',
    '/a/home.yml.hl-bak': '- name: B\n',
    '/glance.yml.hl-new': '',
  };
  for (const [path, text] of Object.entries(files)) machine.files.set(path, text);
  const { leftovers, disk, unfinished } = await load(machine, '/glance.yml');
  expect([leftovers, [...disk.keys()]]).toEqual([
    ['/glance.yml.hl-new', '/a/home.yml.hl-bak'],
    ['/glance.yml', '/a/home.yml'],
  ]);
  expect(unfinished?.expanded.text).toContain('name: B');
});
