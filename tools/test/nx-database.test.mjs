import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { adoptNxDatabase } from '../nx-database.mjs';
import { scratch } from './folder.mjs';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
let root;
let data;
beforeEach(() => {
  root = scratch();
  data = join(root, '.nx/workspace-data');
});

const restored = (...names) => {
  mkdirSync(data, { recursive: true });
  for (const name of names) writeFileSync(join(data, name), name);
};

test('the database of another machine gets this one’s name', () => {
  restored('other-v3.db', 'file-map.json');
  adoptNxDatabase(root, 'this-v3.db');
  assert.deepEqual(readdirSync(data).sort(), ['file-map.json', 'this-v3.db']);
  assert.equal(readFileSync(join(data, 'this-v3.db'), 'utf8'), 'other-v3.db');
});

test('nothing restored, the own one, or more than one: all stays', () => {
  adoptNxDatabase(root, 'this-v3.db');
  for (const names of [['this-v3.db'], ['other-v3.db', 'this-v3.db']]) {
    restored(...names);
    adoptNxDatabase(root, 'this-v3.db');
    assert.deepEqual(readdirSync(data).sort(), names);
    rmSync(data, { recursive: true });
  }
});

test('Nx itself tells the name', () => {
  symlinkSync(modules, join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), '{}');
  restored('other-v0.db');
  adoptNxDatabase(root);
  const [name, ...more] = readdirSync(data);
  assert.match(name, /^.+-v[1-9]\d*\.db$/);
  assert.deepEqual(more, []);
});
