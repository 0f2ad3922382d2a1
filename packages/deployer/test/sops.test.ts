import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceFileCopy } from '@hl/core';
import { sopsDecrypt } from '@hl/deployer';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hl-sops-'));
  mkdirSync(join(directory, 'bin'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A `sops` that notes its arguments and does what `script` says. */
const install = (script: string): void => {
  writeFileSync(join(directory, 'bin/sops'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${directory}/args'\n${script}\n`);
  chmodSync(join(directory, 'bin/sops'), 0o755);
};
const file = (source: string, content = 'ENC[...]'): ServiceFileCopy => {
  writeFileSync(join(directory, source), content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { source, destination: source, mode: 0o644, sha256, size: content.length };
};
const decrypt = (copy: ServiceFileCopy, env: Record<string, string> = {}): Promise<Record<string, string>> =>
  sopsDecrypt({ cwd: directory, env: { PATH: `${join(directory, 'bin')}:/usr/bin:/bin`, ...env } })(copy);

test.each([
  ['app.sops.env', 'dotenv'],
  ['secrets.yaml', 'yaml'],
  ['secrets.enc.yml', 'yaml'],
  ['secrets.json.enc', 'json'],
  ['secrets', 'dotenv'],
  ['-dash.env', 'dotenv'],
])('%s is read as %s, by an absolute path', async (source, type) => {
  install(`printf %s '{"A":"k$y \\"1\\"","PORT":8080,"ON":true,"LINES":"a\\nb"}'`);
  expect(await decrypt(file(source))).toEqual({ A: 'k$y "1"', PORT: '8080', ON: 'true', LINES: 'a\nb' });
  expect(readFileSync(join(directory, 'args'), 'utf8').split('\n').slice(0, -1)).toEqual([
    ...['--decrypt', '--input-type', type, '--output-type', 'json', join(directory, source)],
  ]);
});

test('sops gets the environment that is given, and nothing to read', async () => {
  install(`read -r x; printf '{"KEY":"%s","HOME":"%s"}' "$SOPS_AGE_KEY" "\${HOME:-none}"`);
  expect(await decrypt(file('x.env'), { SOPS_AGE_KEY: 'AGE-1' })).toEqual({ KEY: 'AGE-1', HOME: 'none' });
});

test('without sops: an input error with a hint', async () => {
  await expect(decrypt(file('x.env'), { PATH: join(directory, 'bin') })).rejects.toMatchObject({
    code: 'HL_SOPS_MISSING',
    kind: 'input',
    hint: expect.stringContaining('Install sops'),
  });
});

test.each([
  ['no key', 'echo "Failed to get the data key required to decrypt the SOPS file. TOPSECRET" >&2; exit 128', 'HL_SOPS_KEY', 'refused'],
  ['age has no identity', 'echo "age: no identity matched any of the recipients TOPSECRET" >&2; exit 1', 'HL_SOPS_KEY', 'refused'],
  ['changed by hand', 'echo "MAC mismatch. TOPSECRET" >&2; exit 51', 'HL_SECRETS_FILE', 'input'],
  [
    'a value replaced by hand',
    'echo "Error decrypting tree: cipher: message authentication failed TOPSECRET" >&2; exit 25',
    'HL_SECRETS_FILE',
    'input',
  ],
  ['not encrypted', 'echo "sops metadata not found TOPSECRET" >&2; exit 1', 'HL_SECRETS_FILE', 'input'],
  ['unknown trouble', 'echo "invalid dotenv input line: KEY TOPSECRET" >&2; exit 2', 'HL_SECRETS_FILE', 'input'],
  ['an answer that is cut', `printf '{"A":"TOPSECRET'`, 'HL_SECRETS_FILE', 'input'],
  ['values below values', `echo '{"A":{"B":"TOPSECRET"}}'`, 'HL_SECRETS_FILE', 'input'],
  ['a list', `echo '["TOPSECRET"]'`, 'HL_SECRETS_FILE', 'input'],
  ['a number too long', `echo '{"A":12345678901234567890}'`, 'HL_SECRETS_FILE', 'input'],
  ['killed', `kill -9 $$`, 'HL_SOPS_KEY', 'refused'],
])('%s: a clear error that repeats nothing of sops', async (_, script, code, kind) => {
  install(script);
  const error: unknown = await decrypt(file('x.env')).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code, kind, message: expect.stringContaining('x.env'), hint: expect.stringMatching(/./) });
  expect(`${String(error)}${JSON.stringify(error)}${(error as Error).stack ?? ''}`).not.toMatch(/TOPSECRET|12345678901/);
});

test('what was changed by hand is said to be so', async () => {
  for (const code of [24, 25, 51, 52]) {
    install(`exit ${code}`);
    await expect(decrypt(file('x.env'))).rejects.toMatchObject({ message: expect.stringContaining('changed without sops') });
  }
});

test('a file that is gone or was changed meanwhile is not decrypted', async () => {
  install('echo {}');
  const copy = file('x.env');
  writeFileSync(join(directory, 'x.env'), 'other');
  await expect(decrypt(copy)).rejects.toMatchObject({ code: 'HL_SECRETS_FILE', kind: 'input' });
  rmSync(join(directory, 'x.env'));
  await expect(decrypt(copy)).rejects.toMatchObject({ code: 'HL_SECRETS_FILE', kind: 'input' });
});

test('another way to run programs may be given', async () => {
  const calls: string[] = [];
  const run = async ([program = '']: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    calls.push(program);
    return { code: 0, stdout: '{"A":"1"}', stderr: '' };
  };
  expect(await sopsDecrypt({ cwd: directory, env: {}, run })(file('x.env'))).toEqual({ A: '1' });
  expect(calls).toEqual(['sops']);
});
