import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { circles } from '../../checks/circles.mjs';
import { format } from '../../checks/format.mjs';
import { layout } from '../../checks/layout.mjs';
import { lock } from '../../checks/lock.mjs';
import { shell } from '../../checks/shell.mjs';
import { generated, made } from '../../generate/stale.mjs';

const home = fileURLToPath(new URL('../../../', import.meta.url));
let root;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'hl-checks-'))));
afterEach(() => rmSync(root, { recursive: true }));

function write(path, text = '') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('lock', () => {
  const locked = (packages) => {
    write('package-lock.json', JSON.stringify({ packages }));
    return lock(root);
  };
  for (const [title, packages, expected] of [
    ['whole', { 'node_modules/a': { optionalDependencies: { b: '1' } }, 'node_modules/b': {} }, []],
    ['found further in', { 'node_modules/a': { optionalDependencies: { b: '1' } }, 'node_modules/a/node_modules/b': {} }, []],
    ['an optional package is missing', { 'node_modules/a': { optionalDependencies: { b: '1' } } }, ['node_modules/a lacks b']],
    [
      'it is in a stranger’s folder',
      { 'node_modules/a': { optionalDependencies: { b: '1' } }, 'node_modules/c/node_modules/b': {} },
      ['node_modules/a lacks b'],
    ],
    ['a registry is named', { 'node_modules/a': { resolved: 'https://registry.example.org/a.tgz' } }, ['node_modules/a names a registry']],
  ])
    test(title, () => assert.deepEqual(locked(packages), expected));
});

describe('layout', () => {
  for (const [folder, most] of [
    ['packages/a/src', 8],
    ['apps/a/src', 8],
    ['packages/a/src/desired', 11],
    ['packages/a/test', 11],
    ['packages/a/test/desired', 11],
    ['packages/a/scripts', 11],
    ['tools/bench', 11],
    ['docs/decisions', 11],
  ])
    test(`${folder} takes ${most} files`, () => {
      for (let n = 0; n < most; n += 1) write(`${folder}/${n}.ts`);
      assert.deepEqual(layout(root), []);
      write(`${folder}/more.ts`);
      assert.equal(layout(root).length, 1);
      assert.match(layout(root)[0], new RegExp(`^${folder} has ${most + 1} files, ${most} at most`));
    });
  test('folders are no files, and what is installed, built or a fixture does not count', () => {
    for (let n = 0; n < 20; n += 1)
      for (const folder of [`packages/a/src/${n}`, 'packages/a/dist', 'node_modules/a', 'packages/a/test/fixtures', 'services/media'])
        write(`${folder}/${n}.ts`);
    assert.deepEqual(layout(root), []);
  });
});

describe('circles', () => {
  const imports = (path, ...lines) => write(`packages/a/src/${path}`, lines.join('\n'));
  const circle = ['packages/a/src/a.ts -> packages/a/src/b/b.ts -> packages/a/src/a.ts'];
  for (const [title, back, expected] of [
    ['none', '', []],
    ['values', "import { a } from '../a.js';", circle],
    ['types', "import type { A } from '../a.js';", circle],
    ['what is handed on', "export * from '../a.js';", circle],
    ['types that are handed on', "export type { A } from '../a.js';", circle],
    ['a type in place', "export type B = import('../a.js').A;", circle],
    ['import()', "export const a = () => import('../a.js');", circle],
    ['a comment', "// import { a } from '../a.js';", []],
  ])
    test(title, () => {
      imports('a.ts', "import { b } from './b/b.js';");
      imports('b/b.ts', back);
      assert.deepEqual(circles(root), expected);
    });
  test('round a longer way', () => {
    for (const [from, to] of ['ab', 'bc', 'cd', 'db']) imports(`${from}.ts`, `import './${to}.js';`);
    assert.deepEqual(circles(root), ['packages/a/src/b.ts -> packages/a/src/c.ts -> packages/a/src/d.ts -> packages/a/src/b.ts']);
  });
  test('among tools', () => {
    write('tools/a.mjs', "import './b.mjs';");
    write('tools/b.mjs', "import './a.mjs';");
    assert.deepEqual(circles(root), ['tools/a.mjs -> tools/b.mjs -> tools/a.mjs']);
  });
});

