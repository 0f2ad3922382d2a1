import { execFileSync } from 'node:child_process';
import { Secret, sha256 } from '@hl/core';
import type { ServiceFileCopy } from '@hl/core';
import type { Sources } from '../../src/apply/payload.js';
import { payload, valueOf } from '../../src/apply/payload.js';
import { specFrom } from '../../src/spec.js';
import type { ComposeSpec, SecretSpec } from '../../src/spec.js';

const repository = new Map([
  ['conf/a.txt', 'text'],
  ['x.sops.env', 'sealed'],
]);
const file = (destination: string, content = repository.get(destination) ?? 'gone'): ServiceFileCopy => ({
  source: destination,
  destination,
  mode: 0o640,
  sha256: sha256(content),
  size: content.length,
});
const sources = (over: Partial<Sources> = {}): Sources => ({
  content: async ({ source }) => {
    const text = repository.get(source);
    if (text === undefined) throw new Error('not there');
    return Buffer.from(text);
  },
  secrets: {},
  ...over,
});
const secret = (source: string, state: SecretSpec['state'] = 'current'): SecretSpec => ({ source, state });
const send = async (over: Partial<ComposeSpec>, of: Partial<Sources> = {}) => {
  const sent = await payload('web', specFrom({ compose: 'services: {}\n', ...over }), sources(of));
  const names = execFileSync('tar', ['-tf', '-'], { input: sent.tar }).toString().trim().split('\n');
  const text = (path: string): string => execFileSync('tar', ['-xOf', '-', path], { input: sent.tar }).toString();
  return { ...sent, files: names, text };
};

test('a secret may be wrapped', () => {
  expect([valueOf({ A: 'x' }, 'A'), valueOf({ A: new Secret('y') }, 'A'), valueOf({}, 'A')]).toEqual(['x', 'y', undefined]);
});

test('compose.yml, records and files of the repository; no .env where there are no secrets', async () => {
  const { files, text, run, values } = await send({ files: [file('conf/a.txt')] }, { commit: 'c1' });
  expect(files).toEqual(['compose.yml', '.hl/manifest.json', '.hl/run', '.hl/files', 'conf/a.txt']);
  expect([text('compose.yml'), text('.hl/run'), text('.hl/files'), text('conf/a.txt')]).toEqual([
    'services: {}\n',
    `${run}\n`,
    'conf/a.txt\n',
    'text',
  ]);
  expect(JSON.parse(text('.hl/manifest.json'))).toMatchObject({ service: 'web', commit: 'c1' });
  expect(values).toEqual([]);
});

test('what the repository no longer holds, or holds otherwise, is fetched from the host', async () => {
  const { files, text } = await send({ files: [file('gone.txt'), file('conf/a.txt', 'older')] });
  expect(files).not.toContain('conf/a.txt');
  expect(text('.hl/fetch')).toBe(`${sha256('gone')}\tgone.txt\n${sha256('older')}\tconf/a.txt\n`);
});

test('secrets and the variables of an encrypted file; a secret that is named has the last word', async () => {
  const spec = { secrets: { KEY: secret('APP_KEY') }, secretsFile: { ...file('x.sops.env'), state: 'current' as const } };
  const { text, values } = await send(spec, { secrets: { APP_KEY: 'k$y' }, decrypt: async () => ({ KEY: 'no', DB: 'd' }) });
  expect(text('.env')).toBe('# hl: secrets of web\nKEY="k\\$y"\nDB="d"\n');
  expect(values).toEqual(['k$y', 'd', 'k$y']);
});

test('for a compose file of its own: what is merged over it, and plain values, which are no secrets', async () => {
  const spec = { overlay: '# hl: x\n', variables: { DIR: '/mnt/a b', KEY: 'plain' }, secrets: { KEY: secret('APP_KEY') } };
  const { text, values } = await send(spec, { secrets: { APP_KEY: 'k' } });
  expect(text('compose.hl.yml')).toBe('# hl: x\n');
  expect(text('.env')).toBe('# hl: secrets of web\nDIR="/mnt/a b"\nKEY="k"\n');
  expect(values).toEqual(['k', 'k']);
});

describe('the former secrets are wanted back from the host', () => {
  const encrypted = file('x.sops.env');
  test.each<[string, Partial<ComposeSpec>]>([
    ['a value differs', { secrets: { KEY: secret('APP_KEY', 'differs') } }],
    ['a value was absent', { secrets: { KEY: secret('APP_KEY', 'absent') } }],
    ['those of the file differ', { secretsFile: { ...encrypted, state: 'differs' } }],
    ['the file is another one by now', { secretsFile: { ...file('x.sops.env', 'older'), state: 'current' } }],
  ])('%s', async (_, spec) => {
    const { files, text } = await send({ ...spec, revision: 3 }, { decrypt: async () => ({ A: 'b' }) });
    expect(files).not.toContain('.env');
    expect(text('.hl/env-of')).toBe(sha256('services: {}\n'));
    expect(text('.hl/revision')).toBe('3');
  });

  test('what is known of them is blotted out all the same', async () => {
    const { values } = await send({ secrets: { KEY: secret('APP_KEY', 'differs'), B: secret('B') } }, { secrets: { APP_KEY: 'value' } });
    expect(values).toEqual(['value']);
  });
});

describe('input errors', () => {
  const secretsFile = { ...file('x.sops.env'), state: 'current' as const };
  test.each<[string, Partial<ComposeSpec>, Partial<Sources>, string, string]>([
    [
      'no value',
      { secrets: { KEY: secret('APP_KEY'), B: secret('B') } },
      { secrets: { B: '' } },
      'HL_SECRET_MISSING',
      'web: no value for the secret APP_KEY (for KEY), B',
    ],
    [
      'a large value',
      { secrets: { KEY: secret('K') } },
      { secrets: { K: 'x'.repeat(120 * 1024 + 1) } },
      'HL_SECRET_VALUE',
      'web: the value of the secret KEY cannot',
    ],
    [
      'a zero byte',
      { secrets: { KEY: secret('K') } },
      { secrets: { K: 'a\0b' } },
      'HL_SECRET_VALUE',
      'web: the value of the secret KEY cannot',
    ],
    ['no way to decrypt', { secretsFile }, {}, 'HL_SECRETS_FILE', 'web: x.sops.env cannot be decrypted here'],
    [
      'a name that is none',
      { secretsFile },
      { decrypt: async () => ({ A: '1', 'B-C': '2' }) },
      'HL_SECRETS_FILE',
      'web: x.sops.env holds "B-C", which',
    ],
  ])('%s', async (_, spec, of, code, message) => {
    await expect(send(spec, of)).rejects.toMatchObject({
      code,
      kind: 'input',
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/../),
    });
  });

  test('the largest value is none', async () => {
    await expect(send({ secrets: { KEY: secret('K') } }, { secrets: { K: 'x'.repeat(120 * 1024) } })).resolves.toBeDefined();
  });
});
