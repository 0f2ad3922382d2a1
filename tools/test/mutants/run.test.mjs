import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const home = fileURLToPath(new URL('../../../', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'hl-mutated-'));
after(() => rmSync(root, { recursive: true }));

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, 'tools/mutants/run.mjs'), '--root', root, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const source = "export const word = (n: number): string => {\n  while (n > 9) n -= 9;\n  return n > 1 ? 'many' : 'one';\n};\n";
const survivors = (...entries) => write('tools/mutants/survivors.json', JSON.stringify(entries));

before(() => {
  symlinkSync(join(home, 'node_modules'), join(root, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  write('packages/a/package.json', '{ "name": "@hl/a", "type": "module", "exports": { ".": { "@hl/source": "./src/index.ts" } } }');
  write('packages/a/jest.config.js', `import preset from '${pathToFileURL(join(home, 'jest.preset.js'))}';\nexport default preset;\n`);
  write('packages/a/src/index.ts', "export { word } from './desired/word.js';\n");
  write('packages/a/src/desired/word.ts', source);
  survivors();
});

const tested = (...cases) =>
  `import { word } from '../../src/desired/word.js';\ntest.each(${JSON.stringify(cases)})('%s', (n, expected) => expect(word(n as number)).toBe(expected));\n`;

test('a fault that no test sees is told, and fails; the source is never touched', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'many'], [19, 'one']));
  const { status, stdout } = run();
  assert.equal(status, 1, stdout);
  assert.match(stdout, /word\.ts:2 {2}while \(n > 9\) n -= 9;\n {2}- >\n {2}\+ >=\n/);
  assert.match(stdout, /packages\/a: 3 of 4 seen, 75 %, 85 % wanted/);
  assert.equal(readFileSync(join(root, 'packages/a/src/desired/word.ts'), 'utf8'), source);
});

test('a test that sees them all passes; an endless loop counts as seen', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'many'], [1, 'one'], [9, 'many'], [18, 'many'], [19, 'one']));
  const { status, stdout } = run('packages/a/src/desired');
  assert.deepEqual([status, stdout.split('\n')[0]], [0, 'packages/a: 4 of 4 seen, 100 %'], stdout);
});

test('survivors with a reason are accepted', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'many'], [1, 'one'], [19, 'one']));
  const boundary = { file: 'packages/a/src/desired/word.ts', operator: '>', line: 'while (n > 9) n -= 9;', nth: 0 };
  assert.match(run().stdout, /3 of 4 seen/);
  survivors({ ...boundary, reason: 'nobody counts to nine' });
  assert.match(run().stdout, /4 of 4 seen/);
  survivors();
});

test('a test that fails by itself proves nothing, and one elsewhere is found', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'few']));
  write(
    'packages/a/test/whole.test.ts',
    tested([2, 'many'], [1, 'one'], [9, 'many'], [19, 'one'], [18, 'many']).replace('../../src/desired/word.js', '@hl/a'),
  );
  const { stdout, stderr } = run();
  assert.match(stderr, /packages\/a\/test\/desired\/word\.test\.ts fails without a mutant and is left out/);
  assert.match(stdout, /4 of 4 seen/);
});

test('the list says which are tried', () => {
  assert.equal(run('--list').status, 0);
  const list = JSON.parse(readFileSync(join(root, 'tools/mutants/list/a.json'), 'utf8'));
  assert.equal(list.length, 4);
  write('tools/mutants/list/a.json', JSON.stringify(list.slice(0, 2)));
  assert.match(run().stdout, /2 of 2 seen/);
  assert.match(run('--all').stdout, /4 of 4 seen/);
});
