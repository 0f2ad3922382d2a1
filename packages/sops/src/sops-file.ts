import { createDecipheriv, createHash } from 'node:crypto';
import { isRecord } from '@hl/core';
import { parse } from 'yaml';

/** A file as sops writes it, of plain pairs. Source: https://getsops.io/docs/#encryption-protocol */
export interface SopsFile {
  /** In the order of the file, which its checksum depends on. */
  readonly entries: readonly (readonly [name: string, value: unknown])[];
  /** The data key, once for each age recipient. */
  readonly keys: readonly string[];
  /** Only several holders together can open it, or it has no checksum. */
  readonly needsProgram: boolean;
  readonly mac: string;
  readonly modified: string;
  /** The checksum is over the encrypted values only. */
  readonly encryptedOnly: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads such a file; null when sops has not written it.
 *
 * @param type as sops names it: dotenv, yaml, json
 * @throws Error when it is no JSON
 */
export function readSopsFile(content: string, type: string): SopsFile | null {
  const value: unknown =
    type === 'dotenv' ? dotenvParts(content) : type === 'json' ? JSON.parse(content) : parse(content, { logLevel: 'silent' });
  if (!isRecord(value) || !isRecord(value['sops'])) return null;
  const { sops, ...top } = value;
  const { age, mac, lastmodified, ...more } = sops as Record<string, unknown>;
  return {
    entries: Object.entries(top),
    keys: (Array.isArray(age) ? age.filter(isRecord) : []).map(({ enc }) => text(enc)),
    needsProgram: more['key_groups'] !== undefined || text(mac) === '',
    mac: text(mac),
    modified: text(lastmodified),
    encryptedOnly: String(more['mac_only_encrypted']) === 'true',
  };
}

/** Lines of `NAME=value`, nothing quoted; what sops knows stands in names such as `sops_age__list_0__map_enc`. */
function dotenvParts(content: string): Record<string, unknown> {
  const top: Record<string, unknown> = {};
  const sops: Record<string, unknown> = {};
  const age: { enc: string }[] = [];
  for (const line of content.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const end = line.indexOf('=');
    const [name, value] = [line.slice(0, end), line.slice(end + 1).replaceAll('\\n', '\n')];
    if (!name.startsWith('sops_')) top[name] = value;
    else if (/^sops_age__list_\d+__map_enc$/.test(name)) age.push({ enc: value });
    else sops[name.startsWith('sops_key_groups__') ? 'key_groups' : name.slice('sops_'.length)] = value;
  }
  return Object.keys(sops).length === 0 ? top : { ...top, sops: { ...sops, age } };
}

const cipher = /^ENC\[AES256_GCM,data:(.*),iv:(.*),tag:(.*),type:(\w+)\]$/s;

/** @throws Error when the key, the place or a byte is another one */
function open(value: string, key: Uint8Array, place: string): Buffer {
  const [data = '', iv = '', tag = ''] = (cipher.exec(value) ?? []).slice(1, 4);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]);
}

/** Begins a checksum over the encrypted values only, so that it never equals one over all. */
const encryptedOnlySeed = createHash('sha256').update('sops').digest();

/** As sops writes a value that it leaves readable into the checksum. */
const plain = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));

/**
 * The pairs of a file, as the sops program gives them as JSON.
 *
 * @param key the data key, 32 bytes
 * @throws Error when a value or the checksum is not what sops wrote
 */
export function decryptEntries({ entries, mac, modified, encryptedOnly }: SopsFile, key: Uint8Array): Record<string, unknown> {
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
