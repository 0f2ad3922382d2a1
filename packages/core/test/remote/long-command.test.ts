import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import { localExec, localRemote } from '@hl/core/local';
import { longCommand, shortCommand } from '../../src/remote/long-command.js';

describe('what is too long for a command line', () => {
  // The word and its two quotes, each of which is four more bytes in quotes.
  const filled = (bytes: number): string[] => ['echo', 'x'.repeat(bytes - 'echo '.length - "''".length)];
  test.each([
    ['one that just fits', filled(24_000), false],
    ['one byte more', filled(24_001), true],
    ['bytes are counted, not characters', ['echo', 'ü'.repeat(12_000)], true],
    ['each quote is a word of its own in the next shell', ['echo', "'".repeat(2_000)], true],
    ['many words', Array.from({ length: 6_000 }, () => 'word'), true],
  ])('%s', (_, argv, long) => expect(longCommand(argv, '') !== null).toBe(long));

  test('it goes ahead of what the command is given to read', () => {
    const { words = [], input = [] } = longCommand(['tee', 'y'.repeat(25_000)], 'its own') ?? {};
    expect(words.join(' ').length).toBeLessThan(200);
    expect(Buffer.from(input).toString()).toBe(`tee ${'y'.repeat(25_000)}its own`);
    expect(words.at(-1)).toBe('25004');
  });
});

test.each([
  ['a script and what it reads', "sh -c 'cat; exit 9' sh", 'in\0put', { code: 9, stdout: 'in\0put' }],
  ['nothing to read', 'cat; echo "it\'s $((1 + 1))"', '', { code: 0, stdout: "it's 2\n" }],
  ['a long one', `printf %s ${'x'.repeat(50_000)}`, '', { code: 0, stdout: 'x'.repeat(50_000) }],
])('any command line as a short one: %s', async (_, line, stdin, { code, stdout }) => {
  const short = shortCommand(line, stdin);
  expect(short.command.length).toBeLessThan(1400);
  const ended = await localExec()(short.command, { stdin: short.stdin, timeoutMs: 60_000 });
  expect([ended.code, Buffer.from(ended.stdout).toString()]).toEqual([code, stdout]);
});

describe('a long command', () => {
  const remote = localRemote();
  const nasty = ['', ' ', "'", '"', '$HOME', '`id`', '\\', '\\n', 'a\nb', '*', '~', '; exit 1', 'ä', '-n', '#', '\t'];
  const many = Array.from({ length: 20_000 }, (_, n) => `${nasty[n % nasty.length] ?? ''}${n}`);

  test('words reach it as they are, also more of them than one argument of Linux holds; its input and exit code are its own', async () => {
    const script = 'printf "%s\\0" "$#" "$@"; cat; exit 9';
    const stdin = Buffer.from([0, 255, 10, 0]);
    const { code, stdout } = await remote.run(['sh', '-c', script, 'sh', ...many], { stdin, accept: 'any' });
    expect(code).toBe(9);
    expect(stdout.split('\0').slice(0, -2)).toEqual([String(many.length), ...many, '']);
  });

  test.each([
    ['a script that is long itself, with nothing to read', ['sh', '-c', `# ${'x'.repeat(200_000)}\ncat; echo "$1"`, 'sh', 'one'], 'one\n'],
    ['a program', ['printf', '%s,', ...many.slice(0, 3000)], `${many.slice(0, 3000).join(',')},`],
    ['settings of a shell are not those of another', ['sh', '-c', `false; echo "$unset"; : ${'x'.repeat(25_000)}`, 'sh'], '\n'],
  ])('%s', async (_, argv, printed) => expect((await remote.run(argv)).stdout).toBe(printed));

  test('is not taken for done where there is no dd to take it apart', async () => {
    const place = mkdtempSync(join(tmpdir(), 'hl-bare-'));
    const link = 'for tool in sh mktemp cat rm sha256sum; do ln -s "$(command -v "$tool")" "$1"; done';
    execFileSync('sh', ['-c', link, 'sh', place]);
    const bare = posixRemote('box', localExec({ env: { PATH: place } }));
    const long = ['sh', '-c', `echo done; : ${'x'.repeat(25_000)}`, 'sh'];
    await expect(bare.run(long)).rejects.toMatchObject({ code: 'HL_COMMAND', message: expect.stringMatching(/ended with 127/) });
    rmSync(place, { recursive: true });
  });
});
