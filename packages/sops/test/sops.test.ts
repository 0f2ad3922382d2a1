import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceFileCopy } from '@hl/core';
import { sopsDecrypt } from '@hl/sops';
import { ageKey, ageSeal, sopsSeal } from './seal.js';
import type { Age } from './seal.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hl-sops-'));
  mkdirSync(join(directory, 'bin'));
});

/** A `sops` that notes its arguments and does what `script` says. */
const install = (script: string): void => {
  writeFileSync(join(directory, 'bin/sops'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${directory}/args'\n${script}\n`);
  chmodSync(join(directory, 'bin/sops'), 0o755);
};
const file = (source: string, content: string | Uint8Array = 'ENC[...]'): ServiceFileCopy => {
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

describe('without the program', () => {
  const values = { PASSWORD: 'k$y "1" \'x\'', LINES: 'a\nb', EMPTY: '', TZ_unencrypted: 'Europe/Berlin' };
  const nothing = { PATH: '/nowhere' };
  let mine: Age;
  let other: Age;
  beforeAll(async () => {
    [mine, other] = [await ageKey(), await ageKey()];
  });
  const open = async (text: string | Uint8Array, env: Record<string, string> = { SOPS_AGE_KEY: mine.key }, source = 'x.sops.env') =>
    decrypt(file(source, text), { ...nothing, ...env });
  const changed = { code: 'HL_SECRETS_FILE', kind: 'input', message: expect.stringContaining('checksum') };

  test.each(['dotenv', 'yaml', 'json'] as const)('a file of sops is opened by an age key: %s', async (type) => {
    const source = type === 'dotenv' ? 'x.sops.env' : `x.sops.${type}`;
    const more = type === 'dotenv' ? {} : { PORT: 8080, ON: true, OFF: false };
    const wanted = type === 'dotenv' ? {} : { PORT: '8080', ON: 'true', OFF: 'false' };
    for (const encryptedOnly of [false, true]) {
      const text = await sopsSeal(type, { ...values, ...more }, [other.recipient, mine.recipient], { encryptedOnly });
      expect(await open(text, undefined, source)).toEqual({ ...values, ...wanted });
    }
  });

  test('the key is found where sops looks for it', async () => {
    const text = await sopsSeal('dotenv', values, [mine.recipient]);
    const keys = `# created: today\n${other.key}\n${mine.key}\n`;
    mkdirSync(join(directory, 'config/sops/age'), { recursive: true });
    writeFileSync(join(directory, 'config/sops/age/keys.txt'), keys);
    writeFileSync(join(directory, 'keys'), keys);
    expect(await open(text, { SOPS_AGE_KEY_FILE: join(directory, 'keys') })).toEqual(values);
    expect(await open(text, { XDG_CONFIG_HOME: join(directory, 'config') })).toEqual(values);
    expect(await open(text, { SOPS_AGE_KEY: keys })).toEqual(values);
  });

  test('no key, another key, and half a key are refused, and none is shown', async () => {
    const text = await sopsSeal('dotenv', values, [mine.recipient]);
    for (const env of [{}, { SOPS_AGE_KEY: other.key }, { SOPS_AGE_KEY: mine.key.slice(0, 40) }] as Record<string, string>[]) {
      const error = await open(text, env).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'HL_SOPS_KEY', kind: 'refused' });
      expect(`${(error as Error).message} ${String((error as { hint?: string }).hint)}`).not.toMatch(/AGE-SECRET-KEY-/);
    }
  });

  test('a value in another place, a changed one, and one that is gone are seen', async () => {
    const text = await sopsSeal('dotenv', { A: 'one', B: 'two', C_unencrypted: 'three' }, [mine.recipient]);
    const of = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
    await expect(open(text.replace(of('A'), of('B')))).rejects.toMatchObject(changed);
    await expect(open(text.replace('three', 'four'))).rejects.toMatchObject(changed);
    await expect(open(text.replace(/^B=.*\n/m, ''))).rejects.toMatchObject(changed);
  });

  test('what needs the program says so', async () => {
    const missing = { code: 'HL_SOPS_MISSING', kind: 'input', hint: expect.stringContaining('Install sops') };
    await expect(open(await sopsSeal('yaml', values, []), undefined, 'x.yaml')).rejects.toMatchObject(missing);
    const groups = await sopsSeal('json', values, [mine.recipient], { more: { key_groups: [{ age: [] }] } });
    await expect(open(groups, undefined, 'x.json')).rejects.toMatchObject(missing);
  });

  test.each([
    ['a file that nobody encrypted', 'A=b\n', 'x.env', /is not encrypted/],
    ['text that is no JSON', '{', 'x.json', /is no json/],
    ['a list', '- a\n', 'x.yaml', /is not encrypted/],
  ])('%s is told', async (_, text, source, message) => {
    await expect(open(text, undefined, source)).rejects.toMatchObject({ code: 'HL_SECRETS_FILE', message: expect.stringMatching(message) });
  });

  test('values below values are told', async () => {
    const text = await sopsSeal('yaml', { A: 'b' }, [mine.recipient]);
    await expect(open(text.replace(/^sops:/m, 'DEEP: { er: x }\nsops:'), undefined, 'x.yaml')).rejects.toMatchObject({
      message: expect.stringContaining('holds no text under DEEP'),
    });
  });

  test.each(['armor', 'binary'] as const)('an env file that age itself encrypted: %s', async (form) => {
    const sealed = await ageSeal('# ours\nA="x y"\nB=c#d\n', mine.recipient, form);
    expect(await open(sealed, undefined, 'x.env.age')).toEqual({ A: 'x y', B: 'c' });
    await expect(open(sealed, { SOPS_AGE_KEY: other.key })).rejects.toMatchObject({ code: 'HL_SOPS_KEY' });
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
