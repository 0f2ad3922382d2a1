import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle, packed, withFiles } from '../bundle/bundle.mjs';
import { hidden, oneFile } from '../bundle/one-file.mjs';

const home = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hl-bundle-'));
after(() => rmSync(folder, { recursive: true }));

test('a file that is read from beside its module is in the bundle', () => {
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'scripts/x.sh'), 'echo "$1"\n');
  const text = "const script = readFileSync(new URL('../../scripts/x.sh', import.meta.url), 'utf8');";
  assert.equal(withFiles(text, join(folder, 'src/client/x.ts')), String.raw`const script = "echo \"$1\"\n";`);
});

for (const text of [
  "const url = new URL('../../scripts/x.sh', import.meta.url);",
  "readFileSync(new URL('../../scripts/x.sh', import.meta.url));",
  'readFileSync(join(import.meta.dirname, name));',
])
  test(`another spelling stops it: ${text}`, () =>
    assert.throws(() => withFiles(text, join(folder, 'src/client/x.ts')), /client\/x\.ts: what is beside/));

for (const [path, constant, source] of [
  ['packages/schema/src/schemas.gen.ts', 'schemas', 'schemas'],
  ['packages/schema/src/editor/published.gen.ts', 'published', 'packages/schema/v1'],
])
  test(`${constant} are the same when they are packed`, async () => {
    const file = join(folder, `${constant}.mjs`);
    writeFileSync(file, packed(readFileSync(join(home, path), 'utf8')));
    const { [constant]: unpacked } = await import(file);
    const names = readdirSync(join(home, source)).flatMap((name) => /^([\w-]+)\.schema\.json$/.exec(name)?.[1] ?? []);
    const files = names.map((name) => [name, JSON.parse(readFileSync(join(home, source, `${name}.schema.json`), 'utf8'))]);
    assert.deepEqual(unpacked, Object.fromEntries(files));
  });

test('hl is one file that runs where nothing else is, with every script of every package in it', async () => {
  const file = join(folder, 'hl.mjs');
  await bundle(file);
  const text = readFileSync(file, 'utf8');
  for (const name of readdirSync(join(home, 'packages')))
    for (const script of scriptsOf(name)) {
      // Characters that no way of writing a string changes.
      const [longest] = readFileSync(join(home, 'packages', name, 'scripts', script), 'utf8')
        .match(/[\w .,=-]+/g)
        .sort((a, b) => b.length - a.length);
      assert.ok(text.includes(longest), `${name}/scripts/${script} is not in it`);
    }
  assert.ok(text.length <= 3_000_000, `${text.length} bytes`);
  const hl = (...args) => execFileSync(file, args, { cwd: folder, encoding: 'utf8' });
  assert.match(hl('--help'), /detect/);
  const { version } = JSON.parse(readFileSync(join(home, 'apps/pipeline-runner/package.json'), 'utf8'));
  assert.match(hl('--version'), new RegExp(`^hl/${version} `));
});

test('what a part has in it comes back as it was, and parts that nobody asks for are not run', async () => {
  const parts = {
    'main.js':
      "import { a } from './A.js'; export const main = async ([word]) => { console.log(a(word), (await import('./B.js')).b); return 3; };",
    'A.js': 'export const a = (word) => [/^[→✔]*/.exec(word)[0], /* → */ `*/`, word];',
    'B.js': "export const b = require('node:path').sep + require('./C.js').default; throw new Error(b);",
    'C.js': "export default 'c';",
    'D.js': "console.log('never'); export const d = 1;",
    'x.LEGAL.txt': 'a package:\n  (c) somebody → */',
  };
  const file = join(folder, 'parts.mjs');
  const make = (all) =>
    oneFile(
      Object.entries(all).map(([name, text]) => ({ path: `/x/${name}`, text })),
      '// of a test',
    );
  writeFileSync(file, await make({ ...parts, 'B.js': "export const b = require('node:path').sep + require('./C.js').default;" }));
  const { status, stdout } = spawnSync(process.execPath, [file, '→→x'], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [3, "[ '→→', '*/', '→→x' ] /c\n"]);
  const text = readFileSync(file, 'latin1');
  assert.deepEqual(text.split('\n').slice(0, 2), ['#!/usr/bin/env node', '// of a test']);
  assert.match(text, /^[\0-\x7f]*$/);
  assert.match(text, /somebody \\u2192/);
  writeFileSync(file, await make(parts));
  assert.match(spawnSync(process.execPath, [file, 'x'], { encoding: 'utf8' }).stderr, /parts\.mjs\/B\.js:1/);
  await assert.rejects(make({ 'main.js': `export const main = '${hidden}';` }), /stands for the end of a comment/);
});

function scriptsOf(name) {
  try {
    return readdirSync(join(home, 'packages', name, 'scripts'));
  } catch {
    return [];
  }
}
