import { named, tree } from '../trees.js';

test.each<[string, { [path: string]: string }, { [path: string]: string }]>([
  [
    'files that end in .yml',
    { 'a.yml': named('one'), 'b.yaml': named('two'), 'c.txt': 'x', 'd/e.yml': named('three') },
    { one: 'a.yml', three: 'd/e.yml' },
  ],
  ['one without a name by its file', { 'deep/metube.yml': 'x: [' }, { metube: 'deep/metube.yml' }],
  ['links and submodules are none', { 'a.yml': 'link', b: 'module', 'c.yml': named('one') }, { one: 'c.yml' }],
  [
    'what another names as its own file is none, unless it has a name',
    {
      'a.yml': named('one', 'deployment: { extra_files: [{ source: b.yml }, { source: c.yml }] }'),
      'b.yml': 'x: 1',
      'c.yml': named('two'),
    },
    { one: 'a.yml', two: 'c.yml' },
  ],
])('services: %s', (_, files, expected) => {
  expect(Object.fromEntries(tree(files).services.map(({ name, path }) => [name, path]))).toEqual(expected);
});

test('a text without a name is called what was known of its path', () => {
  expect(tree({ 'a.yml': '{', 'b.yml': named('two') }, { 'a.yml': 'one', 'b.yml': 'other' }).services.map(({ name }) => name)).toEqual([
    'one',
    'two',
  ]);
});

test('what stands there and is not read, is told', () => {
  const { unread, misnamed, warnings } = tree({
    'a.yml': 'link',
    folder: 'link',
    'x.conf': 'link',
    module: 'module',
    'b.YML': named('two'),
    'c.yaml': 'x: 1',
  });
  expect([...unread]).toEqual(['a.yml', 'folder', 'module']);
  expect([...misnamed]).toEqual([['two', 'b.YML']]);
  expect(warnings).toEqual([
    'a.yml is a symbolic link: not followed, ignored',
    'folder is a symbolic link: not followed, ignored',
    'module is a submodule: not followed, ignored',
  ]);
});

test('two files of one name', () => {
  const { byName, warnings } = tree({ 'a.yml': named('one'), 'b.yml': named('one'), 'c.yml': named('two') });
  expect(byName.get('one')?.map(({ path }) => path)).toEqual(['a.yml', 'b.yml']);
  expect(warnings).toEqual(['a.yml and b.yml both define one']);
});

test('what a service names as its own file is not misnamed', () => {
  const files = { 'a.yml': named('one', 'deployment: { compose_file: b.yaml }'), 'b.yaml': named('two') };
  expect([...tree(files).misnamed]).toEqual([]);
});
