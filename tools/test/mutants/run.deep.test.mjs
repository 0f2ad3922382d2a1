import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { put, scratch } from '../folder.mjs';

const home = fileURLToPath(new URL('../../../', import.meta.url));
const root = scratch();

const write = (path, text) => put(root, path, text);
const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(home, 'tools/mutants/run.mjs'), '--root', root, '--jobs', '1', ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
};
const source = `export const word = (n: number): string => {
  if (n < 0) return 'none';
  return n > 1 ? 'many' : 'one';
};
`;
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
  write('packages/a/test/desired/word.test.ts', tested([2, 'many'], [-1, 'none']));
  const { status, stdout } = run();
  assert.equal(status, 1, stdout);
  assert.match(stdout, /word\.ts:2 {2}if \(n < 0\) return 'none';\n {2}- <\n {2}\+ <=\n/);
  assert.match(stdout, /packages\/a: 3 of 5 seen, 60 %, 85 % wanted/);
  assert.equal(readFileSync(join(root, 'packages/a/src/desired/word.ts'), 'utf8'), source);
});

test('a test that sees them all passes', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'many'], [1, 'one'], [0, 'one'], [-1, 'none']));
  const { status, stdout } = run('packages/a/src/desired');
  assert.deepEqual([status, stdout.split('\n')[0]], [0, 'packages/a: 5 of 5 seen, 100 %'], stdout);
});

test('survivors with a reason are accepted', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'many'], [1, 'one'], [-1, 'none']));
  const boundary = { file: 'packages/a/src/desired/word.ts', operator: '<', line: "if (n < 0) return 'none';", nth: 0 };
  assert.match(run().stdout, /4 of 5 seen/);
  survivors({ ...boundary, reason: 'nobody asks for nothing' });
  assert.match(run().stdout, /5 of 5 seen/);
  survivors();
});

test('a test that fails by itself proves nothing, and one elsewhere is found', () => {
  write('packages/a/test/desired/word.test.ts', tested([2, 'few']));
  write(
    'packages/a/test/whole.test.ts',
    tested([2, 'many'], [1, 'one'], [0, 'one'], [-1, 'none']).replace('../../src/desired/word.js', '@hl/a'),
  );
  const { stdout, stderr } = run();
  assert.match(stderr, /packages\/a\/test\/desired\/word\.test\.ts fails without a mutant and is left out/);
  assert.match(stdout, /5 of 5 seen/);
});

test('the list says which are tried', () => {
  assert.equal(run('--list').status, 0);
  const list = JSON.parse(readFileSync(join(root, 'tools/mutants/list/a.json'), 'utf8'));
  assert.equal(list.length, 5);
  write('tools/mutants/list/a.json', JSON.stringify(list.slice(0, 2)));
  assert.match(run().stdout, /5 of 5 seen/, 'where the list has not enough of a file, others are tried as well');
  assert.match(run('--all').stdout, /5 of 5 seen/);
});

test('one that never ends is ended, and counts as seen', () => {
  const source = 'if (stuck) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\n  return 1;';
  write('packages/a/src/observe/wait.ts', `export const wait = (stuck: boolean): number => {\n  ${source}\n};\n`);
  write(
    'packages/a/test/observe/wait.test.ts',
    "import { wait } from '../../src/observe/wait.js';\ntest('ends', () => expect(wait(false)).toBe(1));\n",
  );
  assert.match(run('packages/a/src/observe').stdout, /1 of 2 seen/);
});

test('a fault with a name is tried wherever it is, and has to be there', () => {
  write('packages/a/src/apply/twice.ts', 'export const twice = (n: number): number => n * 2;\n');
  write(
    'packages/a/test/apply/twice.test.ts',
    "import { twice } from '../../src/apply/twice.js';\ntest('twice', () => expect(twice(0)).toBe(0));\n",
  );
  const fault = { file: 'packages/a/src/apply/twice.ts', what: 'not doubled', from: 'n * 2', to: 'n' };
  write('tools/mutants/named.json', JSON.stringify([fault]));
  assert.match(run('packages/a/src/apply').stdout, /twice\.ts:1 {2}not doubled\n {2}- n \* 2\n {2}\+ n\npackages\/a: 0 of 1 seen/);
  assert.match(run('packages/a/src/desired').stdout, /5 of 5 seen/);
  write('tools/mutants/named.json', JSON.stringify([{ ...fault, from: 'n * 3' }]));
  assert.match(run().stderr, /twice\.ts has 0 times: n \* 3/);
});
