import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { hostShell } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';
import { scanHostKeys } from '@hl/ssh';
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
    const program = 'd=$(mktemp -d /opt/busy/XXXX); ls /opt/busy | wc -l; sleep 0.05; rmdir "$d"';
    await remote.run(['mkdir', '/opt/busy']);
    const answers = await Promise.all(Array.from({ length: 16 }, () => remote.run(['sh', '-c', program])));
    const busy = answers.map(({ stdout }) => Number(stdout));
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
    expect(old.commands.at(-1)).toBe('echo hello');
    await expect(there.run(['sh', '-c', 'i=0; while [ $i -lt 99999 ]; do i=$((i+1)); done'], { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'HL_COMMAND_TIMEOUT',
      message: expect.stringContaining('may still be running'),
    });
  });
});

describe('a lost connection', () => {
  test.each(['before', 'after'] as const)(
    '%s the command: unreachable, never success; not tried again by itself; the next command connects again',
    async (drop) => {
      await remote.run(['true']);
      host.faults.commands.push({ match: 'once', drop, times: 1 });
      const lost = remote.run(['sh', '-c', 'echo once >> /opt/log'], { accept: 'any' });
      await expect(lost).rejects.toMatchObject({
        code: 'HL_SSH_LOST',
        kind: 'unreachable',
        message: expect.stringContaining('may or may not'),
      });
      expect(await text(remote.read('/opt/log'))).toBe(drop === 'before' ? '' : 'once\n');
      expect(host.accepted).toBe(2);
    },
  );

  test('fails everything that was under way, each with the same word', async () => {
    await remote.run(['true']);
    const started = Array.from({ length: 6 }, (_, n) => remote.run(['sh', '-c', `touch /opt/${n}; sleep 1.5`]));
    const settled = Promise.allSettled(started);
    while (
      (await new Promise<number>((resolve) =>
        setTimeout(() => resolve(host.commands.filter((line) => line.includes('sleep 1.5')).length), 5),
      )) < 4
    );
    host.faults.commands.push({ match: 'sleep', drop: 'before' });
    host.faults.drop();
    for (const outcome of await settled) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'HL_SSH_LOST' } });
  });

  test('while nothing runs is not even noticed', async () => {
    await remote.run(['true']);
    host.faults.drop();
    while (host.connections() > 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(remote.run(['echo', 'again'])).resolves.toMatchObject({ stdout: 'again\n' });
    expect(host.accepted).toBe(2);
  });

  test('a frozen host is noticed, and taken up again when it is back', async () => {
    remote = lab.fleet({ web: lab.site(host, { connectTimeoutSeconds: 1 }) }).remote('web');
    host.faults.commands.push({ match: 'freeze', freeze: 'before', times: 1 });
    await expect(remote.run(['echo', 'freeze'])).rejects.toMatchObject({ code: 'HL_SSH_LOST' });
    await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT', kind: 'unreachable' });
    host.faults.freeze(false);
    await expect(remote.run(['true'])).resolves.toMatchObject({ code: 0 });
  });

  test('no error escapes: the process lives on after a reset connection', async () => {
    remote = lab.fleet({ web: lab.site(host, { connectTimeoutSeconds: 1 }) }).remote('web');
    await remote.run(['true']);
    host.faults.freeze(true);
    await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT' }); // it was never sent
    host.faults.drop();
    host.faults.freeze(false);
    await expect(remote.run(['true'])).resolves.toMatchObject({ code: 0 });
  });
});

describe('sessions that are not opened', () => {
  test('one that failed is asked for again', async () => {
    host.faults.rejectSessions.add(3).add(4);
    const answers = await Promise.all([1, 2, 3].map((n) => remote.run(['echo', String(n)])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n']);
  });

  test('a host with few of them gets along with fewer', async () => {
    const small = await lab.host({ maxSessions: 2 });
    const there = lab.fleet({ small: lab.site(small) }).remote('small');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => there.run(['sh', '-c', `sleep 0.02; echo ${n}`])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 12 }, (_, n) => `${n}\n`));
    expect(small.accepted).toBe(1);
  });

  test('a host with none is named so', async () => {
    const none = await lab.host({ maxSessions: 0 });
    const there = lab.fleet({ none: lab.site(none) }).remote('none');
    await expect(there.run(['true'])).rejects.toMatchObject({
      code: 'HL_SSH_CHANNELS',
      kind: 'refused',
      hint: expect.stringContaining('MaxSessions'),
    });
  });
});

