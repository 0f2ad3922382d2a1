import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { dropbear, missing } from './dropbear.js';
import { signal, Workshop, type Sshd } from './sshd.js';

const suite = missing === null ? describe : describe.skip; // skipped without Dropbear or root: `missing` says which

suite(`a real Dropbear${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let shop: Workshop;
  let server: Sshd;
  let remote: Remote;
  beforeAll(async () => {
    shop = new Workshop();
    for (const type of ['rsa', 'ecdsa']) shop.authorize(`${shop.keygen(`id-${type}`, '-t', type)}.pub`);
    server = await dropbear(shop);
  });
  beforeEach(() => (remote = shop.fleet({ web: shop.site(server) }).remote('web')));
  afterEach(() => remote.close());
  afterAll(() => shop.close());

  test('commands, their input, output, exit codes and signals; files of 2 MB and back', async () => {
    expect(await remote.run(['sh', '-c', 'cat; echo err >&2; exit 5', 'sh'], { stdin: 'ä', accept: [5] })).toEqual({
      code: 5,
      stdout: 'ä',
      stderr: 'err\n',
    });
    expect(await remote.run(['sh', '-c', 'cat; kill -9 $$'], { accept: 'any' })).toMatchObject({ code: 137, stdout: '' });
    const [big, path] = ['ä€😀\n'.repeat(200_000), join(server.temporary, 'a dir', 'big file')];
    await remote.write(path, big, { mode: 0o640 });
    expect(Buffer.from((await remote.read(path)) ?? []).toString() === big).toBe(true);
    expect(await remote.list(join(server.temporary, 'a dir'))).toEqual(['big file']);
    expect(await remote.read(join(server.temporary, 'none'))).toBeNull();
  });

  test('commands of 5 to 200 kB, on one connection', async () => {
    for (const length of [5_000, 8_000, 9_000, 20_000, 200_000]) {
      const word = "it's ".repeat(length / 5);
      const answer = await remote.run(['sh', '-c', 'cat; printf %s "$1"', 'sh', word], { stdin: 'x' });
      expect(answer.stdout === `x${word}`).toBe(true);
    }
  });

  test('forty commands at once, on three fresh fleets: none is lost', async () => {
    for (let n = 0; n < 3; n += 1) {
      const there = shop.fleet({ web: shop.site(server) }).remote('web');
      const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => there.run(['echo', String(n)])));
      expect(answers.every(({ stdout }, n) => stdout === `${n}\n`)).toBe(true);
      await there.close();
    }
    expect(server.log()).not.toMatch(/assertion/i);
  });

  test('fifteen hosts behind one: no login is dropped', async () => {
    const names = Array.from({ length: 15 }, (_, n) => `h${n}`);
    const fleet = shop.fleet(Object.fromEntries(names.map((name) => [name, shop.site(server, { connectTimeoutSeconds: 30 })])));
    await Promise.all(names.map((name) => fleet.remote(name).run(['true'])));
  });

  test('an overdue command is ended on the host, one that prints without end, too', async () => {
    const pid = join(server.temporary, 'pid');
    const left = (): string => execFileSync('sh', ['-c', `ps -o stat= -p "$(cat "$1")" | grep -v '^Z' || :`, 'sh', pid]).toString();
    const overdue = remote.run(['sh', '-c', `echo $$ > ${pid}; sleep 96; true`], { timeoutMs: 1000 });
    await expect(overdue).rejects.toMatchObject({ code: 'HL_COMMAND_TIMEOUT' });
    expect(left()).toBe('');
    // Dropbear keeps a command that nobody listens to, and reads no more of it.
    const endless = remote.run(['sh', '-c', `echo $$ > ${pid}; yes`], { maxBytes: 1_000_000, timeoutMs: 1000 });
    await expect(endless).rejects.toMatchObject({ code: 'HL_OUTPUT_LIMIT' });
    while (left() !== '') await new Promise((resolve) => setTimeout(resolve, 50)); // jest ends what never comes true
    expect(await remote.run(['echo', 'next'])).toMatchObject({ stdout: 'next\n' });
    expect(server.log()).not.toMatch(/unknown channel/i);
  });

  test('one that was killed while a command ran, one that is frozen', async () => {
    const there = shop.fleet({ web: shop.site(server) }, { keepalive: { intervalMs: 100, misses: 4 } }).remote('web');
    for (const name of ['SIGKILL', 'SIGSTOP'] as const) {
      await there.run(['true']);
      const running = there.run(['sh', '-c', `touch ${server.temporary}/${name}; sleep 3`]).catch((error: unknown) => error);
      while (!existsSync(join(server.temporary, name))) await new Promise((resolve) => setTimeout(resolve, 10));
      const children = server.children();
      for (const child of children) signal(child, name);
      expect(await running).toMatchObject({ code: 'HL_SSH_LOST', kind: 'unreachable' });
      expect(await there.run(['echo', 'again'])).toMatchObject({ stdout: 'again\n' });
      for (const child of children) signal(child, 'SIGKILL');
    }
  });

  test('a connection that Dropbear ended while it was idle, for which keepalives do not count', async () => {
    const strict = await dropbear(shop, ['-I', '1']);
    const there = shop.fleet({ web: shop.site(strict) }).remote('web');
    await there.run(['true']);
    while (strict.children().length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(there.run(['echo', 'again'])).resolves.toMatchObject({ stdout: 'again\n' });
  });

  test.each(['', '-rsa', '-ecdsa'])('the key id%s logs in, and its host keys are those that are known', async (type) => {
    const there = shop.fleet({ web: shop.site(server) }, { keyFile: `${shop.keyFile}${type}` }).remote('web');
    await expect(there.run(['true'])).resolves.toMatchObject({ code: 0 });
  });

  test('the scan finds its three keys; another key, a stranger and an unknown user are refused', async () => {
    const known = readFileSync(shop.knownHosts, 'utf8');
    const keys = await shop.fleet({ web: shop.site(server) }).hostKeys('web');
    expect(keys.map(({ key }) => known.includes(key))).toEqual([true, true, true]);
    const answer = (change: object, options = {}): Promise<unknown> =>
      shop
        .fleet({ web: shop.site(server, change) }, options)
        .remote('web')
        .run(['true']);
    await expect(answer({}, { keyFile: shop.keygen('stranger') })).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused' });
    await expect(answer({ user: 'nosuchuser' })).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused' });
    await expect(answer({ fingerprints: [`SHA256:${'A'.repeat(43)}`] })).rejects.toMatchObject({
      code: expect.stringMatching(/^HL_HOST_KEY/),
    });
  });

  test('a banner, a forced command, forwarding, and forwarding forbidden', async () => {
    const text = join(shop.directory, 'banner');
    writeFileSync(text, 'SSH-2.0-OpenSSH is not what this is\n'.repeat(40));
    const [greeting, forced, closed] = await Promise.all([
      dropbear(shop, ['-b', text]),
      dropbear(shop, ['-c', 'echo only this']),
      dropbear(shop, ['-j']),
    ]);
    const fleet = shop.fleet({
      greeting: shop.site(greeting),
      forced: shop.site(forced),
      closed: shop.site(closed),
      behind: shop.site(server, { jump: 'greeting' }),
      shut: shop.site(server, { jump: 'closed' }),
    });
    expect(await fleet.remote('greeting').run(['echo', 'x'.repeat(10_000)])).toMatchObject({ stdout: `${'x'.repeat(10_000)}\n` });
    await expect(fleet.remote('forced').run(['true'])).rejects.toMatchObject({
      code: 'HL_SSH_SHELL',
      message: expect.stringContaining('only this'),
    });
    expect((await fleet.remote('behind').run(['cat'], { stdin: 'x'.repeat(1_000_000) })).stdout).toHaveLength(1_000_000);
    await expect(fleet.remote('shut').run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_JUMP', kind: 'refused' });
  });
});
