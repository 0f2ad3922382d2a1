import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remembered } from '../../src/read/remembered.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hl-remembered-'));
  file = join(folder, 'deep/er/found.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Asks for these texts in a new process; which of them had to be looked at. */
function ask(...texts: string[]): string[] {
  const looked: string[] = [];
  const found = remembered(file, (text) => (looked.push(text), text.length));
  expect(texts.map((text) => found.of(text))).toEqual(texts.map((text) => text.length));
  found.keep();
  return looked;
}

test('a text is looked at once, and again when nobody asked for it in between', () => {
  expect(ask('a', 'bb', 'a')).toEqual(['a', 'bb']);
  expect(ask('a', 'bb')).toEqual([]);
  expect(ask('a', 'ccc')).toEqual(['ccc']);
  expect(ask('a', 'bb')).toEqual(['bb']);
});

test.each([
  ['half a file', () => '{"version":'],
  ['of another version', (text: string) => text.replace('"version":', '"version":9')],
])('what is kept in %s is forgotten', (_, spoil) => {
  ask('a');
  writeFileSync(file, spoil(readFileSync(file, 'utf8')));
  expect(ask('a')).toEqual(['a']);
});

test('where nothing can be kept, it works all the same', () => {
  writeFileSync(join(folder, 'deep'), '');
  expect(ask('a')).toEqual(['a']);
  expect(ask('a')).toEqual(['a']);
});
