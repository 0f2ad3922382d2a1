import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFile } from '@hl/core';
import { commitAll, folder, gitIn, put, type Files } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let cwd: string;
const git = (...args: string[]): string => gitIn(cwd)(...args);
const write = (files: Files): void => put(cwd, files);
const commit = (files: Files): void => {
  write(files);
  commitAll(cwd);
};
/** By hand, on a machine on which nothing is set up: no key, no secret. */
const hl = (...argv: string[]): Promise<Said> => hlIn(cwd, argv, { HOME: join(cwd, 'nobody') });
const planned = (): PlanFile => JSON.parse(readFileSync(join(cwd, '.hl/plan.json'), 'utf8')) as PlanFile;
const made = (): string[] => planned().changes.map(({ system, key }) => `${system} ${key}`);

const site = `domain: example.org
hosts: { box: 192.0.2.1, proxy: 192.0.2.2 }
traefik: { host: proxy }
pihole: { url: http://192.0.2.53 }
ledger: { host: proxy }
`;
const service = (
  name: string,
  port = 8080,
  more = '',
): string => `service: { name: ${name}, display_name: X, description: x, category: utility }
deployment: { target_host: box, port: ${port}, image: "x:1"${more} }
traefik: { enabled: true, subdomain: ${name} }
dns: { enabled: true }
`;

beforeEach(() => {
  cwd = folder();
  git('init', '-q', '-b', 'main');
  commit({ 'hl.yml': site });
});

test('without any secret or host a plan shows what it would make, and names what it cannot see, once', async () => {
  commit({ 'services/utility/one.yml': service('one', 8080, ', secrets: [{ name: ONE_KEY }]') });
  const { code, text } = await hl('plan');
  expect(code).toBe(75);
  expect(made()).toEqual(['compose box/one', 'traefik one', 'pihole one.example.org']);
  for (const part of [
    /not set: ONE_KEY \(one\)/,
    /no SSH key for box \(one\)/,
    /PIHOLE_API_PASSWORD is not set.*\(one\)/,
    /→ .*\.env beside hl\.yml/,
  ])
    expect(text).toMatch(part);
  expect(text).not.toContain('✖');
  expect(text.match(/\.env beside/g)).toHaveLength(1);
});

describe('what is not committed', () => {
  const edits = {
    'services/utility/one.yml': service('one', 9090),
    'services/utility/gone.yml': null,
    'services/utility/new.yml': service('new', 8082),
    'services/utility/notes.txt': 'not read by hl',
    'README.md': 'neither',
  };
  beforeEach(() => {
    commit({
      'services/utility/one.yml': service('one', 8080),
      'services/utility/two.yml': service('two', 8081, ', extra_files: [{ source: two.conf, destination: two.conf }]'),
      'services/utility/two.conf': 'a',
      'services/utility/gone.yml': service('gone', 8083),
    });
  });

  test('a plan says so, and is one of the commit; nothing is said of files that hl does not read', async () => {
    write({ 'services/utility/new.yml': service('new', 8082), 'README.md': 'x', 'services/utility/.aside.yml': 'x' });
    const { text } = await hl('plan');
    expect(text).toContain('! not as committed: services/utility/new.yml\n  → What only they change is not in this plan');
    expect(made().filter((line) => line.includes('new'))).toEqual([]);
    expect(planned().edited).toBeUndefined();
  });

  test('--worktree plans the files as they are, and nobody applies that', async () => {
    write(edits);
    const { text } = await hl('plan', '--worktree');
    expect(text).toContain('! planned as they are: services/utility/gone.yml, services/utility/new.yml, services/utility/one.yml\n');
    expect(planned().services.map(({ name, action }) => `${action} ${name}`)).toEqual(['add one', 'add two', 'add new', 'delete gone']);
    expect(planned().services[0]?.after?.port).toBe(9090);
    expect(planned().edited).toEqual(['services/utility/gone.yml', 'services/utility/new.yml', 'services/utility/one.yml']);
    expect(await hl('deploy')).toMatchObject({ code: 2, text: expect.stringMatching(/not as committed.*new\.yml[^]*→ Commit them/) });
  });

  test('a plan that has read an edited file is not applied either: a service file, a file that travels, hl.yml', async () => {
    for (const edit of [
      { 'services/utility/one.yml': service('one', 9091) },
      { 'services/utility/two.conf': 'b' },
      { 'hl.yml': `${site}# x\n` },
    ]) {
      write(edit);
      await hl('plan');
      expect(planned().edited).toEqual(Object.keys(edit));
      expect(await hl('deploy')).toMatchObject({
        code: 2,
        text: expect.stringContaining('HL') && expect.stringContaining('not as committed'),
      });
      git('checkout', '-q', '.');
    }
  });

  test('a run refuses, and says what to do', async () => {
    write(edits);
    const { code, text } = await hl('run');
    expect(code).toBe(2);
    expect(text).toMatch(
      /not as committed: .*new\.yml, .*one\.yml \[yours to correct: HL_UNCOMMITTED\]\n {2}→ .*git commit.*git stash -u.*hl plan --worktree/,
    );
  });

  test('drift says that it has compared with them', async () => {
    write(edits);
    expect((await hl('drift')).text).toContain('not all as committed: services/utility/gone.yml, services/utility/new.yml');
  });
});

test('paths are those of the folder of hl.yml, wherever in the repository that is', async () => {
  const root = cwd;
  commit({ 'home/hl.yml': site, 'home/services/a/one.yml': service('one') });
  cwd = join(root, 'home');
  write({ 'services/a/two.yml': service('two', 8082) });
  expect((await hl('plan')).text).toContain('not as committed: services/a/two.yml\n');
  cwd = root;
});

test.each(['validate', 'plan', 'run'])('an empty services folder is a good start: %s', async (command) => {
  commit({ 'hl.yml': site.replace('ledger: { host: proxy }\n', '') });
  expect((await hl(command)).text).toContain('no services yet: hl new NAME writes a first one into services/');
});
