import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { HlError } from '@hl/core';
import type { ParsedKey } from 'ssh2';
import { ssh2 } from '../library.js';

/** `~/` is the home directory of whoever runs us. */
export const expand = (path: string): string => (path === '~' || path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path);

/** A private key that is ready to sign. */
export type PrivateKey = ParsedKey;

/** The private keys of a run, by path. A key is parsed once, however many hosts want it: decrypting one takes almost half a second. */
export function privateKeys(passphrase: string | undefined): (host: string, path: string) => Promise<PrivateKey> {
  const parsed = new Map<string, PrivateKey>();
  return async (host, path) => {
    const known = parsed.get(path);
    if (known) return known;
    const text = await readKeyFile(host, path);
    const key = parsed.get(path) ?? parsePrivateKey(host, path, text, passphrase); // another host may have been faster
    parsed.set(path, key);
    return key;
  };
}

/** The first key that can sign. As with ssh, one that is locked or damaged is passed over; `why` tells of the first such. */
export async function firstUsable(
  host: string,
  paths: readonly string[],
  privateKey: ReturnType<typeof privateKeys>,
): Promise<{ readonly key?: { readonly path: string; readonly parsed: PrivateKey }; readonly why?: HlError }> {
  let why: HlError | undefined;
  for (const path of paths) {
    try {
      return { key: { path, parsed: await privateKey(host, path) } };
    } catch (error) {
      why ??= HlError.from(error);
    }
  }
  return why === undefined ? {} : { why };
}

const fileVariable = 'In GitLab, make the variable one of type File: it then holds the path of a file with the key, untouched.';

const keyError = (message: string, hint: string, cause?: unknown): HlError =>
  new HlError('HL_SSH_KEY', message, { kind: 'input', hint, cause });

async function readKeyFile(host: string, path: string): Promise<string> {
  if (/PRIVATE KEY|PuTTY-User-Key/.test(path) || path.includes('\n'))
    throw keyError(`The SSH key file for ${host} is given as the key itself, where its path is wanted`, fileVariable);
  return readFile(expand(path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : cause.code === 'EISDIR' ? 'is a directory' : `cannot be read (${cause.code})`;
    throw keyError(`The SSH key file ${path} for ${host} ${why}`, `Give the path of a private key. ${fileVariable}`, cause);
  });
}

/** From the text of a private key file, which never shows in an error. */
export function parsePrivateKey(host: string, path: string, content: string, passphrase: string | undefined): PrivateKey {
  const text = content.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw keyError(`The SSH key file ${path} for ${host} is empty`, fileVariable);
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text))
    throw keyError(`${path} for ${host} is a public key`, 'Give the private key: the file of the same name without .pub.');
  try {
    const key = [ssh2().utils.parseKey(withoutPkcs8(text, passphrase), passphrase) as ParsedKey | ParsedKey[] | Error].flat()[0];
    if (key instanceof Error) throw key;
    if (key?.isPrivateKey()) return key;
    throw new Error('Unsupported key format');
  } catch (error) {
    const [what, hint] = unusable((error as Error).message);
    throw keyError(`The SSH key ${path} for ${host} ${what}`, hint);
  }
}

/** PKCS#8, which the SSH library does not read, as what it reads; other keys as they are. */
function withoutPkcs8(text: string, passphrase: string | undefined): string {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return text;
  try {
    const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : key.asymmetricKeyType === 'ec' ? 'sec1' : null;
    return type === null ? text : key.export({ type, format: 'pem' }).toString();
  } catch {
    if (!text.includes('BEGIN ENCRYPTED')) throw new Error('Malformed');
    throw new Error(passphrase === undefined ? 'no passphrase given' : 'bad passphrase');
  }
}

/** What is wrong with a key, and what to do, from what the SSH library says. */
function unusable(reason: string): readonly [what: string, hint: string] {
  if (/no passphrase given/i.test(reason))
    return ['is encrypted, and no passphrase was given', 'Give the passphrase as a masked variable, or load the key into an agent.'];
  if (/bad (passphrase|decrypt)|integrity check|wrong passphrase|Malformed OpenSSH private key/i.test(reason))
    return ['cannot be decrypted: the passphrase is wrong, or the file is damaged', 'Try it with: ssh-keygen -y -f KEY'];
  if (/Unsupported key format|Malformed|does not contain/i.test(reason))
    return ['is not a private key that can be read; its line breaks may have been lost', fileVariable];
  return [`cannot be used: ${reason}`, 'Make a fresh one with: ssh-keygen -t ed25519'];
}
