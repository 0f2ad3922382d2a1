import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSite } from '@hl/schema';
import { openRepository } from '../../src/repository/repository.js';
import { workingTree } from '../../src/repository/tree.js';

const root = mkdtempSync(join(tmpdir(), 'hl-tree-'));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, 'services/folder.yml'), { recursive: true });

const service = 'service: { name: a, display_name: A, description: Of a test, category: utility }\nbackend: http://192.0.2.9\n';
const texts: { readonly [path: string]: Buffer } = {
  'services/plain.yml': Buffer.from(service),
  'services/marked.yml': Buffer.from(`\ufeff${service}`),
  'services/no-text.yml': Buffer.concat([Buffer.from(`${service}# `), Buffer.from([0xff, 0xc3])]),
  'services/replaced.yml': Buffer.from(`${service}# \ufffd é\n`),
};
for (const [path, bytes] of Object.entries(texts)) writeFileSync(join(root, path), bytes);

test.each([
  ['a file', 'services/plain.yml', service],
  ['no file', 'services/other.yml', null],
  ['a folder', 'services/folder.yml', null],
  ['a file taken for a folder', 'services/plain.yml/x', null],
  ['outside', '../x.yml', null],
])('%s', (_, path, text) => {
  expect(workingTree(root).readText(path)).toBe(text);
});

test.each(Object.entries(texts))('the hash of %s is that of its bytes, after it was read as a text, too', (path, bytes) => {
  const { site } = loadSite('domain: example.org\ncategories: [utility]\nhosts: { box: 192.0.2.11 }\n', 'hl.yml');
  if (site === null) throw new Error('no site');
  const repository = openRepository(root, site);
  const wanted = createHash('sha256').update(bytes).digest('hex');
  expect(repository.hash(path)).toBe(wanted);
  expect(repository.loadOne(path).service?.name).toBe('a');
  expect(repository.hash(path)).toBe(wanted);
});
