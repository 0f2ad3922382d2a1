import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { keyPair } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';
import type { FleetOptions } from '@hl/ssh';
import { bench } from './lab.js';
import type { Bench } from './lab.js';

const { privateKey, publicKey } = keyPair();
const locked = keyPair({ passphrase: 'open sesame' });
const rsa = keyPair({ type: 'rsa' });
const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' },
}).privateKey;

let lab: Bench;
let host: SshHost;
beforeEach(async () => {
  lab = bench();
  host = await lab.host({ authorizedKeys: [publicKey, locked.publicKey, rsa.publicKey] });
});
afterEach(() => lab.close());

const run = (options: Partial<FleetOptions>, change = {}): Promise<unknown> =>
  lab
    .fleet({ web: lab.site(host, change) }, options)
    .remote('web')
    .run(['true']);

test.each([
  ['plain', privateKey, {}],
  ['RSA', rsa.privateKey, {}],
  ['Windows line ends', privateKey.replaceAll('\n', '\r\n'), {}],
  ['no newline at the end', privateKey.trimEnd(), {}],
  ['a byte order mark', `\uFEFF${privateKey}`, {}],
  ['encrypted, with its passphrase', locked.privateKey, { passphrase: 'open sesame' }],
  ['a passphrase that is not needed', privateKey, { passphrase: 'not needed' }],
])('a key that works: %s', async (_, text, options) => {
  writeFileSync(lab.keyFile, text);
  await expect(run(options)).resolves.toMatchObject({ code: 0 });
});

test.each([
  ['encrypted, no passphrase', locked.privateKey, {}, /is encrypted, and no passphrase/],
  ['encrypted, wrong passphrase', locked.privateKey, { passphrase: 'wrong' }, /passphrase is wrong/],
  ['PEM, no passphrase', pem, {}, /is encrypted, and no passphrase/],
  ['PEM, wrong passphrase', pem, { passphrase: 'wrong' }, /passphrase is wrong/],
  ['line breaks as text', privateKey.replaceAll('\n', '\\n'), {}, /line breaks/],
  ['line breaks as spaces', privateKey.replaceAll('\n', ' '), {}, /line breaks/],
  ['cut', privateKey.split('\n').slice(0, 3).join('\n'), {}, /line breaks/],
  ['cut inside', [...privateKey.split('\n').slice(0, 3), ...privateKey.split('\n').slice(4)].join('\n'), {}, /damaged|line breaks/],
  ['the public key', publicKey, {}, /is a public key/],
  ['empty', '\n', {}, /is empty/],
])('a key that does not: %s', async (_, text, options, message) => {
  writeFileSync(lab.keyFile, text);
  const error = (await run(options).catch((thrown: unknown) => thrown)) as Error;
  expect(error).toMatchObject({ code: 'HL_SSH_KEY', kind: 'input', message: expect.stringMatching(message), hint: expect.any(String) });
  expect(JSON.stringify(error) + String(error.stack)).not.toMatch(/b3BlbnNzaC1rZXktdj|open sesame/);
  expect(host.accepted).toBe(0);
});

test('a missing key file, a directory, the key itself instead of its path, none at all', async () => {
  await expect(run({ keyFile: join(lab.directory, 'none') })).rejects.toMatchObject({
    code: 'HL_SSH_KEY',
    kind: 'input',
    message: expect.stringContaining('does not exist'),
  });
  await expect(run({ keyFile: lab.directory })).rejects.toMatchObject({
    code: 'HL_SSH_KEY',
    message: expect.stringContaining('is a directory'),
  });
  const error = await run({ keyFile: privateKey }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'HL_SSH_KEY', kind: 'input', hint: expect.stringContaining('type File') });
  expect(JSON.stringify(error)).not.toContain(privateKey.split('\n')[1]);
  const { keyFile: _, ...without } = { keyFile: lab.keyFile };
  await expect(
    lab
      .fleet({ web: lab.site(host) }, { ...without, keyFile: undefined } as never)
      .remote('web')
      .run(['true']),
  ).rejects.toMatchObject({ code: 'HL_SSH_KEY', kind: 'input' });
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

test('an encrypted key is read and decrypted once, whatever the number of hosts that it opens', async () => {
  writeFileSync(lab.keyFile, locked.privateKey);
  const fleet = lab.fleet({ one: lab.site(host), other: lab.site(host) }, { passphrase: 'open sesame' });
  await fleet.remote('one').run(['true']);
  rmSync(lab.keyFile);
  await expect(fleet.remote('other').run(['true'])).resolves.toMatchObject({ code: 0 });
});

describe('agent', () => {
  const openssh = existsSync('/usr/bin/ssh-agent');
  const withAgent = openssh ? test : test.skip; // skipped where no OpenSSH client is installed
  let agent: ChildProcess | undefined;
  afterEach(() => agent?.kill());

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

  /** An agent that knows one key; `onSign` gets its connection when it is asked for a signature. */
  const pretender = async (onAsk: (socket: Socket) => void, onSign: (socket: Socket) => void): Promise<string> => {
    const path = join(lab.directory, 'pretender');
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (question) => (question[4] === 11 ? onAsk(socket) : onSign(socket)));
    });
    pretenders.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return path;
  };
  const pretenders: Server[] = [];
  afterEach(() => pretenders.splice(0).forEach((server) => server.close()));
  /** SSH_AGENT_IDENTITIES_ANSWER with the key of this test, draft-miller-ssh-agent section 4.4. */
  const identities = (socket: Socket): void => {
    const text = (bytes: Buffer): Buffer => Buffer.concat([uint32(bytes.length), bytes]);
    socket.write(
      text(Buffer.concat([Buffer.of(12), uint32(1), text(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')), text(Buffer.of())])),
    );
  };
  const uint32 = (value: number): Buffer => Buffer.of(value >> 24, value >> 16, value >> 8, value);
  const silence = (): void => {};

  test.each<[string, (socket: Socket) => void, (socket: Socket) => void, RegExp]>([
    ['does not say which keys it has', silence, silence, /no answer/],
    ['does not sign: somebody has to touch the key', identities, silence, /no answer.*touch/],
    ['hangs up when it is asked for its keys', (socket) => socket.destroy(), silence, /agent/],
    ['hangs up when it is to sign', identities, (socket) => socket.destroy(), /No reply/],
    ['refuses to sign', identities, (socket) => socket.write(Buffer.of(0, 0, 0, 1, 5)), /failure/],
  ])('one that %s is named, within the connect timeout, and nothing of it stays open', async (_, onAsk, onSign, message) => {
    const socket = await pretender(onAsk, onSign);
    const answer = run({ agentSocket: socket, keyFile: undefined as never }, { connectTimeoutSeconds: 1 });
    await expect(answer).rejects.toMatchObject({
      code: 'HL_SSH_AGENT',
      kind: 'input',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('ssh-add'),
    });
    expect(host.accepted).toBe(0);
    const open = (): Promise<number> => new Promise((resolve) => pretenders[0]?.getConnections((_error, count) => resolve(count)));
    while ((await open()) > 0) await new Promise((resolve) => setTimeout(resolve, 5).unref()); // the test's own limit ends it
  });

  test('wanted, and there is none', async () => {
    await expect(run({ keyFile: undefined as never }, { agent: true })).rejects.toMatchObject({
      code: 'HL_SSH_KEY',
      message: expect.stringContaining('SSH_AUTH_SOCK'),
    });
  });
});
