import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '@hl/detect';
import { readEnvironment } from '../../../src/environment.js';
import { init } from '../../../src/commands/init/init.js';
import type { Given, World } from '../../../src/commands/init/world.js';
import { printer } from '../../../src/printer.js';
import { folder, put } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let home: string;
let cwd: string;

beforeEach(() => {
  home = folder();
  cwd = join(home, 'homelab');
});

const write = (path: string, text: string): void => put(cwd, { [path]: text });
const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');
const files = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(cwd, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^\.(git|hl)(\/|$)/.test(path) && statSync(join(cwd, path)).isFile())
      .sort()
      .map((path) => [path, read(path)]),
  );
const hl = (...argv: string[]): Promise<Said> => hlIn(cwd, argv, { HOME: home });
const blind = ['init', '--yes', '--no-look', '--host', 'box=192.0.2.11'];

test('an empty folder becomes a repository that is valid, and a second call changes nothing', async () => {
  expect(await hl(...blind, '--domain', 'example.org')).toMatchObject({ code: 0, err: '' });
  expect(Object.keys(files())).toEqual([
    ...['.env.example', '.gitignore', '.gitlab-ci.yml', '.vscode/extensions.json', '.vscode/settings.json', 'hl.yml'],
    'services/utility/whoami.yml',
  ]);
  expect(existsSync(join(cwd, '.git'))).toBe(true);
  expect(await hl('validate')).toMatchObject({ code: 0, out: expect.stringContaining('1 service file is valid') });
  const before = files();
  expect(await hl('init', '--yes', '--no-look')).toMatchObject({
    code: 0,
    out: expect.stringContaining('everything is there: nothing was changed'),
  });
  expect(await hl('init', '--no-look')).toMatchObject({
    code: 0,
    out: expect.stringContaining('everything is there: nothing was changed'),
  });
  expect(files()).toEqual(before);
});

test('what is there is kept, or only added to, and said so', async () => {
  const mine = {
    '.gitignore': 'dist\n',
    '.gitlab-ci.yml': 'build: { script: [make] }\n',
    '.vscode/settings.json': '{ "editor.tabSize": 2 }\n',
    'services/home/mine.yml': 'service: {}\n',
  };
  for (const [path, text] of Object.entries(mine)) write(path, text);
  const { code, out } = await hl(...blind, '--ci', 'gitlab');
  expect(code).toBe(0);
  expect(out).toMatch(/\.gitlab-ci\.yml +kept as it is \(--force replaces it\)/);
  expect(out).toMatch(/\.gitignore +added to/);
  expect(files()).toMatchObject({ '.gitlab-ci.yml': mine['.gitlab-ci.yml'], 'services/home/mine.yml': mine['services/home/mine.yml'] });
  expect(read('.gitignore')).toBe('dist\n.env\n.hl/\nnode_modules/\n');
  expect(JSON.parse(read('.vscode/settings.json'))).toMatchObject({ 'editor.tabSize': 2, 'yaml.schemas': expect.anything() });
  expect(existsSync(join(cwd, 'services/utility'))).toBe(false);
});

test('settings with comments are not touched', async () => {
  write('.vscode/settings.json', '{\n  // mine\n}\n');
  expect((await hl(...blind)).out).toMatch(/\.vscode\/settings\.json +kept as it is/);
  expect(read('.vscode/settings.json')).toBe('{\n  // mine\n}\n');
});

test('an hl.yml that is there answers for itself; --force writes it anew', async () => {
  const own = 'domain: example.net\nhosts: { attic: 192.0.2.1 }\nledger: { host: attic }\nauthentik: { url: "http://192.0.2.30:9000" }\n';
  write('hl.yml', own);
  expect(await hl('init', '--no-look')).toMatchObject({ code: 0, out: expect.stringMatching(/hl\.yml +as it is/) });
  expect(read('hl.yml')).toBe(own);
  expect(read('.env.example')).toContain('AUTHENTIK_TOKEN=');
  expect(Object.keys(files()).filter((path) => path.startsWith('services') || path.includes('ci'))).toEqual([]);
  await hl(...blind, '--force');
  expect(read('hl.yml')).toContain('box: 192.0.2.11');
});

