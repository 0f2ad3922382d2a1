import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { put, scratch } from './folder.mjs';

const root = scratch();

/** A repository as ensure.mjs sees one, with a maker of bundles that writes down what it was asked for. */
const write = (path, text) => put(root, path, text);
const git = (...args) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root });
const commit = (path, text) => {
  write(path, text);
  git('add', '-A');
  git('commit', '-q', '-m', 'x');
};
const ensure = () => execFileSync(process.execPath, ['tools/bundle/ensure.mjs'], { cwd: root, encoding: 'utf8' });

test('hl is made once for the same sources, and again when they change', () => {
  git('init', '-q', '-b', 'main');
  write('.gitignore', '.hl/\nnode_modules/\n');
  write('packages/core/src/index.ts', '1');
  write('apps/pipeline-runner/src/main.ts', '1');
  write('apps/lab/src/lab.ts', '1');
  write('package-lock.json', '{}');
  write('node_modules/esbuild/package.json', '{}');
  write(
    'tools/bundle/bundle.mjs',
    "import { mkdirSync, writeFileSync } from 'node:fs';\nexport const bundle = async (file, banner) => {\n  mkdirSync('.hl', { recursive: true });\n  writeFileSync(file, `#!/usr/bin/env node\\n${banner}\\nmade();\\n`);\n};\n",
  );
  cpSync(fileURLToPath(new URL('../bundle/ensure.mjs', import.meta.url)), join(root, 'tools/bundle/ensure.mjs'));
  commit('hl.yml', 'domain: example.org\n');

  const file = join(root, '.hl/hl.mjs');
  assert.match(ensure(), /was made/);
  assert.match(readFileSync(file, 'utf8'), /^#!.*\n\/\/ hl [0-9a-f]{64}\nmade/);
  const { mtimeMs } = statSync(file);
  assert.match(ensure(), /is here/);

  commit('services/a.yml', 'service: { name: a }\n');
  assert.match(ensure(), /is here/, 'a service is no source of hl');
  assert.equal(statSync(file).mtimeMs, mtimeMs);

  for (const path of [
    'packages/core/src/index.ts',
    'apps/pipeline-runner/src/main.ts',
    'apps/lab/src/lab.ts',
    'package-lock.json',
    'tools/bundle/other.mjs',
  ]) {
    commit(path, `"${path}"`);
    assert.match(ensure(), /was made/, path);
  }

  rmSync(file);
  assert.match(ensure(), /was made/);
  assert.ok(existsSync(file));
  writeFileSync(file, '#!/usr/bin/env node\n// hl');
  assert.match(ensure(), /was made/, 'half a file');
});
