import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { hostShell } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';

let lab: Bench;
let host: SshHost;
let remote: Remote;
beforeEach(async () => {
  lab = bench();
  host = await lab.host();
  remote = lab.fleet({ web: lab.site(host) }).remote('web');
});
afterEach(() => lab.close());

const text = async (bytes: Promise<Uint8Array | null>): Promise<string> => Buffer.from((await bytes) ?? []).toString();

describe('commands', () => {
  test('nothing is connected before the first one, and one connection serves all', async () => {
    expect(host.connections()).toBe(0);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => remote.run(['echo', String(n)])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 20 }, (_, n) => `${n}\n`));
    expect(host.accepted).toBe(1);
  });

  test('an exit code is an error unless it is accepted; a signal counts as one', async () => {
    await expect(remote.run(['sh', '-c', 'echo no such thing >&2; exit 9'])).rejects.toMatchObject({
      code: 'HL_COMMAND',
      kind: 'refused',
      message: expect.stringContaining('no such thing'),
    });
    host.faults.commands.push({ match: 'sleep', signal: 'KILL' });
    expect(await remote.run(['sleep', '1'], { accept: 'any' })).toMatchObject({ code: 137 });
    await expect(remote.run(['sleep', '1'])).rejects.toMatchObject({ code: 'HL_COMMAND' });
  });

  test('output on stderr is no error, nothing is trimmed', async () => {
    expect(await remote.run(['sh', '-c', 'printf " out \\n\\n"; printf "\\n err\\n" >&2'])).toEqual({
      code: 0,
      stdout: ' out \n\n',
      stderr: '\n err\n',
    });
  });

  test('long UTF-8 text comes back unbroken, bytes go up unchanged', async () => {
    const long = 'aä€😀'.repeat(100_000);
    await remote.write('/opt/long', long);
    expect(await text(remote.read('/opt/long'))).toBe(long);
    expect((await remote.run(['cat', '/opt/long'])).stdout).toBe(long);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 31) % 256);
    await remote.write('/opt/bytes', bytes);
    expect(Buffer.from((await remote.read('/opt/bytes')) ?? []).equals(bytes)).toBe(true);
  });

  test('a command may be longer than a packet that this server takes', async () => {
    const words = Array.from({ length: 10_000 }, (_, n) => `word ${n}`);
    expect(await remote.run(['sh', '-c', 'echo $#; cat', 'sh', ...words], { stdin: 'x' })).toMatchObject({ stdout: '10000\nx' });
    expect(host.accepted).toBe(1);
  });

  test.each([
    ['a plain account', '/bin/sh'],
    ['an account with a shell of its own quotes', '/usr/bin/fish'],
  ])('Dropbear drops a connection with a command of more than 9,000 bytes: it is given shorter ones, on %s', async (_, SHELL) => {
    const small = await lab.host({
      program: 'dropbear',
      shell: hostShell({ root: join(lab.directory, SHELL), env: { ...process.env, SHELL } }),
    });
    const there = lab.fleet({ small: lab.site(small) }).remote('small');
    const lengths = [100, 5_900, 6_600, 7_900, 8_000, 9_000, 20_000, 30_000];
    for (const length of lengths) {
      const [word, script] = ["it's".padEnd(length, 'x'), 'printf %s "$1"; cat; exit 3'];
      const answer = await there.run(['sh', '-c', script, 'sh', word], { stdin: 'its own', accept: [3] });
      expect(answer.stdout === `${word}its own`).toBe(true);
      expect((await there.run(['echo', word])).stdout).toHaveLength(length + 1);
    }
    expect(Math.max(...small.commands.map((line) => line.length))).toBeLessThanOrEqual(8000);
    expect([small.accepted, small.commands.length]).toEqual([1, 1 + 2 * lengths.length]);
  });

  test('a long command to Dropbear does not begin where nobody can tell whether it is whole', async () => {
    const bare = join(lab.directory, 'unable');
    execFileSync('sh', ['-c', 'mkdir -p "$1"; for c in sh id cat mktemp rm wc dd; do ln -s "$(command -v $c)" "$1"; done', 'sh', bare]);
    const shell = hostShell({ root: join(lab.directory, 'small'), env: { PATH: bare } });
    const there = lab.fleet({ small: lab.site(await lab.host({ program: 'dropbear', shell })) }).remote('small');
    await expect(there.run(['echo', 'x'.repeat(10_000)], { accept: 'any' })).rejects.toMatchObject({
      code: 'HL_NO_SHA256',
      kind: 'refused',
    });
  });

  test('a command that does not read its input does not hang', async () => {
    expect(await remote.run(['true'], { stdin: 'x'.repeat(5_000_000) })).toMatchObject({ code: 0 });
  });

  test('a command runs in no other directory when its own is missing', async () => {
    await expect(remote.run(['sh', '-c', 'cd "$1" && touch made', 'sh', '/opt/none'])).rejects.toMatchObject({ code: 'HL_COMMAND' });
    expect(await remote.list('/root')).toEqual([]);
  });

  test('words reach the command as they are', async () => {
    const words = [
      '',
      ' ',
      "'",
      '"',
      '$HOME',
      '`id`',
      '$(id)',
      '\\',
      '\\n',
      'a\nb',
      '*',
      '~',
      '!',
      '; exit 1',
      'ä',
      '-n',
      "'\\''",
      '#',
      '\t',
    ];
    const { stdout } = await remote.run(['sh', '-c', 'for word; do printf "%s\\0" "$word"; done', 'sh', ...words]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('a command that takes too long', () => {
  test('its own exit code 124 is just an exit code', async () => {
    expect(await remote.run(['sh', '-c', 'exit 124'], { accept: [124] })).toMatchObject({ code: 124 });
  });

  test('a host without timeout works too', async () => {
    const bare = join(lab.directory, 'bare');
    execFileSync('sh', ['-c', 'mkdir -p "$1"; for c in sh id cat echo; do ln -s "$(command -v $c)" "$1"; done', 'sh', bare]);
    const old = await lab.host({ shell: hostShell({ root: join(lab.directory, 'old'), env: { PATH: bare } }) });
    const there = lab.fleet({ old: lab.site(old) }).remote('old');
    expect(await there.run(['echo', 'hello'])).toMatchObject({ stdout: 'hello\n' });
    expect(old.commands.at(-1)).toBe('LC_ALL=C echo hello');
    await expect(there.run(['sh', '-c', 'i=0; while [ $i -lt 99999 ]; do i=$((i+1)); done'], { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'HL_COMMAND_TIMEOUT',
      message: expect.stringContaining('may still be running'),
    });
  });
});

describe('a host that prints without end', () => {
  const limited = { code: 'HL_OUTPUT_LIMIT', kind: 'refused' };

  test('is stopped at the limit, and the connection serves the next command', async () => {
    host.faults.commands.push({ match: 'cat /opt/log', prints: 'floods' });
    await expect(remote.run(['cat', '/opt/log'], { maxBytes: 200_000 })).rejects.toMatchObject(limited);
    await expect(remote.read('/opt/log')).resolves.toBeNull();
    expect(await remote.run(['echo', 'next'])).toMatchObject({ stdout: 'next\n' });
    expect(host.accepted).toBe(1);
  });
});
