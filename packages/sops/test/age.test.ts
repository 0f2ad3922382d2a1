import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ageKeys, isAge, openAge } from '../src/age.js';
import { ageKey, ageSeal } from './seal.js';

describe('keys', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hl-age-'));
    for (const directory of ['.config', 'xdg']) {
      mkdirSync(join(home, directory, 'sops/age'), { recursive: true });
      writeFileSync(join(home, directory, 'sops/age/keys.txt'), `# created: today\n AGE-SECRET-KEY-${directory} \n\n`);
    }
    writeFileSync(join(home, 'file'), 'AGE-SECRET-KEY-file\nage-secret-key-lower\nsomething else\n');
  });

  test.each<[string, (home: string) => Record<string, string>, string[]]>([
    ['nowhere', () => ({}), []],
    [
      'in the variable, one a line',
      () => ({ SOPS_AGE_KEY: '# mine\nAGE-SECRET-KEY-1\nAGE-SECRET-KEY-2\nx' }),
      ['AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-2'],
    ],
    ['in the file', (at) => ({ SOPS_AGE_KEY_FILE: join(at, 'file') }), ['AGE-SECRET-KEY-file', 'age-secret-key-lower']],
    ['in a file that is not there', (at) => ({ SOPS_AGE_KEY_FILE: join(at, 'none') }), []],
    ['in the home', (at) => ({ HOME: at }), ['AGE-SECRET-KEY-.config']],
    ['in the configuration', (at) => ({ HOME: at, XDG_CONFIG_HOME: join(at, 'xdg') }), ['AGE-SECRET-KEY-xdg']],
    [
      'everywhere, in this order',
      (at) => ({ HOME: at, SOPS_AGE_KEY_FILE: join(at, 'file'), SOPS_AGE_KEY: 'AGE-SECRET-KEY-1' }),
      ['AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-file', 'age-secret-key-lower', 'AGE-SECRET-KEY-.config'],
    ],
  ])('%s', async (_, env, keys) => {
    expect(await ageKeys(env(home))).toEqual(keys);
  });
});

test.each([
  ['age-encryption.org/v1\n-> X25519', true],
  ['-----BEGIN AGE ENCRYPTED FILE-----\nabc', true],
  ['\n -----BEGIN AGE ENCRYPTED FILE-----', true],
  ['age-encryption.org/v10\n', false],
  ['A=b # age-encryption.org/v1\n', false],
  ['', false],
])('%j is of age: %s', (content, expected) => {
  expect(isAge(Buffer.from(content))).toBe(expected);
});

test('opened by the key that fits, in both forms; by no other, and what is no key opens nothing', async () => {
  const [mine, other] = [await ageKey(), await ageKey()];
  for (const form of ['armor', 'binary'] as const) {
    const sealed = await ageSeal('text', mine.recipient, form);
    expect(isAge(sealed)).toBe(true);
    expect(Buffer.from((await openAge(sealed, [other.key, mine.key])) ?? []).toString()).toBe('text');
    expect(await openAge(sealed, [other.key])).toBeNull();
    expect(await openAge(sealed, ['AGE-SECRET-KEY-1'])).toBeNull();
    expect(await openAge(sealed, [])).toBeNull();
  }
});
