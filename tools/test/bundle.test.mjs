import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { bundle, entriesIn, withFiles } from '../bundle/bundle.mjs';
import { oneFile } from '../bundle/one-file.mjs';
import { pastDoors } from '../bundle/past-doors.mjs';
import { scratch } from './folder.mjs';

const home = fileURLToPath(new URL('../../', import.meta.url));
const folder = scratch();

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

test('what comes from a package is taken from the file that has it', () => {
  const source = (path) => JSON.stringify(join(home, 'packages', path));
  const text = `import { HlError, type Site, equal as same } from '@hl/core';
import type { Reading } from '@hl/schema/yaml';
import {
  readYaml,
} from '@hl/schema/yaml';
import { posix } from 'node:path';`;
  assert.equal(
    pastDoors(text),
    `import { HlError as HlError } from ${source('core/src/error.ts')}; import { equal as same } from ${source('core/src/values/equal.ts')};
import type { Reading } from '@hl/schema/yaml';
import { readYaml as readYaml } from ${source('schema/src/yaml/read.ts')};
import { posix } from 'node:path';`,
  );
});

for (const [path, constant, source] of [
  ['packages/schema/src/schemas.gen.ts', 'schemas', 'schemas'],
  ['packages/schema/src/editor/published.gen.ts', 'published', 'packages/schema/v1'],
])
  test(`${constant} are the same as JSON`, () => {
    const { name, entries } = entriesIn(readFileSync(join(home, path), 'utf8'));
    assert.equal(name, constant);
    const names = readdirSync(join(home, source)).flatMap((file) => /^([\w-]+)\.schema\.json$/.exec(file)?.[1] ?? []);
    const files = names.map((file) => [file, JSON.parse(readFileSync(join(home, source, `${file}.schema.json`), 'utf8'))]);
    assert.deepEqual(Object.fromEntries(entries.map(({ key, json }) => [key, JSON.parse(json)])), Object.fromEntries(files));
  });

/** All parts of such a file, as they are compiled. */
const inClear = (text) =>
  [...text.matchAll(/^\/\*([\w+/=]+)\*\/$/gm)].map(([, block]) => brotliDecompressSync(Buffer.from(block, 'base64')).toString()).join('');

test('hl is one file that runs where nothing else is, with every script of every package in it', async () => {
  const file = join(folder, 'hl.mjs');
  const { inputs } = await bundle(file);
  const text = readFileSync(file, 'utf8');
  const parts = inClear(text);
  for (const name of readdirSync(join(home, 'packages')))
    for (const script of scriptsOf(name)) {
      // Characters that no way of writing a string changes.
      const [longest] = readFileSync(join(home, 'packages', name, 'scripts', script), 'utf8')
        .match(/[\w .,=-]+/g)
        .sort((a, b) => b.length - a.length);
      assert.ok(parts.includes(longest), `${name}/scripts/${script} is not in it`);
    }
  assert.ok(text.length <= 1_500_000, `${text.length} bytes`);
  // What `--version` and `--help` load, also from a checkout.
  assert.deepEqual(
    [...importedBy('apps/pipeline-runner/src/main.ts', inputs)].sort(),
    ['line/help.gen.ts', 'main.ts', 'progress/manner.ts', 'text/version.ts'].map((path) => `apps/pipeline-runner/src/${path}`),
  );
  const hl = (...args) => execFileSync(file, args, { cwd: folder, encoding: 'utf8' });
  assert.match(hl('--help'), /detect/);
  const { version } = JSON.parse(readFileSync(join(home, 'apps/pipeline-runner/package.json'), 'utf8'));
  assert.match(hl('--version'), new RegExp(`^hl/${version} `));
});

test('a Node that is too old for it is told so in one sentence, by the package, too', () => {
  const older = 'data:text/javascript,delete process.getBuiltinModule';
  for (const file of [join(folder, 'hl.mjs'), join(home, 'apps/pipeline-runner/bin/hl.js')]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', older, file, '--version'], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, `hl needs Node 20.19 or newer of 20, or 22.12 or newer; this is ${process.version}\n`);
  }
});

/** Files that are loaded when this one is. */
function importedBy(path, inputs, found = new Set()) {
  if (found.has(path) || !(path in inputs)) return found; // esbuild's own lines are in none
  found.add(path);
  for (const { path: other, kind } of inputs[path].imports) if (kind !== 'dynamic-import') importedBy(other, inputs, found);
  return found;
}

