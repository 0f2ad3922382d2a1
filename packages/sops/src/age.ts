import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Secret keys of age: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and the user's own `sops/age/keys.txt`. */
export async function ageKeys(env: Environment): Promise<string[]> {
  const config = env['XDG_CONFIG_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.config'));
  const files = [env['SOPS_AGE_KEY_FILE'], config === undefined ? undefined : join(config, 'sops/age/keys.txt')];
  const texts = await Promise.all(files.map((path) => (path ? readFile(path, 'utf8').catch(() => '') : '')));
  return [env['SOPS_AGE_KEY'] ?? '', ...texts]
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter((line) => /^AGE-SECRET-KEY-/i.test(line));
}

const begin = '-----BEGIN AGE ENCRYPTED FILE-----';

/** Whether age itself has encrypted the file, in either of its forms. */
export const isAge = (bytes: Uint8Array): boolean => {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1').trimStart();
  return head.startsWith('age-encryption.org/v1\n') || head.startsWith(begin);
};

/** Opens a text or file of age with one of these keys; null when none fits. */
export async function openAge(sealed: Uint8Array, keys: readonly string[]): Promise<Uint8Array | null> {
  const { armor, Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  try {
    for (const key of keys) decrypter.addIdentity(key);
    const text = Buffer.from(sealed).toString('latin1');
    return await decrypter.decrypt(text.trimStart().startsWith(begin) ? armor.decode(text) : sealed);
  } catch {
    return null; // what it says may hold a part of a key
  }
}
