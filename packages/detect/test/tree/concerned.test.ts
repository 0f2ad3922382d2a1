import { brief, cleanUp, runGit, service, started } from '../clone.js';

afterAll(cleanUp);

/** Which objects git is asked for, by the paths that they have in the newest commit. */
async function asked(repo: ReturnType<typeof started>, before: string) {
  const ids: string[] = [];
  const changes = await repo.detect({
    before,
    run: (argv, cwd, input) => {
      if (argv.includes('cat-file')) ids.push(...(input ?? '').split('\n'));
      return runGit(argv, cwd, input);
    },
  });
  const paths = repo
    .git('ls-tree', '-r', 'HEAD')
    .split('\n')
    .map((line) => line.split(/\s/));
  return { changes, read: paths.flatMap(([, , id = '', path = '']) => (ids.includes(id) ? [path] : [])) };
}

const files = {
  'services/a.yml': service('alpha'),
  'services/b.yml': service('beta'),
  'services/c.yml': service('c', { extra: '  extra_files: [{ source: config }]\n' }),
  'services/escaped.yml': service('"t\\x77o"'),
  'services/nameless.yml': 'deployment: { port: 1 }\n',
  'config/a.conf': '1',
};

test('one changed file: what can have nothing to do with it is not read', async () => {
  const repo = started(files);
  repo.commit({ 'services/a.yml': service('alpha', { host: 'other' }) });
  const { changes, read } = await asked(repo, repo.first);
  expect(brief(changes)).toEqual(['modify alpha services/a.yml']);
  expect(read).toEqual(['services/a.yml', 'services/c.yml', 'services/escaped.yml']);
});

test.each([
  ['a file that it refers to changed', { 'config/a.conf': '2' }, ['modify c services/c.yml']],
  ['the name is spelled in another way', { 'services/two.yml': service('two') }, ['add two services/two.yml']],
  [
    'the file of a name goes, another one has it',
    { 'services/b.yml': null, 'services/a.yml': service('beta') },
    ['modify beta services/a.yml', 'delete alpha services/a.yml'],
  ],
  [
    'a file without a name is called as another one was',
    { 'services/x/nameless.yml': service('nameless') },
    ['add nameless services/x/nameless.yml'],
  ],
])('%s', async (_, change, expected) => {
  const repo = started(files);
  repo.commit(change);
  expect(brief((await asked(repo, repo.first)).changes)).toEqual(expected);
});

test('a name that an unchanged file has in another spelling is not gone', async () => {
  const repo = started({ ...files, 'services/two.yml': service('two') });
  repo.commit({ 'services/two.yml': null });
  expect(brief((await asked(repo, repo.first)).changes)).toEqual([]);
});

test('a name that an unchanged file has by its own name is not gone', async () => {
  const repo = started({ ...files, 'services/z.yml': service('nameless') });
  repo.commit({ 'services/z.yml': null });
  expect(brief((await asked(repo, repo.first)).changes)).toEqual([]);
});
