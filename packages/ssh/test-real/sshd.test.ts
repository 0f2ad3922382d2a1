import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { trustHost } from '@hl/ssh';
import { missing, signal, Workshop } from './sshd.js';
import type { Sshd } from './sshd.js';

const suite = missing === null ? describe : describe.skip; // skipped without sshd or root: `missing` says which

suite(`a real sshd${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let shop: Workshop;
  let sshd: Sshd;
  let remote: Remote;
  beforeAll(async () => {
    shop = new Workshop();
    sshd = await shop.sshd();
  });
  beforeEach(() => (remote = shop.fleet({ web: shop.site(sshd) }).remote('web')));
  afterEach(() => remote.close());
  afterAll(() => shop.close());

  test('commands and files, 8 MB and back, through a rekeying', async () => {
    const strict = await shop.sshd(['RekeyLimit 1M']);
    const there = shop.fleet({ web: shop.site(strict) }).remote('web');
    expect(await there.run(['sh', '-c', 'cat; echo err >&2; exit 5', 'sh'], { stdin: 'ä', accept: [5] })).toEqual({
      code: 5,
      stdout: 'ä',
      stderr: 'err\n',
    });
    const [big, path] = ['ä€😀\n'.repeat(800_000), join(strict.home, 'a dir', 'big file')];
    await there.write(path, big, { mode: 0o640 });
    expect(Buffer.from((await there.read(path)) ?? []).toString() === big).toBe(true);
    expect((await there.run(['stat', '-c', '%a', path])).stdout).toBe('640\n');
    expect(await there.list(join(strict.home, 'a dir'))).toEqual(['big file']);
    expect(await there.read(join(strict.home, 'none'))).toBeNull();
  });

  test('a command of 200 kB, which is more than Linux takes as one argument, and one of 2 MB, more than OpenSSH takes at once', async () => {
    for (const count of [10_000, 100_000]) {
      const words = Array.from({ length: count }, (_, n) => `the word ${n + 100_000}`);
      expect((await remote.run(['sh', '-c', 'shift $(($# - 1)); echo "$1"; cat', 'sh', ...words], { stdin: 'x' })).stdout).toBe(
        `the word ${count + 99_999}\nx`,
      );
    }
  });

  test('a thousand commands, all at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => remote.run(['echo', String(n)])));
    expect(answers.every(({ stdout }, n) => stdout === `${n}\n`)).toBe(true);
    expect(sshd.log()).not.toMatch(/no more sessions/);
  }, 60_000);

  test.each([1, 2])('MaxSessions %d is enough', async (most) => {
    const small = await shop.sshd([`MaxSessions ${most}`]);
    const there = shop.fleet({ web: shop.site(small) }).remote('web');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => there.run(['echo', String(n)])));
    expect(answers.every(({ stdout }, n) => stdout === `${n}\n`)).toBe(true);
  });

  test('thirty hosts behind one stock sshd: no login is dropped', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `h${n}`);
    const fleet = shop.fleet(Object.fromEntries(names.map((name) => [name, shop.site(sshd, { connectTimeoutSeconds: 30 })])));
    await Promise.all(names.map((name) => fleet.remote(name).run(['true'])));
    expect(sshd.log()).not.toMatch(/MaxStartups|drop connection/i);
  }, 60_000);

  test('an overdue command is ended on the host', async () => {
    await expect(remote.run(['sh', '-c', 'echo $$ > "$HOME/pid"; sleep 96; true'], { timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'HL_COMMAND_TIMEOUT',
    });
    const pid = readFileSync(join(sshd.home, 'pid'), 'utf8').trim();
    expect(execFileSync('sh', ['-c', 'ps -o stat= -p "$1" || true', 'sh', pid]).toString()).toMatch(/^(Z.*)?\n?$/);
  });

  test.each([
    ['as fast as it can', 'yes', 'HL_OUTPUT_LIMIT'],
    ['in a shell that does not care', "trap '' PIPE; while :; do echo x; done", 'HL_OUTPUT_LIMIT'],
    ['a byte now and then', 'while :; do printf .; sleep 0.1; done', 'HL_COMMAND_TIMEOUT'],
  ])('a command that prints without end, %s, is ended on the host', async (_, program, code) => {
    const run = remote.run(['sh', '-c', `echo $$ > "$HOME/endless"; ${program}`], { timeoutMs: 2000, maxBytes: 1_000_000 });
    await expect(run).rejects.toMatchObject({ code });
    const pid = readFileSync(join(sshd.home, 'endless'), 'utf8').trim();
    const left = (): string => execFileSync('sh', ['-c', `ps -o stat= -p "$1" | grep -v '^Z' || :`, 'sh', pid]).toString();
    while (left() !== '') await new Promise((resolve) => setTimeout(resolve, 50)); // jest ends what never comes true
    expect(await remote.run(['echo', 'next'])).toMatchObject({ stdout: 'next\n' });
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)('sshd ended by %s while a command runs', async (name) => {
    await remote.run(['true']);
    const running = remote.run(['sh', '-c', `touch "$HOME/running-${name}"; sleep 2`]).catch((error: unknown) => error);
    while (!existsSync(join(sshd.home, `running-${name}`))) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const child of sshd.children()) signal(child, name);
    expect(await running).toMatchObject({ code: 'HL_SSH_LOST', kind: 'unreachable' });
    await expect(remote.run(['echo', 'back'])).resolves.toMatchObject({ stdout: 'back\n' });
  });

  test('sshd that is stopped (frozen): a command that was not sent goes over a new connection, one that was sent is not repeated', async () => {
    const quick = shop.fleet({ web: shop.site(sshd) }, { keepalive: { intervalMs: 100, misses: 4 } }).remote('web');
    await quick.run(['true']);
    const children = sshd.children();
    for (const child of children) signal(child, 'SIGSTOP');
    await expect(quick.run(['echo', 'on a new connection'])).resolves.toMatchObject({ stdout: 'on a new connection\n' });
    for (const child of children) signal(child, 'SIGCONT');

    const running = quick.run(['sh', '-c', 'touch "$HOME/sleeps"; sleep 2']).catch((error: unknown) => error);
    while (!existsSync(join(sshd.home, 'sleeps'))) await new Promise((resolve) => setTimeout(resolve, 10));
    const now = sshd.children();
    for (const child of now) signal(child, 'SIGSTOP');
    expect(await running).toMatchObject({ code: 'HL_SSH_LOST', kind: 'unreachable' });
    for (const child of now) signal(child, 'SIGCONT');
  });

  test('a connection that sshd closed while idle', async () => {
    await remote.run(['true']);
    for (const child of sshd.children()) signal(child, 'SIGTERM');
    while (sshd.children().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(remote.run(['echo', 'again'])).resolves.toMatchObject({ stdout: 'again\n' });
  });

  test('host keys: the scan finds what ssh-keygen prints; OpenSSH and we read the same file', async () => {
    const before = readFileSync(shop.knownHosts);
    const keys = await shop.fleet({ web: shop.site(sshd) }).hostKeys('web');
    const printed = execFileSync('sh', ['-c', `cat ${shop.directory}/host-*.pub | ssh-keygen -lf -`]).toString();
    expect(keys.map(({ fingerprint }) => fingerprint).sort()).toEqual(
      printed
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1])
        .sort(),
    );

    for (const key of keys) {
      writeFileSync(shop.knownHosts, trustHost('', '127.0.0.1', sshd.port, [key]));
      const openssh = [
        '-F',
        'none',
        '-i',
        shop.keyFile,
        '-o',
        `UserKnownHostsFile=${shop.knownHosts}`,
        '-o',
        'StrictHostKeyChecking=yes',
        '-o',
        'GlobalKnownHostsFile=none',
        '-o',
        'BatchMode=yes',
      ];
      expect(execFileSync('ssh', [...openssh, '-p', String(sshd.port), 'root@127.0.0.1', 'echo yes']).toString()).toBe('yes\n');
      const fresh = (): Remote => shop.fleet({ web: shop.site(sshd) }).remote('web');
      await expect(fresh().run(['true'])).resolves.toMatchObject({ code: 0 });
      execFileSync('ssh-keygen', ['-q', '-H', '-f', shop.knownHosts], { stdio: 'ignore' });
      expect(readFileSync(shop.knownHosts, 'utf8')).toMatch(/^\|1\|/);
      await expect(fresh().run(['true'])).resolves.toMatchObject({ code: 0 });
      expect(trustHost(readFileSync(shop.knownHosts, 'utf8'), '127.0.0.1', sshd.port, [key])).toBe(readFileSync(shop.knownHosts, 'utf8'));
    }
    writeFileSync(
      shop.knownHosts,
      trustHost('', '127.0.0.1', sshd.port, [
        { type: 'ssh-ed25519', key: readFileSync(`${shop.keyFile}.pub`, 'utf8').split(' ')[1] ?? '' },
      ]),
    );
    await expect(
      shop
        .fleet({ web: shop.site(sshd) })
        .remote('web')
        .run(['true']),
    ).rejects.toMatchObject({ code: 'HL_HOST_KEY_CHANGED', kind: 'refused' });
    writeFileSync(shop.knownHosts, before);
  });

  test.each([
    ['ed25519', ['-t', 'ed25519']],
    ['RSA', ['-t', 'rsa', '-b', '3072']],
    ['RSA as PEM', ['-t', 'rsa', '-m', 'PEM']],
    ['ECDSA', ['-t', 'ecdsa', '-b', '384']],
    ['ed25519, encrypted', ['-t', 'ed25519', '-N', 'a secret']],
    ['RSA as PEM, encrypted', ['-t', 'rsa', '-m', 'PEM', '-N', 'a secret']],
    ['RSA as PKCS8', ['-t', 'rsa', '-m', 'PKCS8']],
    ['ECDSA as PKCS8, encrypted', ['-t', 'ecdsa', '-m', 'PKCS8', '-N', 'a secret']],
  ])('a key made by ssh-keygen: %s', async (title, options) => {
    const keyFile = shop.keygen(title.replaceAll(' ', '-'), ...options);
    shop.authorize(`${keyFile}.pub`);
    const there = shop.fleet({ web: shop.site(sshd) }, { keyFile, passphrase: 'a secret' }).remote('web');
    await expect(there.run(['true'])).resolves.toMatchObject({ code: 0 });
    if (!options.includes('-N')) return;
    for (const passphrase of ['wrong', undefined]) {
      const not = shop.fleet({ web: shop.site(sshd) }, { keyFile, passphrase: passphrase as string }).remote('web');
      await expect(not.run(['true'])).rejects.toMatchObject({
        code: 'HL_SSH_KEY',
        message: expect.stringMatching(passphrase ? /passphrase is wrong/ : /no passphrase was given/),
      });
    }
  });

  test('a key that is not authorized, a user who does not exist, a user without a shell', async () => {
    const answer = (change: object, options = {}): Promise<unknown> =>
      shop
        .fleet({ web: shop.site(sshd, change) }, options)
        .remote('web')
        .run(['true']);
    await expect(answer({}, { keyFile: shop.keygen('stranger') })).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused' });
    await expect(answer({ user: 'nosuchuser' })).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused' });
    await expect(answer({ user: 'nobody' })).rejects.toMatchObject({
      code: 'HL_SSH_SHELL',
      kind: 'refused',
      message: expect.stringContaining('not available'),
    });
  });

  test('an agent with more keys than sshd has patience', async () => {
    const agent = join(shop.directory, 'agent');
    const pid = /pid (\d+)/.exec(execFileSync('ssh-agent', ['-a', agent]).toString())?.[1];
    for (let n = 0; n < 8; n += 1)
      execFileSync('ssh-add', ['-q', shop.keygen(`extra-${n}`, '-t', 'ed25519')], { env: { SSH_AUTH_SOCK: agent }, stdio: 'ignore' });
    const asked = shop
      .fleet({ web: shop.site(sshd, { agent: true }) }, { agentSocket: agent, keyFile: shop.keygen('unknown', '-t', 'ed25519') })
      .remote('web')
      .run(['true']);
    await expect(asked).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused', message: expect.stringContaining('too many keys') });
    signal(Number(pid), 'SIGTERM');
  });

  test('an agent that asks somebody for every signature, and nobody is there', async () => {
    const [agent, askpass] = [join(shop.directory, 'asking-agent'), join(shop.directory, 'askpass')];
    writeFileSync(askpass, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    const env = { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
    const pid = /pid (\d+)/.exec(execFileSync('ssh-agent', ['-a', agent], { env }).toString())?.[1];
    execFileSync('ssh-add', ['-q', '-c', shop.keyFile], { env: { ...env, SSH_AUTH_SOCK: agent }, stdio: 'ignore' });
    const asked = shop
      .fleet({ web: shop.site(sshd, { agent: true, connectTimeoutSeconds: 1 }) }, { agentSocket: agent, keyFile: undefined as never })
      .remote('web')
      .run(['true']);
    await expect(asked).rejects.toMatchObject({ code: 'HL_SSH_AGENT', kind: 'input', message: expect.stringContaining('no answer') });
    signal(Number(pid), 'SIGKILL');
  });

  test('a greeting in .bashrc', async () => {
    sshd = await shop.sshd();
    remote = shop.fleet({ web: shop.site(sshd) }).remote('web');
    writeFileSync(join(sshd.home, '.bashrc'), 'echo "Welcome $RANDOM"; export PS1=x\n');
    const path = join(sshd.home, 'file');
    await remote.write(path, 'content');
    expect(Buffer.from((await remote.read(path)) ?? []).toString()).toBe('content');
  });

  test('a forced command, and forwarding forbidden', async () => {
    const forced = await shop.sshd(['ForceCommand echo only this']);
    await expect(
      shop
        .fleet({ web: shop.site(forced) })
        .remote('web')
        .run(['true']),
    ).rejects.toMatchObject({ code: 'HL_SSH_SHELL', message: expect.stringContaining('only this') });
    const closed = await shop.sshd(['AllowTcpForwarding no']);
    const fleet = shop.fleet({ gate: shop.site(closed), web: shop.site(sshd, { jump: 'gate' }) });
    await expect(fleet.remote('web').run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_JUMP', kind: 'refused' });
    await expect(fleet.remote('gate').run(['true'])).resolves.toMatchObject({ code: 0 });
  });

  test('through another sshd', async () => {
    const gate = await shop.sshd();
    const fleet = shop.fleet({
      gate: shop.site(gate),
      web: shop.site(sshd, { jump: 'gate' }),
      gone: shop.site(sshd, { jump: 'gate', port: 1 }),
      lost: shop.site(sshd, { jump: 'gate', address: 'no-such-host.invalid' }),
    });
    const big = 'x'.repeat(5_000_000);
    expect((await fleet.remote('web').run(['cat'], { stdin: big })).stdout === big).toBe(true);
    await expect(fleet.remote('gone').run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_REFUSED', kind: 'unreachable' });
    await expect(fleet.remote('lost').run(['true'])).rejects.toMatchObject({
      kind: expect.stringMatching(/unreachable|input/),
      message: expect.stringContaining('lost'),
    });
    for (const child of gate.children()) signal(child, 'SIGKILL');
    await expect(fleet.remote('web').run(['true']))
      .resolves.toMatchObject({ code: 0 })
      .catch(() => fleet.remote('web').run(['true']));
  });

  test('the directory of a command is no accident', async () => {
    mkdirSync(join(sshd.home, 'there'));
    await expect(remote.run(['sh', '-c', 'cd "$1" && pwd', 'sh', join(sshd.home, 'none')])).rejects.toMatchObject({ code: 'HL_COMMAND' });
  });

  test('a round trip takes a few milliseconds, not fifty', async () => {
    await remote.run(['true']);
    const times: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      const started = performance.now();
      await remote.run(['true']);
      times.push(performance.now() - started);
    }
    expect(times.sort((a, b) => a - b)[15]).toBeLessThan(35);
  });
});
