import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { common, manifests } from '../../checks/manifests.mjs';
import { put, scratch } from '../folder.mjs';

let root;
beforeEach(() => void (root = scratch()));

const write = (path, text) => put(root, path, text);

const whole = {
  license: 'MIT',
  author: 'somebody',
  homepage: 'https://git.example.org/hl',
  repository: { type: 'git', url: 'git+https://git.example.org/hl.git' },
  engines: { node: '^20.19.0 || >=22.12.0' },
};
const good = {
  ...common(whole, 'packages/a'),
  description: 'What it is for, in one line',
  keywords: ['homelab', 'gitops', 'a', 'b'],
  sideEffects: false,
  files: ['dist'],
};

for (const [title, change, expected] of [
  ['as it shall be', {}, []],
  ['another licence', { license: 'ISC' }, ['license is "MIT", by the package.json of the repository']],
  [
    'of another folder',
    { repository: { ...good.repository, directory: 'packages/b' } },
    [
      'repository is {"type":"git","url":"git+https://git.example.org/hl.git","directory":"packages/a"}, by the package.json of the repository',
    ],
  ],
  [
    'no homepage',
    { homepage: undefined },
    ['homepage is "https://git.example.org/hl/-/tree/main/packages/a#readme", by the package.json of the repository'],
  ],
  ['no bugs', { bugs: undefined }, ['bugs is "https://git.example.org/hl/-/issues", by the package.json of the repository']],
  ['another Node', { engines: { node: '>=18' } }, ['engines is {"node":"^20.19.0 || >=22.12.0"}, by the package.json of the repository']],
  ['a short description', { description: 'Things' }, ['needs description: one line of 20 characters or more']],
  ['no keywords', { keywords: [] }, ['needs keywords: four or more, "homelab" among them']],
  ['side effects', { sideEffects: true }, ['needs sideEffects: false, as no module here does anything when it is imported']],
  ['sources', { files: ['dist', 'src'] }, ['needs files: dist, and no src']],
  ['what is private is not published', { private: true, license: 'none' }, []],
])
  test(title, () => {
    write('package.json', JSON.stringify(whole));
    write('packages/a/README.md', '# a');
    write('packages/a/package.json', JSON.stringify({ ...good, ...change }));
    assert.deepEqual(
      manifests(root),
      expected.map((one) => `packages/a/package.json${one.startsWith('needs') ? '' : ':'} ${one}`),
    );
  });

test('no README', () => {
  write('package.json', JSON.stringify(whole));
  write('apps/a/package.json', JSON.stringify({ ...good, ...common(whole, 'apps/a') }));
  assert.deepEqual(manifests(root), ['apps/a/package.json needs a README.md beside it']);
});