describe('a host that cannot be reached', () => {
  const at = (change: object): Promise<unknown> =>
    lab
      .fleet({ web: lab.site(host, change) })
      .remote('web')
      .run(['true']);
  let server: Server | undefined;
  const listening = (answer: (socket: Socket) => void): Promise<number> =>
    new Promise((resolve) => {
      server = createServer(answer).listen(0, '127.0.0.1', () => resolve((server?.address() as AddressInfo).port));
    });
  afterEach(() => server?.close());

  test('a name that does not exist is the author to mend', async () => {
    await expect(at({ address: 'no-such-host.invalid' })).rejects.toMatchObject({
      code: expect.stringMatching(/HL_UNKNOWN_HOST|HL_SSH_DNS/),
      message: expect.stringContaining('no-such-host.invalid'),
    });
    await expect(at({ address: 'not a name' })).rejects.toMatchObject({ code: 'HL_UNKNOWN_HOST', kind: 'input' });
  });

  test('nobody listens: tried again a few times, then said', async () => {
    await host.faults.refuse(true);
    await expect(remote.run(['true'])).rejects.toMatchObject({
      code: 'HL_SSH_REFUSED',
      kind: 'unreachable',
      message: expect.stringContaining(`${host.address}:${host.port}`),
    });
  });

  test('one that starts to listen in the meantime is reached', async () => {
    await host.faults.refuse(true);
    const answer = lab
      .fleet({ web: lab.site(host) }, { retryMs: 100 })
      .remote('web')
      .run(['echo', 'up']);
    setTimeout(() => void host.faults.refuse(false), 60);
    await expect(answer).resolves.toMatchObject({ stdout: 'up\n' });
  });

  test('silence ends with the connect timeout', async () => {
    const port = await listening(() => {});
    const started = Date.now();
    await expect(at({ port, connectTimeoutSeconds: 1 })).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT', kind: 'unreachable' });
    expect(Date.now() - started).toBeLessThan(3000);
  });

  test('something that hangs up, something that is no SSH', async () => {
    await expect(at({ port: await listening((socket) => socket.end()) })).rejects.toMatchObject({
      code: 'HL_SSH_DROPPED',
      kind: 'unreachable',
      hint: expect.stringContaining('MaxStartups'),
    });
    server?.close();
    const web = await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n'));
    await expect(at({ port: web })).rejects.toMatchObject({
      code: 'HL_SSH_NOT_SSH',
      kind: 'refused',
      message: expect.stringContaining('HTTP/1.1 400'),
    });
    await expect(scanHostKeys('127.0.0.1', web)).rejects.toMatchObject({ code: 'HL_SSH_NOT_SSH' });
    server?.close();
    const full = await listening((socket) => socket.end('Exceeded MaxStartups\r\n'));
    await expect(at({ port: full })).rejects.toMatchObject({ code: 'HL_SSH_DROPPED', kind: 'unreachable' });
  });

  test('a login is refused once, not again and again', async () => {
    host.faults.rejectAuth = true;
    await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused' });
  });
});

