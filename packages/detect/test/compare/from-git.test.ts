import { fromGit } from '../../src/compare/from-git.js';
import { nothingShared } from '../../src/compare/shared.js';
import { named, on, tree } from '../trees.js';

const base = 'abcdef0123456789';

/** What is said of each path that is to be brought up, and of each name that is to be removed. */
function compare(before: { [path: string]: string }, after: { [path: string]: string }, from: string = base) {
  const { deploy, remove, kept, held } = fromGit(tree(before), tree(after), nothingShared, from);
  expect(held).toEqual([]);
  return { deploy: Object.fromEntries(deploy), remove: Object.fromEntries(remove), kept: Object.fromEntries(kept) };
}

test.each<[string, { [path: string]: string }, { [path: string]: string }, object]>([
  ['nothing', {}, {}, {}],
  ['the same', { 'a.yml': named('a') }, { 'a.yml': named('a') }, { deploy: { 'a.yml': { action: 'modify', reasons: [] } } }],
  ['a new one', {}, { 'a.yml': named('a') }, { deploy: { 'a.yml': { action: 'add', reasons: ['new since abcdef01'] } } }],
  [
    'an edit',
    { 'a.yml': named('a') },
    { 'a.yml': named('a', 'x: 1') },
    { deploy: { 'a.yml': { action: 'modify', reasons: ['changed since abcdef01'] } } },
  ],
  ['other line ends', { 'a.yml': named('a') }, { 'a.yml': named('a').replace('\n', '\r\n') }, { deploy: { 'a.yml': { reasons: [] } } }],
  ['a deletion', { 'a.yml': named('a') }, {}, { remove: { a: { path: 'a.yml', reason: 'deleted since abcdef01' } } }],
  [
    'another path',
    { 'a.yml': named('a') },
    { 'b/a.yml': named('a') },
    { deploy: { 'b/a.yml': { action: 'modify', reasons: ['its file was a.yml'], from: { path: 'a.yml', host: '' } } }, remove: {} },
  ],
  [
    'another host',
    { 'a.yml': named('a', on('one')) },
    { 'a.yml': named('a', on('two')) },
    { deploy: { 'a.yml': { reasons: ['moves from one to two', 'changed since abcdef01'], from: { path: 'a.yml', host: 'one' } } } },
  ],
  [
    'another name in the same file',
    { 'a.yml': named('a') },
    { 'a.yml': named('b') },
    {
      deploy: { 'a.yml': { action: 'add', reasons: ['new since abcdef01'] } },
      remove: { a: { path: 'a.yml', reason: 'a.yml now defines b' } },
    },
  ],
  [
    'two that swap their names',
    { 'a.yml': named('a'), 'b.yml': named('b') },
    { 'a.yml': named('b'), 'b.yml': named('a') },
    { deploy: { 'a.yml': { action: 'modify', from: { path: 'b.yml' } }, 'b.yml': { from: { path: 'a.yml' } } }, remove: {} },
  ],
  [
    'a second file of the same name is new, the first is not',
    { 'a.yml': named('a') },
    { 'a.yml': named('a'), 'b.yml': named('a') },
    { deploy: { 'a.yml': { action: 'modify' }, 'b.yml': { action: 'add' } } },
  ],
  ['a link where a file was', { 'a.yml': named('a') }, { 'a.yml': 'link' }, { deploy: {}, remove: {} }],
  [
    'another spelling of .yml',
    { 'a.yml': named('a') },
    { 'a.yaml': named('a') },
    { kept: { a: 'a.yaml defines it, and service files end in .yml' } },
  ],
])('%s', (_, before, after, expected) => expect(compare(before, after)).toMatchObject(expected));

test('from an empty tree nothing is known to be deployed', () => {
  expect(compare({}, { 'a.yml': named('a') }, 'empty').deploy).toEqual({
    'a.yml': { action: 'add', reasons: ['in git, nothing known to be deployed'] },
  });
});

test('what a service shares counts for it alone', () => {
  const files = { 'a.yml': named('a'), 'b.yml': named('b') };
  const { deploy } = fromGit(tree(files), tree(files), ({ name }) => (name === 'a' ? 'config/a.conf' : null), base);
  expect([...deploy.values()].map(({ reasons }) => reasons)).toEqual([['config/a.conf changed since abcdef01'], []]);
});