test('a command loads what it uses, and no more', () => {
  const [repository, told] = [join(folder, 'repository'), join(folder, 'told.mjs')];
  mkdirSync(join(repository, 'services'), { recursive: true });
  writeFileSync(join(repository, 'hl.yml'), 'domain: example.org\nhosts: { box: 192.0.2.11 }\nledger: { host: box }\n');
  writeFileSync(
    join(repository, 'services/whoami.yml'),
    "service: { name: whoami, display_name: Whoami, description: Shows a request, category: utility, icon: 'si:traefikproxy' }\ndeployment: { target_host: box, port: 8080, image: 'traefik/whoami:v1.10' }\n",
  );
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'x'],
  ])
    execFileSync('git', args, { cwd: repository });
  writeFileSync(
    told,
    `import vm from 'node:vm';
     import { syncBuiltinESMExports } from 'node:module';
     vm.Script = class extends vm.Script {
       constructor(code, options) { super(code, options); process._rawDebug('part ' + JSON.stringify(code)); }
     };
     syncBuiltinESMExports();`,
  );
  const loads = (...args) => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', told, join(folder, 'hl.mjs'), ...args], {
      cwd: repository,
      env: { PATH: process.env.PATH, HOME: folder },
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${args.join(' ')}: ${stderr.replaceAll(/^part .*\n/gm, '')}`);
    const code = [...stderr.matchAll(/^part (.*)$/gm)].map(([, text]) => JSON.parse(text)).join('\n');
    const has = Object.entries(libraries).flatMap(([name, words]) => (code.includes(words) ? [name] : []));
    return { has, kilobytes: Math.ceil(code.length / 1_000) };
  };
  const within = (most, has, ...args) => {
    const found = loads(...args);
    assert.deepEqual(found.has, has, args.join(' '));
    assert.ok(found.kilobytes <= most, `${args.join(' ')} loads ${found.kilobytes} kB`);
  };
  // Each is in the file: a word that is in none of them would be missed nowhere.
  const whole = readFileSync(join(folder, 'hl.mjs'), 'latin1');
  const parts = inClear(whole);
  for (const words of Object.values(libraries)) assert.ok(parts.includes(words), words);
  // These are answered by the head.
  for (const args of [['--version'], ['--help'], []]) within(0, [], ...args);
  assert.ok(whole.indexOf('/*') < 20_000, 'the head is compiled by each command');
  within(60, ['cac'], 'plan', '--help');
  within(60, [], '__complete', 'de');
  within(260, ['cac'], 'detect');
  within(370, ['cac'], 'validate');
  within(300, ['cac'], 'notify', 'success');
  // By schemas that are parts of their own.
  for (const file of ['hl.yml', 'services/whoami.yml']) {
    const whole = readFileSync(join(repository, file), 'utf8');
    writeFileSync(join(repository, file), `${whole}wrong: 1\n`);
    const { status, stdout, stderr } = spawnSync(join(folder, 'hl.mjs'), ['validate'], { cwd: repository, encoding: 'utf8' });
    assert.deepEqual([status, /unknown key wrong/.test(stdout + stderr)], [2, true], stdout + stderr);
    writeFileSync(join(repository, file), whole);
  }
});

/** Words that only this library has. */
const libraries = {
  cac: 'Unused args',
  yaml: 'Implicit keys need to be on a single line',
  ajv: 'schema with key or ref',
  re2js: 'missing argument to repetition operator',
  ssh2: 'keyboard-interactive',
  age: 'age-encryption.org/v1',
  nodemailer: 'Greeting never received',
};

test('what a part has in it comes back as it was, and parts that nobody asks for are not run', async () => {
  const b =
    "import path, { join } from 'node:path'; import * as whole from 'path'; export const b = [path.sep, whole.sep, join('a', 'b'), require('./C.js').default];";
  const parts = {
    'main.js':
      "import { a, calls } from './A.js'; export const main = async ([word]) => { console.log(a(word), calls, (await import('./B.js')).b); return 3; };",
    'A.js': 'export let calls = 0; export const a = (word) => { calls += 1; return [/^[→✔]*/.exec(word)[0], /* → */ `*/`, word]; };',
    'B.js': `${b} throw new Error(b);`,
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
  writeFileSync(file, await make({ ...parts, 'B.js': b }));
  const { status, stdout } = spawnSync(process.execPath, [file, '→→x'], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [3, "[ '→→', '*/', '→→x' ] 1 [ '/', '/', 'a/b', 'c' ]\n"]);
  const text = readFileSync(file, 'latin1');
  assert.deepEqual(text.split('\n').slice(0, 2), ['#!/usr/bin/env node', '// of a test']);
  assert.match(text, /^[\0-\x7f]*$/);
  assert.match(text, /somebody \\u2192/);
  writeFileSync(file, await make(parts));
  assert.match(spawnSync(process.execPath, [file, 'x'], { encoding: 'utf8' }).stderr, /parts\.mjs\/B\.js:1/);
});

function scriptsOf(name) {
  try {
    return readdirSync(join(home, 'packages', name, 'scripts'));
  } catch {
    return [];
  }
}
