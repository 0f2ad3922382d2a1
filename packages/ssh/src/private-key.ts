import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { HlError } from '@hl/core';
import type { ParsedKey } from 'ssh2';
import { ssh2 } from './library.js';

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
    const text = await readPrivateKey(host, path);
    const key = parsed.get(path) ?? parse(host, path, text, passphrase); // another host may have been faster
    parsed.set(path, key);
    return key;
  };
}

function parse(host: string, path: string, text: string, passphrase: string | undefined): PrivateKey {
  const found: ParsedKey | ParsedKey[] | Error = ssh2().utils.parseKey(withoutPkcs8(host, path, text, passphrase), passphrase);
  const key = Array.isArray(found) ? found[0] : found;
  if (key instanceof Error) throw unusableKey(host, path, key);
  if (!key?.isPrivateKey()) throw unusableKey(host, path, new Error('Unsupported key format'));
  return key;
}

const fileVariable = 'In GitLab, make the variable one of type File: it then holds the path of a file with the key, untouched.';

/** Text of a private key file. Its content never shows in an error. */
async function readPrivateKey(host: string, path: string): Promise<string> {
  if (/PRIVATE KEY|PuTTY-User-Key/.test(path) || path.includes('\n')) {
    throw new HlError('HL_SSH_KEY', `The SSH key file for ${host} is given as the key itself, where its path is wanted`, {
      kind: 'input',
      hint: fileVariable,
    });
  }
  const text = await readFile(expand(path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : cause.code === 'EISDIR' ? 'is a directory' : `cannot be read (${cause.code})`;
    throw new HlError('HL_SSH_KEY', `The SSH key file ${path} for ${host} ${why}`, {
      kind: 'input',
      hint: `Give the path of a private key. ${fileVariable}`,
      cause,
    });
  });
  const key = text.replace(/^\uFEFF/, '');
  if (key.trim() === '')
    throw new HlError('HL_SSH_KEY', `The SSH key file ${path} for ${host} is empty`, { kind: 'input', hint: fileVariable });
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(key)) {
    throw new HlError('HL_SSH_KEY', `${path} for ${host} is a public key`, {
      kind: 'input',
      hint: 'Give the private key: the file of the same name without .pub.',
    });
  }
  return key;
}

/** PKCS#8, which the SSH library does not read, as what it reads; other keys as they are. */
function withoutPkcs8(host: string, path: string, text: string, passphrase: string | undefined): string {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return text;
  try {
    const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : key.asymmetricKeyType === 'ec' ? 'sec1' : null;
    return type === null ? text : key.export({ type, format: 'pem' }).toString();
  } catch {
    const locked = text.includes('BEGIN ENCRYPTED');
    const said = !locked ? 'Malformed' : passphrase === undefined ? 'no passphrase given' : 'bad passphrase';
    throw unusableKey(host, path, new Error(said));
  }
}

/** The error for a key that the SSH library cannot take, from what the library says. */
function unusableKey(host: string, path: string, cause: Error): HlError {
  const error = (what: string, hint: string): HlError =>
    new HlError('HL_SSH_KEY', `The SSH key ${path} for ${host} ${what}`, { kind: 'input', hint });
  if (/no passphrase given/i.test(cause.message))
    return error('is encrypted, and no passphrase was given', 'Give the passphrase as a masked variable, or load the key into an agent.');
  if (/bad (passphrase|decrypt)|integrity check|wrong passphrase|Malformed OpenSSH private key/i.test(cause.message)) {
    return error('cannot be decrypted: the passphrase is wrong, or the file is damaged', 'Try it with: ssh-keygen -y -f KEY');
  }
  if (/Unsupported key format|Malformed|does not contain/i.test(cause.message)) {
    return error('is not a private key that can be read; its line breaks may have been lost', fileVariable);
  }
  return error(`cannot be used: ${cause.message}`, 'Make a fresh one with: ssh-keygen -t ed25519');
}