describe('shell', () => {
  const installed = spawnSync('shellcheck', ['--version']).status === 0;
  for (const [path, text, fault] of [
    ['packages/a/scripts/x.sh', '#!/bin/sh\nrm -rf $1/x\n', /^packages\/a\/scripts\/x\.sh:2:8: note: .*SC2086/],
    ['.ci/run', '#!/usr/bin/env bash\nif true; do echo; done\n', /^\.ci\/run:2:/],
    ['tools/x.sh', '#!/bin/bash\nset -eu\necho "$1"\n', undefined],
    ['.ci/notes', 'rm -rf $1\n', undefined],
  ])
    test(`${path} ${fault ? 'is refused' : 'is fine'}`, { skip: !installed && 'shellcheck is not installed' }, () => {
      write(path, text);
      if (fault) assert.match(shell(root).join('\n'), fault);
      else assert.deepEqual(shell(root), []);
    });
  test('that it is not installed is said', () => {
    const said = [];
    write('tools/x.sh', 'echo $1\n');
    assert.deepEqual(shell(root, { program: join(root, 'none'), say: (line) => said.push(line) }), []);
    assert.deepEqual(said, ['shellcheck is not installed: 1 shell scripts were not checked']);
  });
});

describe('format', () => {
  const formatted = (path, text) => {
    cpSync(join(home, '.prettierrc.json'), join(root, '.prettierrc.json'));
    cpSync(join(home, '.prettierignore'), join(root, '.prettierignore'));
    write(path, text);
    return format(root);
  };
  for (const [path, text, expected] of [
    ['a.ts', "export const a = 'b';\n", []],
    ['packages/a/src/a.ts', 'export const a = "b"\n', ['packages/a/src/a.ts is not formatted: npm run format']],
    ['tools/a.mjs', 'f( )\n', ['tools/a.mjs is not formatted: npm run format']],
    ['a.json', '{"a":1}', ['a.json is not formatted: npm run format']],
    ['packages/a/src/a.gen.ts', 'f( )\n', []],
  ])
    test(path, () => assert.deepEqual(formatted(path, text), expected));
  test('what cannot be parsed is told', () => assert.match(formatted('a.ts', 'export {').join('\n'), /a\.ts: SyntaxError/));
});

describe('generated', () => {
  const places = ['schemas', 'docs/reference', 'packages/core/src', 'packages/schema/src'];
  let files;
  beforeEach(async () => {
    for (const place of places) cpSync(join(home, place), join(root, place), { recursive: true });
    const now = await made(root);
    files = now.files;
    for (const path of now.stale)
      if (files.has(path)) write(path, files.get(path));
      else rmSync(join(root, path));
  });
  test('what was just made is not stale', async () => assert.deepEqual(await generated(root), []));
  for (const [title, ending, change] of [
    ['a page that somebody edited', 'docs/reference/site.md', (text) => text.replace('host', 'hosts')],
    ['types that somebody edited', '/service.gen.ts', (text) => `${text}\n`],
    ['types of artifacts that somebody edited', '/artifacts.gen.ts', (text) => `${text}\n`],
    ['a file of a schema that is gone', 'packages/schema/src/gone.gen.ts', () => ''],
    ['a page that is missing', 'docs/reference/service.md', () => undefined],
  ])
    test(title, async () => {
      const path = [...files.keys()].find((one) => one.endsWith(ending)) ?? ending;
      const text = change(path.includes('gone') ? '' : readFileSync(join(root, path), 'utf8'));
      if (text === undefined) rmSync(join(root, path));
      else write(path, text);
      assert.deepEqual(await generated(root), [`${path} is stale: npm run generate`]);
    });
  test('a schema that changed', async () => {
    const schema = JSON.parse(readFileSync(join(root, 'schemas/site.schema.json'), 'utf8'));
    write('schemas/site.schema.json', JSON.stringify({ ...schema, description: 'Another.' }));
    const stale = (await generated(root)).map((line) => line.split(' ')[0]);
    assert.ok(stale.includes('docs/reference/site.md') && stale.some((path) => path.endsWith('/schemas.gen.ts')), stale.join());
  });
});

describe('the command', () => {
  const check = (...args) => spawnSync(process.execPath, [join(home, 'tools/check.mjs'), '--root', root, ...args], { encoding: 'utf8' });
  test('says what is wrong and fails', () => {
    write('package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { resolved: 'https://registry.example.org/a.tgz' } } }));
    const { status, stderr } = check('lock', 'words');
    assert.deepEqual([status, stderr], [1, 'lock: node_modules/a names a registry\n']);
  });
  test('says nothing where nothing is wrong', () => {
    write('package-lock.json', '{ "packages": {} }');
    const { status, stderr } = check('lock', 'words', 'layout', 'circles', 'shell');
    assert.deepEqual([status, stderr], [0, '']);
  });
});
