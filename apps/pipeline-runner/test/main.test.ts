import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { main } from '../src/main.js';
import { commands } from '../src/commands/table.js';
import { folder } from './support/folder.js';

const hl = (...argv: string[]): Promise<{ code: number; out: string; err: string }> => inCi({}, ...argv);
const inCi = async (env: NodeJS.ProcessEnv, ...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [out, err]: [string[], string[]] = [[], []];
  const log = jest.spyOn(console, 'info').mockImplementation((text: string) => void out.push(text)); // the parser prints help itself
  const code = await main(argv, { env, stdout: (text) => void out.push(text), stderr: (text) => void err.push(text), color: false });
  log.mockRestore();
  return { code, out: out.join(''), err: err.join('') };
};

test.each(commands.map(({ usage, description, example }) => [usage.split(' ')[0] ?? '', description, example]))(
  'hl %s --help says what it does: %s',
  async (name, description, example) => {
    const { code, out } = await hl(name, '--help');
    expect(code).toBe(0);
    expect(out).toContain(example);
    expect(out).toContain(description);
  },
);

test.each([
  ['an unknown command', ['deplyo'], 'there is no command deplyo'],
  ['an unknown command to be explained', ['help', 'deplyo'], 'Did you mean hl deploy?'],
  ['a command that is nearly one', ['stauts', '--json'], 'Did you mean hl status?'],
  ['an unknown option', ['plan', '--nosuch'], 'nosuch'],
  ['an option that is nearly one', ['plan', '--allow-mass-remov'], 'Did you mean --allow-mass-remove?'],
  ['an unknown option before a command', ['--josn', 'plan'], 'Did you mean --json?'],
  ['an option of hl itself', ['deploy', '--version'], 'Unknown option `--version`'],
  ['an unknown action', ['hosts', 'trsut'], 'hosts knows trust, not trsut'],
  ['a misspelt option', ['plan', '--allow-mass-removal'], '`--allow-mass-removal`'],
  ['no such folder', ['validate', '--cwd', join(tmpdir(), 'no-such-folder')], 'no-such-folder is not there'],
  ['a lab in a folder of something else', ['lab', '--dir', import.meta.dirname], 'is neither empty nor a lab'],
  ['no hl.yml', ['validate', '--cwd', tmpdir(), '--config', 'none.yml'], 'none.yml is not there'],
])('%s is an input error with a hint', async (_, argv, message) => {
  const { code, err } = await hl(...argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
  // What and where, who must act, by which code the reference has it, what to do next.
  expect(err).toMatch(/^✖ .+ \[yours to correct: HL_[A-Z_]+\]\n {2}→ .+\n$/);
});

test.each([
  ['hl help', ['help'], ['--help']],
  ['hl help plan', ['help', 'plan'], ['plan', '--help']],
  ['hl', [], ['--help']],
])('%s is the help', async (_, argv, same) => {
  const [help, other] = [await hl(...argv), await hl(...same)];
  expect([help.code, help.out]).toEqual([0, other.out]);
  expect(help.out).toContain('Exit codes:');
});

test('hl version, for people and for machines', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect((await hl('version')).out).toContain(`hl ${version} (`);
  expect(JSON.parse((await hl('version', '--json')).out)).toMatchObject({ version, node: process.versions.node });
  expect((await hl('version', '--quiet')).out).toBe('');
});

test('hl completion prints a script, also for machines', async () => {
  const { out } = await hl('completion', 'fish');
  expect(out).toContain('complete -c hl');
  expect(JSON.parse((await hl('completion', 'fish', '--json')).out)).toEqual({ shell: 'fish', script: out });
});

test('a wrong hl.yml is told with its line', async () => {
  const cwd = folder({ 'hl.yml': 'domain: example.org\nhots: {}\n' });
  const { code, err } = await hl('validate', '--cwd', cwd);
  expect(code).toBe(2);
  expect(err).toMatch(/hl\.yml:\d+:\d+: /);
});

test('stages in the wrong order say which comes first', async () => {
  const cwd = folder({ 'hl.yml': 'domain: example.org\nhosts: { box: 192.0.2.1 }\n' });
  for (const [stage, first] of [
    ['plan', 'hl detect'],
    ['deploy', 'hl plan'],
    ['verify', 'hl plan'],
  ] as const) {
    const { code, err } = await inCi({ CI: 'true' }, stage, '--cwd', cwd); // by hand a plan detects by itself
    expect([stage, code, err]).toEqual([stage, 2, expect.stringContaining('Run')]);
    expect(err).toContain(`Run ${first} first`);
  }
});

test.each([
  ['--version', '--version'],
  ['-v', '-v'],
  ['', '--help'],
  ['--help', '--help'],
  ['-h', '--help'],
  ['help', '--help'],
])('hl %s, which is answered without the parser, is told as the parser tells it', async (alone, asked) => {
  const [told, parsed] = [await hl(...alone.split(' ').filter(Boolean)), await hl('--quiet', asked)];
  expect([told.code, told.out]).toEqual([0, `${parsed.out}\n`]);
  expect(told.out).toMatch(/^hl\/\d+\.\d+\.\d+( \S+ node-v\S+)?\n/);
});

test('an empty word is no question for help', async () => expect((await hl('')).err).toContain('there is no command'));
