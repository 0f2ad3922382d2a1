import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { problemsOf } from '../../pack/lint.mjs';
import { put, scratch } from '../folder.mjs';

const good = {
  'package.json': {
    ...{ name: '@hl/http', version: '1.0.0', license: 'MIT', type: 'module', sideEffects: false },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './b': { types: './dist/b.d.ts', default: './dist/b.js' } },
    types: './dist/index.d.ts',
    repository: { type: 'git', url: 'git+https://git.example.org/hl.git' },
  },
  LICENSE: 'MIT',
  'README.md': '# a',
  'dist/index.js': 'export const a = 1;\n',
  'dist/index.d.ts': 'export declare const a: number;\n',
  'dist/b.js': 'export const b = 1;\n',
  'dist/b.d.ts': 'export declare const b: number;\n',
};

async function told(changed) {
  const folder = scratch();
  for (const [path, text] of Object.entries({ ...good, ...changed }).filter(([, text]) => text !== null))
    put(folder, path, typeof text === 'string' ? text : JSON.stringify(text));
  const [packed] = Object.values(
    JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: folder, encoding: 'utf8' }),
    ),
  );
  return problemsOf({ ...packed, filename: join(folder, packed.filename) });
}
const manifest = (change) => ({ 'package.json': { ...good['package.json'], ...change } });

test('a good one', async () => assert.deepEqual(await told({}), []));
for (const [title, changed, ...expected] of [
  ['no licence', { LICENSE: null }, 'there is no LICENSE in it'],
  ['maps and sources', { 'dist/index.js.map': '{}', 'src/index.ts': '' }, 'nobody needs dist/index.js.map', 'nobody needs src/index.ts'],
  ['no budget', manifest({ name: '@hl/new' }), 'it has no budget'],
  [
    'too large',
    { 'dist/index.js': `export const a = '${Array.from({ length: 20_000 }, (_, index) => index.toString(36)).join('')}';` },
    'it has ',
  ],
  ['a module that is not there', { 'dist/b.js': null }, 'publint: ', 'it points at dist/b.js'],
  ['types that are not there', { 'dist/b.d.ts': null }, 'publint: ', 'attw: '],
  [
    'a condition that leads nowhere',
    manifest({ exports: { '.': { '@hl/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' } } }),
    'it points at src/index.ts, which is not in it',
  ],
  [
    'types of CommonJS',
    {
      'dist/index.d.ts': null,
      'dist/index.d.cts': 'export declare const a: number;\n',
      ...manifest({ exports: { '.': { types: './dist/index.d.cts', default: './dist/index.js' } }, types: './dist/index.d.cts' }),
    },
    'attw: ',
  ],
])
  test(title, async () => {
    const problems = await told(changed);
    for (const start of expected)
      assert.ok(
        problems.some((problem) => problem.includes(`: ${start}`)),
        `${start} in ${problems.join('\n')}`,
      );
    assert.notEqual(problems.length, 0);
  });
