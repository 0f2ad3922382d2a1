import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notices, packagesIn } from '../../release/contents.mjs';
import { unlisted } from '../../release/install.mjs';
import { releaseArguments, withVersion } from '../../release/version.mjs';
import { put, scratch } from '../folder.mjs';

const root = scratch();
const write = (path, text) => put(root, path, text);
const pack = (folder, name) => write(`${folder}/package.json`, JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));

test('the packages of a bundle are named once each, and their licences are handed on', () => {
  for (const [folder, name] of [
    ['packages/a', '@x/a'],
    ['node_modules/b', 'b'],
    ['node_modules/b/node_modules/@y/c', '@y/c'],
  ])
    pack(folder, name);
  write('node_modules/b/LICENSE.md', 'Copyright B');
  const inputs = [
    'packages/a/src/a.ts',
    'node_modules/b/x.js',
    'node_modules/b/lib/y.js',
    'node_modules/b/node_modules/@y/c/z.js',
    'hl.ts',
    'library:library:/elsewhere/node_modules/made-of-it/x.js',
  ];
  const found = packagesIn(root, { inputs: Object.fromEntries(inputs.map((path) => [path, {}])) });
  assert.deepEqual(
    found.map(({ name }) => name),
    ['b', '@y/c', '@x/a'],
  );
  const text = notices(root, found);
  assert.match(text, /^=+\nb@1\.2\.3\n\nCopyright B$/m);
  assert.match(text, /^@y\/c@1\.2\.3\n\nMIT, as its package\.json says$/m);
  assert.doesNotMatch(text, /@x\/a/);
});

test('what is in the bundle and not in the bill of materials is told, a version too', () => {
  const bom = { metadata: { component: { name: 'a', version: '1' } }, components: [{ name: 'b', version: '1' }] };
  const inBundle = [
    { name: 'a', version: '1' },
    { name: 'b', version: '2' },
    { name: 'c', version: '1' },
  ];
  assert.deepEqual(unlisted(bom, inBundle), ['b@2', 'c@1']);
});

for (const [title, tags, first] of [
  ['the first release is what the manifests say', [''], true],
  ['tags of something else are no release', ['before-the-move', 'v1'], true],
  ['later ones come from the commits', ['0.1.0', ''], false],
])
  test(title, () => assert.equal(releaseArguments(tags, '0.1.0').includes('--first-release'), first));

for (const [text, expected] of [
  ['pipeline@0.1.0', 'pipeline@0.2.0'],
  ['hl:0.1.0 and /0.1.0/', 'hl:0.2.0 and /0.2.0/'],
  ['It is 0.1.0.', 'It is 0.2.0.'],
  ['10.1.0, 0.1.01, 0.1.0.1 and 0x1y0', '10.1.0, 0.1.01, 0.1.0.1 and 0x1y0'],
])
  test(`the next version in: ${text}`, () => assert.equal(withVersion(text, '0.1.0', '0.2.0'), expected));
