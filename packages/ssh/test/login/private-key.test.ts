import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyPair } from '@hl/lab/ssh';
import { expand, parsePrivateKey, privateKeys } from '../../src/login/private-key.js';

const { privateKey, publicKey } = keyPair();
const passphrase = 'open sesame';
const locked = keyPair({ passphrase });
const generated = (type: 'pkcs1' | 'pkcs8', cipher = {}): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type, format: 'pem', ...cipher } as never,
  }).privateKey as unknown as string;
const cipher = { cipher: 'aes-256-cbc', passphrase };
const pem = generated('pkcs1', cipher);
const pkcs8 = generated('pkcs8', cipher);
const ec = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

test.each([
  ['plain', privateKey, undefined, 'ssh-ed25519'],
  ['RSA', keyPair({ type: 'rsa' }).privateKey, undefined, 'ssh-rsa'],
  ['Windows line ends', privateKey.replaceAll('\n', '\r\n'), undefined, 'ssh-ed25519'],
  ['no newline at the end', privateKey.trimEnd(), undefined, 'ssh-ed25519'],
  ['a byte order mark', `\uFEFF${privateKey}`, undefined, 'ssh-ed25519'],
  ['encrypted, with its passphrase', locked.privateKey, passphrase, 'ssh-ed25519'],
  ['a passphrase that is not needed', privateKey, 'not needed', 'ssh-ed25519'],
  ['PEM, with its passphrase', pem, passphrase, 'ssh-rsa'],
  ['PKCS#8, RSA, encrypted', pkcs8, passphrase, 'ssh-rsa'],
  ['PKCS#8, ECDSA', ec, undefined, 'ecdsa-sha2-nistp256'],
])('a key that works: %s', (_, text, phrase, type) => {
  const key = parsePrivateKey('web', 'key', text, phrase);
  expect([key.type, key.isPrivateKey(), key.sign(Buffer.from('x')) instanceof Error]).toEqual([type, true, false]);
});

test.each([
  ['encrypted, no passphrase', locked.privateKey, undefined, /is encrypted, and no passphrase/, /masked variable/],
  ['encrypted, wrong passphrase', locked.privateKey, 'wrong', /passphrase is wrong/, /ssh-keygen -y/],
  ['PEM, no passphrase', pem, undefined, /is encrypted, and no passphrase/, /masked variable/],
  ['PEM, wrong passphrase', pem, 'wrong', /passphrase is wrong/, /ssh-keygen -y/],
  ['PKCS#8, no passphrase', pkcs8, undefined, /is encrypted, and no passphrase/, /masked variable/],
  ['PKCS#8, wrong passphrase', pkcs8, 'wrong', /passphrase is wrong/, /ssh-keygen -y/],
  ['PKCS#8, damaged', ec.replace(/\n[^\n]{20}/, '\n'), undefined, /line breaks/, /type File/],
  ['line breaks as text', privateKey.replaceAll('\n', '\\n'), undefined, /line breaks/, /type File/],
  ['line breaks as spaces', privateKey.replaceAll('\n', ' '), undefined, /line breaks/, /type File/],
  ['cut', privateKey.split('\n').slice(0, 3).join('\n'), undefined, /line breaks/, /type File/],
  [
    'cut inside',
    [...privateKey.split('\n').slice(0, 3), ...privateKey.split('\n').slice(4)].join('\n'),
    undefined,
    /damaged|line breaks/,
    /./,
  ],
  ['the public key', publicKey, undefined, /is a public key/, /without \.pub/],
  ['empty', '\n', undefined, /is empty/, /type File/],
])('a key that does not: %s', (_, text, phrase, message, hint) => {
  let error: unknown;
  try {
    parsePrivateKey('web', 'a/key', text, phrase);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({
    code: 'HL_SSH_KEY',
    kind: 'input',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
  expect((error as Error).message).toMatch(/a\/key.* web|web.*a\/key/);
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toMatch(/b3BlbnNzaC1rZXktdj|open sesame/);
});

describe('the file', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'hl-ssh-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    ['none', /none for web does not exist/],
    ['', /for web is a directory/],
    ['none/../key\0', /for web cannot be read \(ERR_INVALID_ARG_VALUE\)/],
  ])('%j', async (name, message) => {
    const read = privateKeys(undefined)('web', join(directory, name));
    await expect(read).rejects.toMatchObject({ code: 'HL_SSH_KEY', kind: 'input', message: expect.stringMatching(message) });
  });

  test('the key itself instead of its path never shows', async () => {
    const error = await privateKeys(undefined)('web', privateKey).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'HL_SSH_KEY', kind: 'input', hint: expect.stringContaining('type File') });
    expect(JSON.stringify(error)).not.toContain(privateKey.split('\n')[1]);
  });

  test('is read and decrypted once, whatever the number of hosts that it opens', async () => {
    const path = join(directory, 'key');
    writeFileSync(path, locked.privateKey);
    const read = privateKeys(passphrase);
    const [one, two] = await Promise.all([read('one', path), read('two', path)]);
    rmSync(path);
    expect([two, await read('three', path)]).toEqual([one, one]);
    expect(two).toBe(one);
  });

  test('~ is the home directory', () => {
    expect(['~', '~/.ssh/id', '/a/~/b', '~me/x'].map(expand)).toEqual([homedir(), `${homedir()}/.ssh/id`, '/a/~/b', '~me/x']);
  });
});
