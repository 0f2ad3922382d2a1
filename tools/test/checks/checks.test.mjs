import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { circles } from '../../checks/circles.mjs';
import { format } from '../../checks/format.mjs';
import { layout } from '../../checks/layout.mjs';
import { lock } from '../../checks/lock.mjs';
import { paths } from '../../checks/paths.mjs';
import { releases } from '../../checks/releases.mjs';
import { shell } from '../../checks/shell.mjs';
import { generated, made } from '../../generate/stale.mjs';
import { releaseSet } from '../../release/set.mjs';
import { put, scratch } from '../folder.mjs';

const home = fileURLToPath(new URL('../../../', import.meta.url));
let root;
beforeEach(() => void (root = scratch()));

const write = (path, text, at = root) => put(at, path, text);

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
    ['schemas', 11],
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
      for (const folder of [
        `packages/a/src/${n}`,
        'packages/a/dist',
        'node_modules/a',
        'packages/a/test/fixtures',
        'services/media',
        'docs/decisions',
      ])
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

describe('paths', () => {
  for (const [text, expected] of [
    ['See `packages/a/src/a.ts` and `packages/a/src/`.', []],
    ['See `packages/a/src/gone.ts`.', ['docs/a.md names packages/a/src/gone.ts, which is not there']],
    ['See `a.ts`, `packages/*/src`, `services/<category>/<name>.yml`.', []],
    ['A sample that its new owner took away: `services/media/gone.yml`.', []],
  ])
    test(text, () => {
      write('packages/a/src/a.ts');
      write('docs/a.md', text);
      assert.deepEqual(paths(root), expected);
    });
});

describe('releases', () => {
  const pack = (name, more = {}) =>
    write(
      `packages/${name}/package.json`,
      JSON.stringify({ name: `@x/${name}`, version: '1.0.0', publishConfig: { access: 'public' }, ...more }),
    );
  beforeEach(() => {
    write('nx.json', '{ "release": { "projects": ["packages/*"] } }');
    pack('a');
  });
  for (const [title, more, expected] of [
    ['whole', { dependencies: { '@x/a': '^1.0.0', yaml: '2' } }, []],
    ['a package is not released', { dependencies: { '@x/c': '^1.0.0' } }, ['packages/b needs @x/c, which is not released']],
    ['nor a peer, wanted or not', { peerDependencies: { '@x/c': '^1.0.0' } }, ['packages/b needs @x/c, which is not released']],
    ['what tests need is not installed', { devDependencies: { '@x/c': '^1.0.0' } }, []],
    ['one of another release', { dependencies: { '@x/a': '^0.9.0' } }, ['packages/b needs @x/a ^0.9.0, and 1.0.0 is released']],
    ['private', { private: true }, ['packages/b is private, and nx.json releases it']],
    ['not public', { publishConfig: {} }, ['packages/b lacks publishConfig.access: public']],
    ['of another version', { version: '1.1.0' }, ['packages/b is 1.1.0, the others 1.0.0: they are released together']],
  ])
    test(title, () => {
      pack('b', more);
      assert.deepEqual(releases(root), expected);
    });
  test('the component is of another release', () => {
    write(
      'templates/pipeline.yml',
      'spec:\n  inputs:\n    version:\n      description: x\n      default: 0.9.0\n    image:\n      default: 1.0.0\n',
    );
    assert.deepEqual(releases(root), ['templates/pipeline.yml takes hl 0.9.0, and 1.0.0 is released']);
  });
  test('each comes after what it needs', () => {
    pack('a', { dependencies: { '@x/b': '^1.0.0' } });
    pack('b');
    assert.deepEqual(
      releaseSet(root).map(({ folder }) => folder),
      ['packages/b', 'packages/a'],
    );
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

test('format', () => {
  for (const name of ['.prettierrc.json', '.prettierignore']) cpSync(join(home, name), join(root, name));
  write('a.ts', "export const a = 'b';\n");
  write('packages/a/src/a.gen.ts', 'f( )\n');
  assert.deepEqual(format(root), []);
  write('packages/a/src/a.ts', 'export const a = "b"\n');
  write('tools/a.mjs', 'f( )\n');
  write('a.json', '{"a":1}');
  write('broken.ts', 'export {');
  const problems = format(root).join('\n');
  for (const path of ['packages/a/src/a.ts', 'tools/a.mjs', 'a.json'])
    assert.ok(problems.includes(`${path} is not formatted: npm run format`), problems);
  assert.match(problems, /broken\.ts: SyntaxError/);
});

describe('generated', () => {
  const copy = scratch();
  let files;
  before(async () => {
    const benchmarks = ['README.md', 'docs/benchmarks.md', 'docs/benchmarks.json'];
    const command = ['package.json', 'src'].map((name) => `apps/pipeline-runner/${name}`);
    for (const place of ['package.json', 'schemas', 'packages', ...command, ...benchmarks])
      cpSync(join(home, place), join(copy, place), {
        recursive: true,
        filter: (path) => !/[\/](node_modules|dist|out-tsc|test)$/.test(path),
      });
    symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules')); // the rows of the commands are made a module
    const now = await made(copy);
    files = now.files;
    for (const path of now.stale)
      if (files.has(path)) write(path, files.get(path), copy);
      else rmSync(join(copy, path));
  });

  test('what was just made is not stale', async () => assert.deepEqual(await generated(copy), []));
  test('what somebody edited, what is missing, and what is left of a schema that is gone', async () => {
    const named = (ending) => [...files.keys()].find((path) => path.endsWith(ending));
    const edited = ['/site.md', '/service.gen.ts', '/artifacts.gen.ts', '/schemas.gen.ts'].map(named);
    for (const path of edited) write(path, `${files.get(path)}\n`, copy);
    rmSync(join(copy, 'docs/reference/service.md'));
    write('packages/schema/src/gone.gen.ts', '', copy);
    const expected = [...edited, 'docs/reference/service.md', 'packages/schema/src/gone.gen.ts'].map(
      (path) => `${path} is stale: npm run generate`,
    );
    assert.deepEqual(await generated(copy), expected.sort());
  });
  test('a figure of the benchmarks that is not on their page', async () => {
    const results = [{ name: 'planted', unit: 'ms', ours: 4321, floor: 1234 }];
    const machine = { node: 'v20.19.0', os: 'Linux', cpus: 2, model: 'x', memoryGiB: 4, load: 0 };
    write('docs/benchmarks.json', JSON.stringify([{ suite: 'startup', machine, results }]), copy);
    const stale = await generated(copy);
    for (const path of ['docs/benchmarks.md', 'docs/pictures/bench-startup.svg'])
      assert.ok(stale.includes(`${path} is stale: npm run generate`), stale.join());
  });
  test('a schema that changed', async () => {
    const schema = JSON.parse(readFileSync(join(copy, 'schemas/site.schema.json'), 'utf8'));
    for (const [path, text] of files) write(path, text, copy);
    rmSync(join(copy, 'packages/schema/src/gone.gen.ts'), { force: true });
    write('schemas/site.schema.json', JSON.stringify({ ...schema, description: 'Another.' }), copy);
    const stale = (await generated(copy)).map((line) => line.split(' ')[0]);
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
