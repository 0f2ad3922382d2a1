import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clone, loginIn, originOf, withoutLogin } from '../../../src/commands/watch/clone.js';
import { commitAll, folder as made, gitIn } from '../../support/folder.js';

const home = made();
const remote = join(home, 'remote.git');
const work = join(home, 'work');
const folder = join(home, 'clone');

const git = (...args: string[]): string => gitIn(work)(...args);
const commit = (text: string): string => {
  writeFileSync(join(work, 'file'), text);
  const made = commitAll(work);
  git('push', '--quiet', '--force', 'origin', 'HEAD:main');
  return made;
};
const following = (branch = 'main', url = remote) =>
  clone({ folder, url, branch, env: { PATH: process.env['PATH'] }, signal: new AbortController().signal });

beforeAll(() => {
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  execFileSync('git', ['clone', '--quiet', remote, work], { stdio: 'pipe' });
});

test('follows a branch, also when its history is rewritten; what lies in the clone besides goes', async () => {
  const [one, two, three] = [commit('1'), commit('2'), commit('3')];
  const it = following();
  expect(await it.fetch()).toBe(three);
  await it.checkout(three);
  expect(await it.way(one, three)).toEqual({ commits: 2, rewritten: false });
  writeFileSync(join(folder, 'stray'), 'x');
  git('reset', '--quiet', '--hard', one);
  const other = commit('4');
  expect(await following().fetch()).toBe(other);
  await it.checkout(other);
  expect([readFileSync(join(folder, 'file'), 'utf8'), existsSync(join(folder, 'stray'))]).toEqual(['4', false]);
  expect(await it.way(two, other)).toEqual({ commits: 1, rewritten: true });
  expect(await it.way('0'.repeat(40), other)).toBeNull();
});

test('a branch that is not there, and a remote that is away, are told apart', async () => {
  await expect(following('nosuch').fetch()).rejects.toMatchObject({ code: 'HL_BRANCH', kind: 'input' });
  renameSync(remote, `${remote}.away`);
  await expect(following().fetch()).rejects.toMatchObject({ code: 'HL_REMOTE', kind: 'unreachable' });
  renameSync(`${remote}.away`, remote);
  expect(await following().fetch()).toMatch(/^[0-9a-f]{40}$/);
});

test('a token in the address stands in no file, and is not shown', async () => {
  const url = 'https://me:s3cret@127.0.0.1:9/site.git';
  rmSync(folder, { recursive: true });
  await expect(following('main', url).fetch()).rejects.toMatchObject({ message: expect.not.stringContaining('s3cret') });
  expect(readFileSync(join(folder, '.git/config'), 'utf8')).toContain('https://127.0.0.1:9/site.git');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.filter(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').includes('s3cret'))).toEqual([]);
});

test.each([
  ['https://me:s3cret@git.example.org/a.git', 'https://git.example.org/a.git', 's3cret'],
  ['https://t0ken@git.example.org/a.git', 'https://git.example.org/a.git', 't0ken'],
  ['https://git.example.org/a@b.git', 'https://git.example.org/a@b.git', undefined],
  ['ssh://git@git.example.org/a.git', 'ssh://git@git.example.org/a.git', undefined],
  ['git@git.example.org:a.git', 'git@git.example.org:a.git', undefined],
])('%s', (url, shown, login) => expect([withoutLogin(url), loginIn(url)]).toEqual([shown, login]));

test('the remote of the repository that one is in', async () => {
  expect(await originOf(work)).toBe(remote);
  expect(await originOf(tmpdir())).toBeUndefined();
});
