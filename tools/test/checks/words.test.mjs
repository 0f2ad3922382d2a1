import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { words } from '../../checks/words.mjs';
import { put, scratch } from '../folder.mjs';

const root = scratch();

function checked(path, text) {
  const file = put(root, path, text);
  const problems = words(root);
  rmSync(file);
  return problems;
}

// `~` stands for hl, so that this file says nothing of the kind itself.
const meant = (text) => text.replaceAll('~', 'hl');

for (const [path, text] of [
  ['README.md', '# A\n\nRun `npx ~ run`.\n'],
  ['docs/a.md', 'npx -y ~'],
  ['docs/b.md', 'npx --yes --package=x ~ plan'],
  ['docs/c.md', 'It is npx ~.'],
  ['docs/d.md', 'npx ~@latest'],
  ['.gitlab-ci.yml', 'script: [npx ~]'],
  ['.gitlab/drift.yml', '  - npx \\\n    ~ drift'],
  ['packages/a/src/a.ts', "const hint = 'Run npx ~ adopt';"],
  ['packages/a/src/b.ts', "spawn('npx', ['~'])"],
  ['tools/a.sh', 'npm exec -- ~'],
  ['tools/b.sh', 'pnpm dlx ~'],
]) {
  test(`a planted line is seen: ${text}`, () => {
    assert.match(checked(path, meant(text)).join('\n'), new RegExp(`^${path.replaceAll('.', '\\.')}:\\d+: `));
  });
}

for (const text of ['npx --no-install ~', '~ run', 'npx nx test ~', 'npx ~-lab', 'npx @~/lab', 'npx ./~.mjs']) {
  test(`fine: ${text}`, () => assert.deepEqual(checked('docs/a.md', meant(text)), []));
}

test('what is installed or built is not looked at', () => {
  for (const path of ['node_modules/x/README.md', 'packages/a/dist/a.js', '.nx/cache/x']) {
    assert.deepEqual(checked(path, meant('npx ~')), []);
  }
});
