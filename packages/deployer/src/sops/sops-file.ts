import { createDecipheriv, createHash } from 'node:crypto';
import { isRecord } from '@hl/core';
import { parse } from 'yaml';

/** A file as sops writes it, of plain pairs. Source: https://getsops.io/docs/#encryption-protocol */
export interface Sealed {
  /** In the order of the file, which its checksum depends on. */
  readonly entries: readonly (readonly [name: string, value: unknown])[];
  /** The data key, once for each age recipient. */
  readonly keys: readonly string[];
  /** Only several holders together can open it, or it has no checksum: for the sops program. */
  readonly odd: boolean;
  readonly mac: string;
  readonly modified: string;
  /** The checksum is over the encrypted values only. */
  readonly encryptedOnly: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads such a file; null when sops has not written it. `type`: as sops names it. */
export function readSealed(content: string, type: string): Sealed | null {
  const { top, sops } = type === 'dotenv' ? dotenvParts(content) : parts(content, type);
  if (sops === null) return null;
  const age = Array.isArray(sops['age']) ? sops['age'].filter(isRecord) : [];
  return {
    entries: Object.entries(top),
    keys: age.map(({ enc }) => text(enc)),
    odd: sops['key_groups'] !== undefined || text(sops['mac']) === '',
    mac: text(sops['mac']),
    modified: text(sops['lastmodified']),
    encryptedOnly: String(sops['mac_only_encrypted']) === 'true',
  };
}

interface Parts {
  readonly top: Record<string, unknown>;
  readonly sops: Record<string, unknown> | null;
}

function parts(content: string, type: string): Parts {
  const value: unknown = type === 'json' ? JSON.parse(content) : parse(content, { logLevel: 'silent' });
  if (!isRecord(value)) return { top: {}, sops: null };
  const { sops = null, ...top } = value;
  return { top, sops: isRecord(sops) ? sops : null };
}

/** Lines of `NAME=value`, nothing quoted; what sops knows stands in names such as `sops_age__list_0__map_enc`. */
function dotenvParts(content: string): Parts {
  const pairs = content
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, string] => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1).replaceAll('\\n', '\n')];
    });
  const own = new Map(pairs.filter(([name]) => name.startsWith('sops_')).map(([name, value]) => [name.slice('sops_'.length), value]));
  const age = [...own].filter(([name]) => /^age__list_\d+__map_enc$/.test(name)).map(([, enc]) => ({ enc }));
  const grouped = [...own.keys()].some((name) => name.startsWith('key_groups__')) ? { key_groups: '' } : {};
  return {
    top: Object.fromEntries(pairs.filter(([name]) => !name.startsWith('sops_'))),
    sops: own.size === 0 ? null : { ...Object.fromEntries(own), age, ...grouped },
  };
}

const cipher = /^ENC\[AES256_GCM,data:(.*),iv:(.*),tag:(.*),type:(\w+)\]$/s;

/** @throws Error when the key, the place or a byte is another one */
function open(value: string, key: Uint8Array, place: string): Buffer {
  const [data = '', iv = '', tag = ''] = (cipher.exec(value) ?? []).slice(1, 4);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]);
}

/** sha256 of `sops`: a checksum over the encrypted values only never equals one over all. */
const encryptedOnlySeed = createHash('sha256').update('sops').digest();

/** As sops writes a value that it leaves readable into the checksum. */
const plain = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));

/**
 * The pairs of a file, as the sops program gives them as JSON.
 *
 * @param key the data key, 32 bytes
 * @throws Error when a value or the checksum is not what sops wrote
 */
export function unseal({ entries, mac, modified, encryptedOnly }: Sealed, key: Uint8Array): Record<string, unknown> {
  const sum = createHash('sha512');
  if (encryptedOnly) sum.update(encryptedOnlySeed);
  const result: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    const type = typeof value === 'string' ? cipher.exec(value)?.[4] : undefined;
    const bytes = type === undefined ? Buffer.from(plain(value)) : open(String(value), key, `${name}:`);
    if (type !== undefined || !encryptedOnly) sum.update(bytes);
    result[name] = type === undefined ? value : type === 'bool' ? bytes.toString() === 'True' : bytes.toString();
  }
  if (open(mac, key, modified).toString() !== sum.digest('hex').toUpperCase()) throw new Error('MAC mismatch');
  return result;
}