describe('the account', () => {
  const withPath = async (programs: Record<string, string>): Promise<SshHost> => {
    const directory = join(lab.directory, 'bin');
    for (const [name, body] of Object.entries(programs))
      execFileSync('sh', ['-c', 'mkdir -p "$1"; printf "#!/bin/sh\\n%s\\n" "$3" > "$1/$2"; chmod +x "$1/$2"', 'sh', directory, name, body]);
    return lab.host({ shell: hostShell({ root: join(lab.directory, 'other'), env: { PATH: `${directory}:/usr/bin:/bin` } }) });
  };
  const notRoot = '[ "$1" = -u ] && echo 1000';
  const runs = 'shift; [ "$1" = -- ] && shift; AS=root exec "$@"';

  test('sudo wraps every command when it is asked for, timeout inside of it', async () => {
    const there = await withPath({ id: notRoot, sudo: runs });
    const sudoer = lab.fleet({ web: lab.site(there, { sudo: true, user: 'me' }) }).remote('web');
    expect((await sudoer.run(['sh', '-c', 'echo "$AS"'])).stdout).toBe('root\n');
    await sudoer.write('/opt/file', 'by root');
    expect(await text(sudoer.read('/opt/file'))).toBe('by root');
    expect(there.commands.at(-1)).toMatch(/^sudo -n -- timeout -k 2 \d+ sh -c /);
  });

  test('root needs no sudo, and none need be there', async () => {
    const there = await withPath({ id: '[ "$1" = -u ] && echo 0', sudo: 'exit 1' });
    const root = lab.fleet({ web: lab.site(there, { sudo: true }) }).remote('web');
    await expect(root.run(['echo', 'hello'])).resolves.toMatchObject({ stdout: 'hello\n' });
  });

  test('sudo that wants a password says so', async () => {
    const there = await withPath({ id: notRoot, sudo: 'echo "sudo: a password is required" >&2; exit 1' });
    const answer = lab
      .fleet({ web: lab.site(there, { sudo: true, user: 'me' }) })
      .remote('web')
      .run(['true'], { accept: 'any' });
    await expect(answer).rejects.toMatchObject({
      code: 'HL_SUDO',
      kind: 'refused',
      message: expect.stringContaining('password'),
      hint: expect.stringContaining('NOPASSWD'),
    });
  });

  test('a greeting in front of every output is left out', async () => {
    const quiet = hostShell({ root: join(lab.directory, 'noisy') });
    let count = 0;
    const noisy = await lab.host({
      shell: {
        root: quiet.root,
        run: (command, stdin, ms) => quiet.run(`echo 'Welcome, visitor ${(count += 1)}!'; ${command}`, stdin, ms),
      },
    });
    const there = lab.fleet({ noisy: lab.site(noisy) }).remote('noisy');
    await there.write('/opt/file', 'content');
    expect(await text(there.read('/opt/file'))).toBe('content');
    expect(await there.run(['echo', 'hello'])).toMatchObject({ stdout: 'hello\n' });
  });

  test.each(['/usr/bin/fish', '/bin/tcsh'])(
    'a shell with quotes of its own (%s) gets the command in a form that any shell passes on',
    async (SHELL) => {
      const foreign = await lab.host({ shell: hostShell({ root: join(lab.directory, 'foreign'), env: { SHELL } }) });
      const there = lab.fleet({ web: lab.site(foreign) }).remote('web');
      const words = ["it's", '\\', "\\'", '!', 'a\nb', '$HOME'];
      const { stdout } = await there.run(['sh', '-c', 'cat; for word; do printf "%s\\0" "$word"; done; exit 3', 'sh', ...words], {
        stdin: 'in',
        accept: [3],
      });
      expect(stdout).toBe(`in${words.map((word) => `${word}\0`).join('')}`);
      expect(foreign.commands.at(-1)).toMatch(/^sh -c 'eval "\$\(echo \$0 \| base64 -d\)"' [A-Za-z0-9+/=]+$/);
    },
  );

  test('one that may not run commands says so', async () => {
    const none = hostShell({ root: join(lab.directory, 'none') });
    const locked = await lab.host({
      shell: { root: none.root, run: () => none.run("echo 'This account is currently not available.'; exit 1") },
    });
    await expect(
      lab
        .fleet({ web: lab.site(locked) })
        .remote('web')
        .run(['true']),
    ).rejects.toMatchObject({
      code: 'HL_SSH_SHELL',
      kind: 'refused',
      message: expect.stringContaining('currently not available'),
    });
  });
});
