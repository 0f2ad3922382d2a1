import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remembered } from '../../src/read/remembered.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hl-remembered-'));
  file = join(folder, 'deep/er/found.json');
});

/** Asks for these texts in a new process; which of them had to be looked at. */
async function ask(...texts: string[]): Promise<string[]> {
  const looked: string[] = [];
  const found = remembered(file, async (text) => (looked.push(text), text.length));
  for (const text of texts) expect(await found.of(text, 'a.yml')).toBe(text.length);
  found.keep();
  return looked;
}

test('a text is looked at once, and again when nobody asked for it in between', async () => {
  expect(await ask('a', 'bb')).toEqual(['a', 'bb']);
  expect(await ask('a', 'bb')).toEqual([]);
  expect(await ask('a', 'ccc')).toEqual(['ccc']);
  expect(await ask('a', 'bb')).toEqual(['bb']);
});

test.each([
  ['half a file', () => '{"version":'],
  ['of another version', (text: string) => text.replace('"version":', '"version":9')],
])('what is kept in %s is forgotten', async (_, spoil) => {
  await ask('a');
  writeFileSync(file, spoil(readFileSync(file, 'utf8')));
  expect(await ask('a')).toEqual(['a']);
});

test('where nothing can be kept, it works all the same', async () => {
  writeFileSync(join(folder, 'deep'), '');
  expect(await ask('a')).toEqual(['a']);
  expect(await ask('a')).toEqual(['a']);
});

test('the same text at another path is another file', async () => {
  const found = remembered(file, async (_text, path) => path);
  expect([await found.of('a', 'b'), await found.of('a', 'c')]).toEqual(['b', 'c']);
});
