import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder as made, put } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

const guide = readFileSync(new URL('../../../../../docs/guides/start.md', import.meta.url), 'utf8');

/** Files of the guide: each has a heading, and its text in the first block below. */
const byHand = Object.fromEntries(
  [...guide.matchAll(/^### (\S+)\n(?:(?!^```).*\n)*```\w*\n([^]*?)^```$/gm)].map(([, path = '', text = '']) => [path, text]),
);

let folder: string;
beforeEach(() => void (folder = made()));

const hl = (cwd: string, ...argv: string[]): Promise<Said> => hlIn(cwd, argv, { HOME: folder });

test('what the guide writes by hand is valid, and hl init has nothing to add to it', async () => {
  put(folder, byHand);
  expect(await hl(folder, 'validate')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('1 service file is valid') });
  expect(await hl(folder, 'init', '--yes', '--no-look', '--no-git')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('nothing was changed'),
  });
});

test('it explains each file that hl init writes, and no other', async () => {
  const { out } = await hl(join(folder, 'new'), 'init', '--yes', '--no-look', '--host', 'nas=192.0.2.11', '--json');
  const { files } = JSON.parse(out) as { files: { path: string }[] };
  expect(Object.keys(byHand).sort()).toEqual(files.map(({ path }) => path).sort());
});

test('every option is in it', () => {
  const text = readFileSync(new URL('../../../src/commands/init/row.ts', import.meta.url), 'utf8');
  const options = [...text.matchAll(/\['(--[a-z-]+)/g)].map(([, option = '']) => option);
  expect(options.length).toBeGreaterThan(9);
  expect(options.filter((option) => !guide.includes(option))).toEqual([]);
});
