import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandIn, readHomelab } from '../../src/read/homelab.js';

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'hl-homelab-'))));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

test('there is none without hl.yml', async () => {
  write({ 'services/a.yml': '' });
  expect(await readHomelab(root, 'hl.yml')).toBe(null);
});

test.each<[string, string, Record<string, string>, readonly string[]]>([
  ['without services', 'hl.yml', {}, []],
  [
    'with files and what is none',
    'hl.yml',
    {
      'services/b/b.yml': '',
      'services/a.yml': '{[',
      'services/.off.yml': '',
      'services/.x/c.yml': '',
      'services/b/b.yaml': '',
      'd.yml': '',
    },
    ['services/a.yml', 'services/b/b.yml'],
  ],
  ['in a folder', 'lab/site.yml', { 'lab/services/a.yml': '', 'services/b.yml': '' }, ['services/a.yml']],
])('a homelab %s', async (_, config, files, paths) => {
  write({ [config]: 'domain: example.org', ...files });
  const homelab = await readHomelab(root, config);
  expect(homelab?.files.map(({ path }) => path)).toEqual(paths);
  expect(homelab).toMatchObject({ root: dirname(config), folder: 'services' });
});

test.each([
  ['services: apps/', 'apps'],
  ['services: ./apps', 'apps'],
  ['services: [1]', 'services'],
  ['{[', 'services'],
  ['- list', 'services'],
])('its folder, by %s', async (text, folder) => {
  write({ 'hl.yml': text, 'apps/a.yml': '', 'services/b.yml': '' });
  expect(await readHomelab(root, 'hl.yml')).toMatchObject({
    folder,
    files: [{ path: folder === 'apps' ? 'apps/a.yml' : 'services/b.yml' }],
  });
});

const installed = 'node node_modules/@hl/pipeline-runner/bin/hl.js';

test('hl is the one that was given, else the one that is installed, else the one on the path', () => {
  expect(commandIn(root, 'hl.sh')).toEqual({ command: 'hl.sh', cached: true });
  expect(commandIn(root, undefined)).toEqual({ command: 'hl', cached: true });
  write({ 'node_modules/@hl/pipeline-runner/bin/hl.js': '' });
  expect(commandIn(root, undefined)).toEqual({ command: installed, cached: true });
});

test('of an hl that is being worked on nothing is kept: it is another one at the same version', () => {
  write({ 'apps/pipeline-runner/bin/hl.js': '' });
  mkdirSync(join(root, 'node_modules/@hl'), { recursive: true });
  symlinkSync('../../apps/pipeline-runner', join(root, 'node_modules/@hl/pipeline-runner'));
  expect(commandIn(root, undefined)).toEqual({ command: installed, cached: false });
});
