import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { stringify } from 'yaml';

export type Plain = string | number | boolean;

export interface Age {
  readonly key: string;
  readonly recipient: string;
}

export async function ageKey(): Promise<Age> {
  const key = await generateX25519Identity();
  return { key, recipient: await identityToRecipient(key) };
}

/** What `age --encrypt` writes, or `age --encrypt --armor`. */
export async function ageSeal(content: string | Uint8Array, recipient: string, form: 'binary' | 'armor' = 'armor'): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(content);
  return form === 'binary' ? sealed : Buffer.from(armor.encode(sealed));
}

const modified = '2026-11-23T12:00:00Z';

const asSops = (value: Plain): string => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));
const kind = (value: Plain): string => ({ string: 'str', number: 'int', boolean: 'bool' })[typeof value as 'string' | 'number' | 'boolean'];

function seal(text: string, type: string, key: Uint8Array, place: string): string {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(place));
  const data = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  return `ENC[AES256_GCM,data:${data},iv:${iv.toString('base64')},tag:${cipher.getAuthTag().toString('base64')},type:${type}]`;
}

/** A file as `sops --encrypt --age RECIPIENT` writes it; names that end in `_unencrypted` stay readable. */
export async function sopsSeal(
  type: 'dotenv' | 'yaml' | 'json',
  values: Readonly<Record<string, Plain>>,
  recipients: readonly string[],
  { encryptedOnly = false, more = {} }: { encryptedOnly?: boolean; more?: Record<string, unknown> } = {},
): Promise<string> {
  const key = randomBytes(32);
  const sum = createHash('sha512');
  if (encryptedOnly) sum.update(createHash('sha256').update('sops').digest());
  const entries = Object.entries(values).map(([name, value]): [string, Plain] => {
    const readable = name.endsWith('_unencrypted') || value === '';
    if (!readable || !encryptedOnly) sum.update(asSops(value));
    return [name, readable ? value : seal(asSops(value), kind(value), key, `${name}:`)];
  });
  const mac = seal(sum.digest('hex').toUpperCase(), 'str', key, modified);
  const age = await Promise.all(
    recipients.map(async (recipient) => ({ recipient, enc: Buffer.from(await ageSeal(key, recipient)).toString() })),
  );
  const own = {
    lastmodified: modified,
    mac,
    ...(encryptedOnly ? { mac_only_encrypted: true } : {}),
    unencrypted_suffix: '_unencrypted',
    version: '3.13.3',
    ...more,
  };
  if (type === 'json') return JSON.stringify({ ...Object.fromEntries(entries), sops: { age, ...own } }, null, 2);
  if (type === 'yaml') return stringify({ ...Object.fromEntries(entries), sops: { age, ...own } });
  const flat = [
    ...age.flatMap(({ recipient, enc }, index) => [
      [`age__list_${index}__map_enc`, enc],
      [`age__list_${index}__map_recipient`, recipient],
    ]),
    ...Object.entries(own),
  ];
  const lines = [...entries, ...flat.map(([name, value]) => [`sops_${String(name)}`, value])];
  return `#${seal(' a comment', 'comment', key, '')}\n${lines.map(([name, value]) => `${String(name)}=${String(value).replaceAll('\n', '\\n')}\n`).join('')}`;
}
