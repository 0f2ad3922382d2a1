import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote, quote } from '@hl/core';
import type { Exec, Remote } from '@hl/core';
import { localExec, localRemote } from '@hl/core/local';

const exec: Exec = localExec();

const places: string[] = [];
const dir = (): string => {
  const place = mkdtempSync(join(tmpdir(), "hl it's "));
  places.push(place);
  return place;
};
afterAll(() => places.forEach((place) => rmSync(place, { recursive: true, force: true })));

test.each([['plain'], [''], ["it's"], ['a b'], ['$HOME `x` "y"'], ['new\nline'], ['ü*?']])('quote keeps %j one word', (word) => {
  expect(execFileSync('/bin/sh', ['-c', quote(['printf', '%s', word])]).toString()).toBe(word);
});

describe.each<[string, () => Remote]>([
  ['posixRemote', () => posixRemote('box', exec)],
  ['localRemote', () => localRemote()],
])('%s', (_, make) => {
  const remote = make();

  test('writes, reads, lists and removes', async () => {
    const path = join(dir(), 'sub', 'file.yml');
    expect(await remote.read(path)).toBeNull();
    await remote.write(path, 'ünï\r\n', { mode: 0o600 });
    expect(Buffer.from((await remote.read(path)) ?? []).toString()).toBe('ünï\r\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await remote.list(join(path, '..'))).toEqual(['file.yml']);
    await remote.remove(path);
    await remote.remove(path);
    expect(await remote.list(join(path, '..'))).toEqual([]);
    expect(await remote.list('/nowhere/at/all')).toEqual([]);
  });

  test('in place keeps the inode, rename does not', async () => {
    const path = join(dir(), 'file');
    writeFileSync(path, 'one');
    const inode = statSync(path).ino;
    await remote.write(path, 'two', { how: 'inPlace' });
    expect([statSync(path).ino, readFileSync(path, 'utf8')]).toEqual([inode, 'two']);
    await remote.write(path, 'three');
    expect(statSync(path).ino).not.toBe(inode);
  });

  test('a command: output, input, accepted and refused codes', async () => {
    expect(await remote.run(['cat'], { stdin: 'x\n' })).toMatchObject({ code: 0, stdout: 'x\n' });
    expect(await remote.run(['sh', '-c', 'exit 3'], { accept: [3] })).toMatchObject({ code: 3 });
    await expect(remote.run(['sh', '-c', 'echo why >&2; exit 4'])).rejects.toMatchObject({
      code: 'HL_COMMAND',
      kind: 'refused',
      message: expect.stringContaining('why'),
    });
  });

  test('an error names a command by its first words or its purpose, never by the text of a script', async () => {
    const message = (words: readonly string[], options = {}): Promise<string> =>
      remote.run(words, options).then(
        () => '',
        (error: Error) => error.message,
      );
    expect(await message(['ls', '/nowhere/at/all'])).toContain(': ls /nowhere/at/all ended with');
    for (const shell of ['sh', '/bin/sh']) {
      const words = ['env', 'A=1', shell, '-c', 'tops3cret=1; echo why >&2; exit 4', 'sh', 'an argument'];
      for (const argv of [words, words.slice(2)]) {
        expect(await message(argv)).toMatch(/^\w+: a script ended with 4: why$/);
        expect(await message(argv, { stdin: 'x' })).toMatch(/^\w+: a script ended with 4: why$/);
        expect(await message(argv, { what: 'the look' })).toMatch(/^\w+: the look ended with 4: why$/);
      }
    }
  });

  test('too much output ends the command', async () => {
    const words = ['sh', '-c', 'echo $$ > "$1"; yes', 'sh', join(dir(), 'pid')];
    await expect(remote.run(words, { maxBytes: 10_000 })).rejects.toMatchObject({ code: 'HL_OUTPUT_LIMIT', kind: 'refused' });
  });

  test('a file where a directory is needed is refused, nothing is lost', async () => {
    const path = join(dir(), 'file');
    writeFileSync(path, 'keep');
    chmodSync(path, 0o644);
    await expect(remote.write(join(path, 'below'), 'x')).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('keep');
  });
});

test.each(['rename', 'inPlace'] as const)('a file is kept when there is no room for what replaces it: %s', async (how) => {
  const path = join(dir(), 'file');
  writeFileSync(path, 'old');
  const cramped = posixRemote('box', (command, options) => exec(`ulimit -f 2; ${command}`, options));
  await expect(cramped.write(path, 'x'.repeat(100_000), { how })).rejects.toMatchObject({ code: 'HL_FILE', kind: 'refused' });
  expect(readFileSync(path, 'utf8')).toBe('old');
});

describe('localExec', () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

  test('a shell that cannot be started leaves nothing that holds the process', async () => {
    const before = timers();
    await expect(localExec({ cwd: join(dir(), 'gone') })('true', { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'HL_SHELL' });
    expect(timers()).toBe(before);
  });

  test.each<[string, string]>([
    ['silent', 'exec sleep 60'],
    ['one that holds the output of what is ended', 'sleep 60 & exec sleep 60'],
    ['one that prints a little all the time', 'while :; do echo x; sleep 0.01; done'],
    ['one that does not want to end', "trap '' TERM; while :; do sleep 60; done"],
  ])('a command that takes too long is ended with all that it started: %s', async (_, command) => {
    const pid = join(dir(), 'pid');
    const run = localExec()(`echo $$ > '${pid.replaceAll("'", `'\\''`)}'; ${command}`, { timeoutMs: 200 });
    await expect(run).rejects.toMatchObject({ code: 'HL_COMMAND_TIMEOUT', kind: 'unreachable' });
    const group = readFileSync(pid, 'utf8').trim();
    const left = (): string => execFileSync('sh', ['-c', `ps -o stat= -g "$1" | grep -v '^Z' || :`, 'sh', group]).toString();
    while (left() !== '') await new Promise((resolve) => setTimeout(resolve, 20)); // jest ends what never comes true
  });

  test('ended by a signal is an exit code, as a shell tells it', async () => {
    expect(await localExec()('kill -9 $$', { timeoutMs: 60_000 })).toMatchObject({ code: 137 });
  });
});
