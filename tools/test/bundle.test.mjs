import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle, packed, withFiles } from '../bundle/bundle.mjs';

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

function scriptsOf(name) {
  try {
    return readdirSync(join(home, 'packages', name, 'scripts'));
  } catch {
    return [];
  }
}
