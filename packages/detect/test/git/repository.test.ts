import { git, type RunGit } from '../../src/git/git.js';
import { open } from '../../src/git/open.js';
import { repository } from '../../src/git/repository.js';
import type { TreeFile } from '../../src/git/answers.js';
import { cleanUp, started } from '../clone.js';

afterAll(cleanUp);

const made = started({
  'a.txt': 'one\n',
  'folder/new\nline.txt': 'two',
  'folder/deep/same.txt': 'one\n',
  link: { mode: '120000', content: 'a.txt' },
});
const second = made.commit({ 'a.txt': 'three', 'folder/deep/same.txt': null });
const repo = repository(made.cwd, git);
const lost = '1'.repeat(40);

async function contentsOf(from: typeof repo, leaves: readonly TreeFile[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await from.contents(leaves, (id, bytes) => void found.set(id, bytes.toString()));
  return found;
}

test.each([
  ['HEAD', second],
  ['main', second],
  [made.first, made.first],
  [made.first.slice(0, 12), made.first],
  [lost, null],
  ['nowhere', null],
  ['', null],
  ['--all', null],
])('the commit %j', async (revision, expected) => expect(await repo.commit(revision)).toBe(expected));

test.each([
  [[], []],
  [[made.first], [made.first]],
  [[lost, second], [second]],
])('of %j there are %j', async (ids, expected) => expect([...(await repo.present(ids))]).toEqual(expected));

test('leaves have path, mode and id; contents are found by id, each once', async () => {
  const all = await repo.files(made.first, '.');
  expect(all.map(({ path, mode }) => [path, mode])).toEqual([
    ['README.md', '100644'],
    ['a.txt', '100644'],
    ['folder/deep/same.txt', '100644'],
    ['folder/new\nline.txt', '100644'],
    ['link', '120000'],
  ]);
  const contents = await contentsOf(repo, all);
  expect(all.map(({ id }) => contents.get(id))).toEqual(['x', 'one\n', 'one\n', 'two', 'a.txt']);
  expect(contents.size).toBe(4);
  expect((await contentsOf(repo, [])).size).toBe(0);
  expect((await repo.files(made.first, 'folder')).map(({ path }) => path)).toEqual(['folder/deep/same.txt', 'folder/new\nline.txt']);
});

test('what differs, with both leaves', async () => {
  const [one, three] = [await repo.files(made.first, '.'), await repo.files(second, '.')];
  const leaf = (of: readonly TreeFile[], path: string) => of.find((each) => each.path === path) ?? null;
  const forth = ['a.txt', 'folder/deep/same.txt'].map((path) => ({ path, before: leaf(one, path), after: leaf(three, path) }));
  const back = forth.map(({ path, before, after }) => ({ path, before: after, after: before }));
  expect([...(await repo.differing([second, made.first], second))]).toEqual([
    [second, []],
    [made.first, forth],
  ]);
  expect((await repo.differing([second], made.first)).get(second)).toEqual(back);
  expect((await repo.differing([], second)).size).toBe(0);
  expect(leaf(three, 'folder/deep/same.txt')).toBeNull();
});

test('a merge is compared with what is asked for, and not with what it was made of', async () => {
  const merged = started({ 'a.txt': '1' });
  const one = merged.commit({ 'b.txt': '1' });
  merged.reset(merged.first);
  const other = merged.commit({ 'c.txt': '1' });
  const head = merged.commit({ 'b.txt': '1' }, [one, other]);
  const since = await repository(merged.cwd, git).differing([merged.first, one, other], head);
  expect([...since].map(([base, all]) => [base, all.map(({ path }) => path)])).toEqual([
    [merged.first, ['b.txt', 'c.txt']],
    [one, ['c.txt']],
    [other, ['b.txt']],
  ]);
});

test('many commits are compared by few calls', async () => {
  let calls = 0;
  const counted = repository(made.cwd, (...args) => ((calls += 1), git(...args)));
  const commits = Array.from({ length: 40 }, (_, n) => made.commit({ 'a.txt': `${n}` }));
  const since = await counted.differing(commits, second);
  expect(commits.map((commit) => since.get(commit)?.map(({ path }) => path))).toEqual(commits.map(() => ['a.txt']));
  expect(calls).toBe(3);
  made.reset(second);
});

test('commits are asked for once, and together', async () => {
  let calls = 0;
  const counted = repository(made.cwd, (...args) => ((calls += 1), git(...args)));
  expect(await counted.commits(['main', lost, made.first, ''])).toEqual([second, null, made.first, null]);
  expect(await counted.commit('main')).toBe(second);
  expect(calls).toBe(1);
});

test('what git refuses is an error, with its last words', async () => {
  await expect(repo.files(lost, '.')).rejects.toMatchObject({
    code: 'HL_GIT',
    kind: 'refused',
    message: expect.stringContaining('ls-tree ended with 128'),
  });
});

test('an object that this clone lost is an error, and not an empty file', async () => {
  await expect(contentsOf(repo, [{ path: 'a.txt', mode: '100644', id: lost }])).rejects.toMatchObject({ code: 'HL_GIT', kind: 'refused' });
});

test('thousands of objects and paths are asked for in few calls', async () => {
  const asked: string[] = [];
  const run: RunGit = async (argv, _, input = '') => {
    asked.push(argv.slice(2).join(' '));
    const objects = input.split('\n').filter(Boolean);
    return { code: 0, stdout: Buffer.from(objects.map((id) => `${id} blob 1\nx\n`).join('')), stderr: '' };
  };
  const many = repository('.', run);
  const leaves = Array.from({ length: 4_500 }, (_, n) => ({ path: `${n}`, mode: '100644', id: `${n}` }));
  expect([...(await contentsOf(many, leaves))].sort()).toEqual(leaves.map(({ id }) => [id, 'x']).sort());
  await many.files('a', ...leaves.map(({ path }) => path));
  const read = 'cat-file --batch --buffer';
  expect(asked).toEqual([read, 'ls-tree -r -z a']);
});

test('a repository is opened at a commit', async () => {
  expect((await open(made.cwd, 'HEAD', git)).head).toBe(second);
  await expect(open(made.cwd, 'nowhere', git)).rejects.toMatchObject({
    code: 'HL_HEAD',
    message: `there is no commit nowhere in ${made.cwd}`,
  });
});

test.each([
  ['no program of that name', ['hl-no-such-program'], process.cwd(), { code: 'HL_GIT_MISSING', kind: 'input' }],
  ['no such folder', ['git', 'status'], '/hl/no/such/folder', { code: 'HL_NO_FOLDER', kind: 'input' }],
])('%s', async (_, argv, cwd, expected) => {
  await expect(git(argv, cwd)).rejects.toMatchObject(expected);
});
