import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { hostShell } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';
import { bench } from './lab.js';
import type { Bench } from './lab.js';

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

  test('at most four run at once', async () => {
    // Each waits until there were four, and looks again whether there are more.
    const program =
      'd=$(mktemp -d /opt/busy/XXXX); while n=$(ls /opt/busy | wc -l); [ "$n" -lt 4 ] && ! [ -e /opt/four ]; do sleep 0.01; done; ' +
      'touch /opt/four; echo "$n"; sleep 0.05; ls /opt/busy | wc -l; rmdir "$d"';
    await remote.run(['mkdir', '/opt/busy']);
    const answers = await Promise.all(Array.from({ length: 16 }, () => remote.run(['sh', '-c', program])));
    const busy = answers.flatMap(({ stdout }) => stdout.trim().split('\n').map(Number));
    expect(Math.max(...busy)).toBe(4);
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
  test('is ended on the host, with what it started', async () => {
    const hang = remote.run(['sh', '-c', 'echo $$ > /opt/pid; sleep 97; echo never'], { timeoutMs: 1000 });
    await expect(hang).rejects.toMatchObject({ code: 'HL_COMMAND_TIMEOUT', kind: 'unreachable' });
    const pid = (await text(remote.read('/opt/pid'))).trim();
    expect(execFileSync('sh', ['-c', 'ps -o stat= -p "$1" || true', 'sh', pid]).toString()).toMatch(/^(Z.*)?\n?$/); // gone, or waiting for its parent to notice
    expect(host.accepted).toBe(1);
  });

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
  const late = { code: 'HL_COMMAND_TIMEOUT', kind: 'unreachable' };
  const closed = async (): Promise<void> => {
    while (host.connections() > 0) await new Promise((resolve) => setTimeout(resolve, 5)); // jest ends what never comes true
  };

  test('is stopped at the limit, and the connection serves the next command', async () => {
    host.faults.commands.push({ match: 'cat /opt/log', prints: 'floods' });
    await expect(remote.run(['cat', '/opt/log'], { maxBytes: 200_000 })).rejects.toMatchObject(limited);
    await expect(remote.read('/opt/log')).resolves.toBeNull();
    expect(await remote.run(['echo', 'next'])).toMatchObject({ stdout: 'next\n' });
    expect(host.accepted).toBe(1);
  });

  test('a limit that is larger lets more through; what is not asked for has one too', async () => {
    const long = ['sh', '-c', 'head -c 9000000 /dev/zero; head -c 5 /dev/zero >&2'];
    await expect(remote.run(long)).rejects.toMatchObject(limited);
    expect((await remote.run(long, { maxBytes: 9_000_005 })).stderr).toHaveLength(5);
    await expect(remote.run(long, { maxBytes: 9_000_004 })).rejects.toMatchObject(limited);
    await remote.run(['sh', '-c', 'head -c 9000000 /dev/zero > /opt/big']);
    await expect(remote.read('/opt/big')).rejects.toMatchObject(limited);
  });

  test.each([
    ['floods', limited],
    ['drips', late],
  ] as const)('%s at the login: it is given up, and the connection with it', async (prints, error) => {
    host.faults.commands.push({ prints });
    const there = lab.fleet({ web: lab.site(host, { connectTimeoutSeconds: 1 }) }).remote('web');
    await expect(there.run(['true'])).rejects.toMatchObject(error);
    await closed();
  });

  test('a byte now and then does not hold a command beyond its time', async () => {
    const bare = join(lab.directory, 'bare');
    execFileSync('sh', ['-c', 'mkdir -p "$1"; for c in sh id echo; do ln -s "$(command -v $c)" "$1"; done', 'sh', bare]);
    const slow = await lab.host({ shell: hostShell({ root: join(lab.directory, 'slow'), env: { PATH: bare } }) });
    slow.faults.commands.push({ match: 'logs', prints: 'drips' });
    const there = lab.fleet({ slow: lab.site(slow) }).remote('slow');
    await expect(there.run(['logs'], { timeoutMs: 300 })).rejects.toMatchObject(late);
  });
});
