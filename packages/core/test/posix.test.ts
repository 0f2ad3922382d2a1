import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote, quote } from '@hl/core';
import type { Exec, Remote } from '@hl/core';
import { localExec, localRemote } from '@hl/core/local';

const exec: Exec = (command, { stdin }) =>
  new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', command]);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => {});
    child.on('close', (code) => resolve({ code: code ?? 137, stdout: Buffer.concat(out), stderr: Buffer.concat(err) }));
    child.stdin.end(stdin);
  });

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

  test('a command that takes too long is ended', async () => {
    await expect(localExec()('exec sleep 60', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'HL_COMMAND_TIMEOUT',
      kind: 'unreachable',
    });
  });
});