test.each([
  ['without anybody to ask', [], /hl init needs --host, --domain/],
  ['without a domain', ['--host', 'box=192.0.2.1'], /hl init needs --domain/],
  ['nothing is known', ['--yes'], /hl init --yes needs --host/],
  ['a host that is none', [...blind.slice(1, 3), '--host', 'a@'], /a@ is no host/],
  ['a domain that is none', [...blind.slice(1), '--domain', 'https://x/'], /is not a domain/],
  ['a category that is none', [...blind.slice(1), '--categories', 'Über'], /hl\.yml:5:.*Über/],
  ['a pipeline that is none', [...blind.slice(1), '--ci', 'jenkins'], /there is no pipeline jenkins/],
])('%s: told with the flag, and nothing is written', async (_, argv, message) => {
  const { code, err } = await hl('init', ...argv);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  expect(err).toContain('→');
  expect(existsSync(cwd)).toBe(false);
});

test('a broken hl.yml is told by its line', async () => {
  write('hl.yml', 'domain: example.org\nhosts: { box: 192.0.2.1 }\ntreafik: {}\n');
  expect(await hl('init', '--no-look')).toMatchObject({ code: 2, err: expect.stringContaining('hl.yml:3:1') });
});

test('--dry-run prints all of it, and writes nothing', async () => {
  const { code, out } = await hl(...blind, '--dry-run');
  expect([code, existsSync(cwd)]).toEqual([0, false]);
  for (const path of ['hl.yml', 'services/utility/whoami.yml', '.gitlab-ci.yml', '.gitignore']) expect(out).toContain(`# ${path}\n`);
  expect(out).toMatch(/hl\.yml +would be written/);
});

test('of one alias that may be a host it is taken; of several they are told', async () => {
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/config'), 'Host nas\n  HostName 192.0.2.9\n  User deploy\nHost github.com\n  User git\n');
  expect((await hl('init', '--yes', '--no-look')).code).toBe(0);
  expect(read('hl.yml')).toContain('nas: { address: 192.0.2.9, user: deploy }');
  writeFileSync(join(home, '.ssh/config'), 'Host nas pi\n');
  expect((await hl('init', '--yes', '--no-look', '--force')).err).toContain('~/.ssh/config has nas, pi: --host nas');
});

test('a key that all hosts have in ~/.ssh/config stands in .env, and counts from then on', async () => {
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/lab key'), '');
  writeFileSync(join(home, '.ssh/config'), 'Host nas\n  HostName 192.0.2.9\n  IdentityFile "~/.ssh/lab key"\n');
  const { out } = await hl('init', '--yes', '--no-look');
  expect(read('.env')).toBe(`SSH_KEY_FILE='${home}/.ssh/lab key'\n`);
  expect(out).toContain('.env holds SSH_KEY_FILE now');
  expect((await hl('init', '--yes', '--no-look')).out).toContain('nothing was changed');
  expect(read('.env')).toBe(`SSH_KEY_FILE='${home}/.ssh/lab key'\n`);
});

test('--json is one object', async () => {
  const { out } = await hl(...blind, '--json');
  expect(JSON.parse(out)).toMatchObject({
    written: true,
    files: expect.arrayContaining([{ path: 'hl.yml', state: 'new' }]),
    next: expect.any(Array),
  });
});

