import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../../src/main.js';

const guide = readFileSync(new URL('../../../../../docs/guides/start.md', import.meta.url), 'utf8');

/** Files of the guide: each has a heading, and its text in the first block below. */
const byHand = Object.fromEntries(
  [...guide.matchAll(/^### (\S+)\n(?:(?!^```).*\n)*```\w*\n([^]*?)^```$/gm)].map(([, path = '', text = '']) => [path, text]),
);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hl-guide-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function hl(cwd: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text), color: false };
  const code = await main([...argv, '--cwd', cwd], { env: { HOME: folder }, ...io });
  return { code, out: out.join(''), err: err.join('') };
}

test('what the guide writes by hand is valid, and hl init has nothing to add to it', async () => {
  for (const [path, text] of Object.entries(byHand)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
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
