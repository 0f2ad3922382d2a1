import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyPair } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';
import type { FleetOptions } from '@hl/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';
import { identity, pretendedAgent, silence } from '../pretended-agent.js';
import type { Answer } from '../pretended-agent.js';

const { privateKey, publicKey } = keyPair();
const locked = keyPair({ passphrase: 'open sesame' });
let lab: Bench;
let host: SshHost;
beforeEach(async () => {
  lab = bench();
  host = await lab.host({ authorizedKeys: [publicKey, locked.publicKey] });
});
afterEach(() => lab.close());

const run = (options: Partial<FleetOptions>, change = {}): Promise<unknown> =>
  lab
    .fleet({ web: lab.site(host, change) }, options)
    .remote('web')
    .run(['true']);

test('a key file that is encrypted, with its passphrase', async () => {
  writeFileSync(lab.keyFile, locked.privateKey);
  await expect(run({ passphrase: 'open sesame' })).resolves.toMatchObject({ code: 0 });
});

test('no key at all, or one that cannot be read: nothing is connected', async () => {
  await expect(run({ keyFile: undefined as never })).rejects.toMatchObject({
    code: 'HL_SSH_KEY',
    kind: 'input',
    message: 'There is no SSH key for web',
  });
  await expect(run({ keyFile: lab.directory })).rejects.toMatchObject({
    code: 'HL_SSH_KEY',
    message: expect.stringContaining('is a directory'),
  });
  expect(host.connections()).toBe(0);
});

test("a host's own key file wins", async () => {
  mkdirSync(join(lab.directory, 'own'));
  writeFileSync(join(lab.directory, 'own/key'), privateKey);
  await expect(run({ keyFile: join(lab.directory, 'none') }, { keyFile: join(lab.directory, 'own/key') })).resolves.toMatchObject({
    code: 0,
  });
});

test('a key that the host does not know: refused at once, with user and key named', async () => {
  writeFileSync(lab.keyFile, keyPair().privateKey);
  await expect(run({})).rejects.toMatchObject({
    code: 'HL_SSH_AUTH',
    kind: 'refused',
    message: expect.stringMatching(/key .*key for user root/),
    hint: expect.stringContaining('authorized_keys'),
  });
  expect(host.accepted).toBe(0);
});

describe('agent', () => {
  const openssh = existsSync('/usr/bin/ssh-agent');
  const withAgent = openssh ? test : test.skip; // skipped where no OpenSSH client is installed
  let agent: ChildProcess | undefined;
  let pretended: Awaited<ReturnType<typeof pretendedAgent>> | undefined;
  afterEach(() => {
    agent?.kill();
    pretended?.close();
  });

  withAgent(`its keys are used${openssh ? '' : ' (skipped: no ssh-agent here)'}`, async () => {
    const socket = join(lab.directory, 'agent');
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => agent?.stdout?.once('data', resolve));
    await expect(run({ agentSocket: socket }, { agent: true, keyFile: null }))
      .resolves.toMatchObject({ code: 0 })
      .catch(() => {});
    const add = spawn('ssh-add', ['-q', '-'], { env: { SSH_AUTH_SOCK: socket }, stdio: ['pipe', 'ignore', 'inherit'] });
    add.stdin.end(privateKey);
    expect(await new Promise((resolve) => add.once('close', resolve))).toBe(0);
    writeFileSync(lab.keyFile, keyPair().privateKey); // the key file is no good: the agent must do
    await expect(run({ agentSocket: socket }, { agent: true })).resolves.toMatchObject({ code: 0 });
    await expect(run({ agentSocket: socket, keyFile: undefined as never })).resolves.toMatchObject({ code: 0 });
  });

  test('no such socket', async () => {
    const socket = join(lab.directory, 'none');
    await expect(run({ agentSocket: socket, keyFile: undefined as never })).rejects.toMatchObject({
      code: 'HL_SSH_AGENT',
      kind: 'input',
      message: expect.stringContaining(socket),
    });
  });

  test.each<[string, Answer, Answer, RegExp]>([
    ['hangs up when it is asked for its keys', (socket) => socket.destroy(), silence, /agent/],
    ['hangs up when it is to sign', identity(publicKey), (socket) => socket.destroy(), /No reply/],
    ['refuses to sign', identity(publicKey), (socket) => socket.write(Buffer.of(0, 0, 0, 1, 5)), /failure/],
  ])('one that %s is named, and nothing of it stays open', async (_, onAsk, onSign, message) => {
    const agentSocket = join(lab.directory, 'pretended');
    pretended = await pretendedAgent(agentSocket, onAsk, onSign);
    await expect(run({ agentSocket, keyFile: undefined as never })).rejects.toMatchObject({
      code: 'HL_SSH_AGENT',
      kind: 'input',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('ssh-add'),
    });
    expect(host.accepted).toBe(0);
    while ((await pretended.connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5).unref()); // the test's own limit ends it
  });

  test('wanted, and there is none', async () => {
    await expect(run({ keyFile: undefined as never }, { agent: true })).rejects.toMatchObject({
      code: 'HL_SSH_KEY',
      message: expect.stringContaining('SSH_AUTH_SOCK'),
    });
  });
});