/** Somebody who answers so, each question once; what is not expected is an error. */
function person(
  answers: Readonly<Record<string, readonly string[]>>,
  look = false,
): { world: World; given: Given; out: () => string; asked: string[] } {
  const [out, asked]: [string[], string[]] = [[], []];
  const left = new Map(Object.entries(answers).map(([text, given]) => [text, [...given]]));
  const add = (text: string): void => void out.push(text);
  const world: World = {
    ...{
      cwd,
      configPath: 'hl.yml',
      print: printer({ stdout: add, stderr: add }),
      ownAddress: '192.0.2.77',
      git,
      version: '1.2.3',
      hl: 'hl',
    },
    environment: (more = {}) => readEnvironment({ HOME: home, ...more }),
    ask: async ({ text, choices, otherwise, wrong = () => null }) => {
      asked.push(text);
      for (;;) {
        const [key] = [...left.keys()].filter((start) => text.startsWith(start));
        const answer = (key === undefined ? undefined : left.get(key)?.shift()) ?? otherwise;
        if (answer === undefined) throw new Error(`nobody answers ${text}`);
        if ((choices === undefined || choices.includes(answer)) && wrong(answer) === null) return answer;
      }
    },
    config: { aliases: () => ['nas'], lookup: () => ({ hostName: '192.0.2.9' }) },
    resolve: async () => null,
  };
  const given = { hosts: [], yes: false, trust: false, force: false, dryRun: false, look, service: true, git: true };
  return { world, given, out: () => out.join(''), asked };
}

test('who sits there is asked for what is not given, and an answer that is none is asked for again', async () => {
  const { world, given, asked } = person({
    Hosts: ['a@', 'box=192.0.2.11 nas'],
    Domain: ['https://x', 'example.net'],
    Categories: ['Über', 'media home'],
    Pipeline: ['github'],
    Make: ['no'],
  });
  await init(world, given);
  expect(asked).toEqual([
    'Hosts, with blanks between (~/.ssh/config has nas)',
    'Domain, which names of services are completed with',
    'Categories of services',
    'Pipeline',
    'Make it a git repository?',
  ]);
  expect(read('hl.yml')).toMatch(/domain: example\.net .*\ncategories: \[media, home\]/);
  expect(Object.keys(files())).toEqual(expect.arrayContaining(['.github/workflows/homelab.yml', 'services/media/whoami.yml']));
  expect(existsSync(join(cwd, '.git'))).toBe(false);
});

test('empty answers are what is offered', async () => {
  const { world, given } = person({});
  await init(world, given);
  expect(read('hl.yml')).toMatch(/^domain: home\.arpa/m);
  expect(read('hl.yml')).toContain('nas: 192.0.2.9');
  expect(existsSync(join(cwd, '.git'))).toBe(true);
});

test('a file that is there can be looked at and replaced', async () => {
  write('.gitlab-ci.yml', 'mine: 1\n');
  write('services/utility/other.yml', '');
  const { world, given, out } = person({ '.gitlab-ci.yml': ['show', 'replace'] });
  await init(world, { ...given, ci: 'gitlab' });
  expect(out()).toContain('pipeline@1.2.3');
  expect(read('.gitlab-ci.yml')).toContain('pipeline@1.2.3');
});

test('secrets that somebody types go into .env, for nobody else to read, and are never shown', async () => {
  write(
    'hl.yml',
    'domain: example.org\nhosts: { box: 192.0.2.1 }\nledger: { host: box }\nauthentik: { url: "http://192.0.2.30:9000" }\npihole: { url: "http://192.0.2.53" }\n',
  );
  write('.env', 'PIHOLE_API_PASSWORD=there');
  const { world, given, out, asked } = person({ Type: ['yes'], AUTHENTIK_TOKEN: ['typed in secret'] });
  await init(world, given);
  expect(asked).toContain('Type AUTHENTIK_TOKEN now, to be kept in .env on this machine?');
  expect(read('.env')).toBe("PIHOLE_API_PASSWORD=there\nAUTHENTIK_TOKEN='typed in secret'\n");
  expect(out()).not.toContain('typed in secret');
  expect(read('.gitignore')).toContain('.env\n');
  rmSync(join(cwd, '.env'));
  await init(...(Object.values(person({ Type: ['yes'], PIHOLE: ['a'], AUTHENTIK: ['b'] })).slice(0, 2) as [World, Given]));
  expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
});
