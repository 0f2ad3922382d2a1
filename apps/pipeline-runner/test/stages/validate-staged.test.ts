import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, gitIn, put } from '../support/folder.js';
import { hlIn, type Said } from '../support/hl.js';

let cwd: string;

const git = (...args: string[]): string => gitIn(cwd)(...args);
const write = (path: string, text: string): void => put(cwd, { [path]: text });
const stage = (path: string, text: string): void => {
  write(path, text);
  git('add', path);
};
const hl = (...argv: string[]): Promise<Said> => hlIn(cwd, ['validate', ...argv]);

const site = 'domain: example.org\ncategories: [media]\nhosts: { box: 192.0.2.1 }\nledger: { host: box }\n';
const service = (name: string, port: number, more = ''): string =>
  `service: { name: ${name}, display_name: A, description: A, category: media }\ndeployment:\n  target_host: box\n  port: ${port}\n  image: nginx:1\n${more}`;

beforeEach(() => {
  cwd = folder();
  git('init', '--quiet');
});

describe('after a first commit', () => {
  beforeEach(() => {
    stage('hl.yml', site);
    stage('services/films.yml', service('films', 8080));
    stage('services/broken.yml', service('broken', 8090, '  prot: 1\n'));
    git('commit', '--quiet', '--message', 'first');
  });

  test('what is staged is checked, not what lies on the disk', async () => {
    stage('services/books.yml', service('books', 0));
    write('services/books.yml', service('books', 8081));
    expect(await hl('--staged')).toMatchObject({
      code: 2,
      out: expect.stringContaining('services/books.yml:4:9: 0 is less than the minimum of 1'),
    });
    git('add', '.');
    write('services/books.yml', 'half : : written');
    expect(await hl('--staged')).toMatchObject({ code: 0, out: expect.stringContaining('1 service file is valid') });
  });

  test('a finding in a file that is not staged is nobody’s business; with hl.yml staged it is', async () => {
    stage('services/books.yml', service('books', 8081));
    expect((await hl('--staged')).out).not.toContain('broken');
    stage('hl.yml', `# a comment\n${site}`);
    expect(await hl('--staged')).toMatchObject({ code: 2, out: expect.stringContaining('services/broken.yml:6:3: unknown key prot') });
  });

  test('what a staged file takes from another one is told, wherever it is told', async () => {
    stage('services/books.yml', service('books', 8080));
    expect(await hl('--staged')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/port 8080\/tcp of box is taken by books \(services\/books\.yml\)/),
    });
  });

  test('a file that a service names, and that is removed, is missed', async () => {
    stage('files/app.conf', 'a');
    stage('services/app.yml', service('app', 8082, '  extra_files: [{ source: files/app.conf, destination: app.conf }]\n'));
    expect(await hl('--staged')).toMatchObject({ code: 0 });
    git('commit', '--quiet', '--message', 'second');
    git('rm', '--quiet', '--cached', 'files/app.conf');
    expect(await hl('--staged')).toMatchObject({ code: 2, out: expect.stringContaining('files/app.conf does not exist') });
  });

  test('a service file that is removed is none any more', async () => {
    git('rm', '--quiet', '--cached', 'services/films.yml');
    stage('services/books.yml', service('books', 8080));
    expect(await hl('--staged')).toMatchObject({ code: 0 });
  });

  test('a folder of a repository, another index, and names with blanks and umlauts', async () => {
    stage('home lab/hl.yml', site);
    stage('home lab/services/bücher regal.yml', service('books', 0));
    const root = cwd;
    cwd = join(root, 'home lab');
    expect(await hl('--staged')).toMatchObject({ code: 2, out: expect.stringContaining('services/bücher regal.yml:4:9: 0 is less') });
    cwd = root;
  });

  test('nothing staged is nothing to say, and nothing is left behind', async () => {
    expect(await hl('--staged')).toMatchObject({ code: 0, out: expect.stringContaining('nothing that is staged is a service file') });
    expect(existsSync(join(cwd, '.hl'))).toBe(false);
  });
});

test('before the first commit; hl.yml has to be staged, too', async () => {
  write('hl.yml', site);
  stage('services/films.yml', service('films', 8080));
  expect(await hl('--staged')).toMatchObject({ code: 2, err: expect.stringContaining('git add hl.yml') });
  git('add', 'hl.yml');
  expect(await hl('--staged')).toMatchObject({ code: 0 });
});

test('where there is no git, it is said', async () => {
  rmSync(join(cwd, '.git'), { recursive: true });
  write('hl.yml', site);
  expect(await hl('--staged')).toMatchObject({ code: 2, err: expect.stringContaining('not a git repository') });
});

test('files are for the disk', async () => {
  write('hl.yml', site);
  expect(await hl('--staged', 'services/films.yml')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--staged is for all files at once'),
  });
});

test('an image that floats is a warning, and does not hold a commit', async () => {
  stage('hl.yml', site);
  stage('services/films.yml', service('films', 8080).replace('nginx:1', 'nginx'));
  expect(await hl('--staged')).toMatchObject({
    code: 0,
    out: expect.stringContaining('services/films.yml:5:10: nginx has no tag, which means latest (warning)'),
  });
});
