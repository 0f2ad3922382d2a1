import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { stage } from '../../pack/stage.mjs';
import { put, scratch } from '../folder.mjs';

let root;
beforeEach(() => void (root = scratch()));

const write = (path, text) => put(root, path, text);

const manifest = {
  name: '@hl/a',
  exports: {
    './package.json': './package.json',
    '.': { '@hl/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
  },
  files: ['dist', 'scripts', '!scripts/none'],
  nx: { tags: [] },
  dependencies: { yaml: '^2' },
  devDependencies: { ajv: '^8' },
  publishedPeerDependencies: { nx: '^23' },
};
const built = ['dist/index.js', 'dist/index.d.ts', 'dist/b/b.js', 'dist/b/b.d.ts'];
const whole = [...built, 'src/index.ts', 'src/b/b.ts', 'scripts/x.sh', 'README.md', 'test/a.test.ts', 'dist/a.tsbuildinfo', 'dist/gone.js'];

test('what travels is what was built of sources that are there, and the licence; nothing points at what does not', () => {
  write('LICENSE');
  write('packages/a/package.json', JSON.stringify(manifest));
  for (const path of whole) write(`packages/a/${path}`);
  write('dist/packages/a/old.js');
  const to = stage(root, 'packages/a');
  assert.equal(to, join(root, 'dist/packages/a'));
  const files = readdirSync(to, { recursive: true, encoding: 'utf8' }).filter((path) => /\.|LICENSE/.test(path));
  assert.deepEqual(files.sort(), ['LICENSE', 'README.md', ...built, 'package.json', 'scripts/x.sh'].sort());
  assert.deepEqual(JSON.parse(readFileSync(join(to, 'package.json'), 'utf8')), {
    name: '@hl/a',
    files: manifest.files,
    dependencies: { yaml: '^2' },
    peerDependencies: { nx: '^23' },
    exports: { './package.json': './package.json', '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  });
});

for (const [missing, named = missing] of [['dist/b/b.d.ts'], ['scripts/x.sh', 'scripts'], ['README.md']])
  test(`${missing} is missing`, () => {
    write('LICENSE');
    write('packages/a/package.json', JSON.stringify(manifest));
    for (const path of whole.filter((one) => one !== missing)) write(`packages/a/${path}`);
    assert.throws(() => stage(root, 'packages/a'), { message: `packages/a/${named} is not there: npm run build` });
  });
