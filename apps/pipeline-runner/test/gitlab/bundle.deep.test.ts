import { execFile, spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostShell, keyPair, sshHost } from '@hl/lab/ssh';
import { bundle, root } from '../support/bundle.js';
import { commitAll, folder as made, gitIn, put } from '../support/folder.js';

const folder = made();
const file = join(folder, 'hl.mjs');
const cwd = join(folder, 'repository');

/** Of a job: no NODE_OPTIONS of a test runner, and nothing of this machine's. */
const env = {
  PATH: process.env['PATH'],
  HOME: folder,
  CI: 'true',
  CI_PIPELINE_SOURCE: 'push',
  CI_PIPELINE_ID: '1',
  SSH_KEY_FILE: join(folder, 'key'),
  SSH_KNOWN_HOSTS: join(folder, 'known_hosts'),
};

function hl(...argv: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...argv], { cwd, env, encoding: 'utf8', timeout: 60_000 });
  return { code: status, text: stdout + stderr };
}

beforeAll(() => {
  bundle(file);
  put(cwd, {
    // Nothing listens on port 9: the host refuses at once.
    'hl.yml': 'domain: example.org\nhosts: { box: { address: 127.0.0.1, port: 9 } }\n',
    'services/whoami.yml': `service: { name: whoami, display_name: Whoami, description: Shows a request, category: utility, icon: 'si:traefikproxy' }
deployment: { target_host: box, port: 8080, container_port: 80, image: traefik/whoami:v1 }
`,
  });
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  writeFileSync(join(folder, 'key'), privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'known_hosts'), '');
  gitIn(cwd)('init', '-q', '-b', 'main');
  commitAll(cwd);
}, 60_000);

test('one file, that no job waits for', () => {
  expect(statSync(file).size).toBeLessThan(6 * 2 ** 20);
  expect(readFileSync(file, 'utf8')).not.toContain(root);
});

test('--version and --help', () => {
  expect(hl('--version')).toEqual({ code: 0, text: expect.stringMatching(/^hl\/\d/) });
  expect(hl('plan', '--help')).toMatchObject({ code: 0, text: expect.stringContaining('hl plan') });
});

test('detect and validate, in a folder with nothing but a repository', () => {
  expect(hl('detect')).toMatchObject({ code: 0, text: expect.stringContaining('add    whoami (services/whoami.yml)') });
  expect(hl('validate')).toMatchObject({ code: 0, text: expect.stringContaining('1 service file is valid') });
  expect(hl('render', 'whoami')).toMatchObject({ code: 0, text: expect.stringContaining('traefik/whoami:v1') });
});

test('everything that a stage loads is in it: SSH gets as far as the refused connection', () => {
  expect(hl('detect').code).toBe(0);
  const { code, text } = hl('plan');
  expect([code, text]).toEqual([5, expect.stringMatching(/box|127\.0\.0\.1/)]);
  expect(text).not.toMatch(/Cannot find|MODULE_NOT_FOUND|bug in hl/);
  expect(hl('hosts', 'trust', 'box')).toMatchObject({ code: 5 });
});

/** Of what a server or a key may need, the SSH part of the file loads only now what few of them do. */
describe('logs in', () => {
  const history = async (given: Record<string, string>): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, 'history', '--config', 'ledger.yml'], {
      cwd,
      env: { ...env, ...given },
    });
    return stdout + stderr;
  };
  const siteOf = (hosts: object): void =>
    writeFileSync(join(cwd, 'ledger.yml'), JSON.stringify({ domain: 'example.org', hosts, ledger: { host: 'box' } }));

  test('with a locked key, through a host, to one that has no cipher but ChaCha20-Poly1305', async () => {
    const { privateKey, publicKey } = keyPair({ passphrase: 'to unlock' });
    writeFileSync(join(folder, 'locked'), privateKey, { mode: 0o600 });
    const [authorizedKeys, ciphers] = [[publicKey], ['chacha20-poly1305@openssh.com' as const]];
    await using door = await sshHost({ authorizedKeys, shell: hostShell({ root: join(folder, 'door') }) });
    await using box = await sshHost({ authorizedKeys, ciphers, shell: hostShell({ root: join(folder, 'box') }) });
    siteOf({
      door: { address: door.address, port: door.port, fingerprints: [door.fingerprint] },
      box: { address: box.address, port: box.port, fingerprints: [box.fingerprint], jump: 'door' },
    });
    expect(await history({ SSH_KEY_FILE: join(folder, 'locked'), SSH_KEY_PASSPHRASE: 'to unlock' })).toBe('The ledger is empty.\n');
    expect([door.accepted, box.accepted]).toEqual([1, 1]);
  });

  test('by an agent', async () => {
    const pair = generateKeyPairSync('ed25519');
    const bytes = (...parts: (Buffer | string)[]): Buffer =>
      Buffer.concat(
        parts.flatMap((part) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(part.length);
          return [length, Buffer.from(part)];
        }),
      );
    const key = bytes('ssh-ed25519', pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
    /** Of a question to sign: the key, then what is to be signed. */
    const signed = (question: Buffer): Buffer => {
      const from = 13 + question.readUInt32BE(5);
      return sign(null, question.subarray(from, from + question.readUInt32BE(from - 4)), pair.privateKey);
    };
    const agent = createServer((socket) =>
      socket.on('data', (question) => {
        const answer =
          question[4] === 11
            ? Buffer.concat([Buffer.of(12, 0, 0, 0, 1), bytes(key, 'of a test')])
            : Buffer.concat([Buffer.of(14), bytes(bytes('ssh-ed25519', signed(question)))]);
        socket.write(bytes(answer));
      }),
    ).listen(join(folder, 'agent'));
    try {
      await using box = await sshHost({
        authorizedKeys: [`ssh-ed25519 ${key.toString('base64')}`],
        shell: hostShell({ root: join(folder, 'box') }),
      });
      siteOf({ box: { address: box.address, port: box.port, fingerprints: [box.fingerprint], agent: true } });
      const told = await history({ SSH_KEY_FILE: '', SSH_AUTH_SOCK: join(folder, 'agent') });
      expect([told, box.accepted]).toEqual(['The ledger is empty.\n', 1]);
    } finally {
      agent.close();
    }
  });
});
