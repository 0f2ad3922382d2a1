import { createHmac } from 'node:crypto';
import { glob } from '../pattern.js';

/** A line of known_hosts. */
export interface KnownKey {
  readonly names: readonly string[];
  /** `@revoked`: never to be accepted. */
  readonly revoked: boolean;
  readonly type: string;
  /** Base64 of the key, as it stands in the file. */
  readonly key: string;
}

/** How known_hosts spells a server: `[address]:port` unless the port is 22. */
export const nameOf = (address: string, port: number): string =>
  port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;

/** The lines of a known_hosts file. */
export const linesOf = (text: string): KnownKey[] => text.split('\n').flatMap(parse);

/** The keys that `known` holds for a server: plain, hashed, patterned; `@cert-authority` lines don't count. As in OpenSSH, a name without port serves when there's none with it. */
export function keysFor(known: readonly KnownKey[], address: string, port: number): KnownKey[] {
  const named = (name: string): KnownKey[] => known.filter(({ names }) => matches(names, name));
  const exact = named(nameOf(address, port));
  return exact.length > 0 ? exact : named(nameOf(address, 22));
}

/**
 * `text` (known_hosts) with exactly `keys` for the server: what else was trusted for it goes, all other lines stay as they are,
 * patterns and marked lines among them. Twice is the same as once.
 *
 * @param keys `type` as `ssh-ed25519`, `key` in base64
 */
export function trustHost(text: string, address: string, port: number, keys: readonly Pick<KnownKey, 'type' | 'key'>[]): string {
  const name = nameOf(address, port);
  const missing = new Set(keys.map(({ type, key }) => `${type} ${key}`));
  const kept = text.split('\n').flatMap((line) => {
    const [entry] = parse(line);
    if (entry === undefined || line.trimStart().startsWith('@') || !entry.names.some((pattern) => isName(pattern, name))) return [line];
    if (missing.delete(`${entry.type} ${entry.key}`)) return [line];
    const others = entry.names.filter((pattern) => !isName(pattern, name));
    return others.length === 0 ? [] : [line.replace(/^\s*\S+/, others.join(','))];
  });
  const body = kept.join('\n');
  const end = body === '' || body.endsWith('\n') ? '' : '\n';
  return `${body}${end}${[...missing].map((key) => `${name} ${key}\n`).join('')}`;
}

/** None for comments, empty lines and `@cert-authority`. */
function parse(line: string): KnownKey[] {
  const words = line.trim().split(/\s+/);
  const mark = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [names = '', type = '', key = ''] = words;
  if (names === '' || names.startsWith('#') || key === '' || (mark !== undefined && mark !== '@revoked')) return [];
  return [{ names: names.split(','), revoked: mark === '@revoked', type, key }];
}

/** A list of patterns matches when one does and no negated one does. */
function matches(patterns: readonly string[], name: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && glob(pattern.slice(1), 'i').test(name))) return false;
  return patterns.some((pattern) => isName(pattern, name) || (/^[^|!].*[*?]|^[*?]/.test(pattern) && glob(pattern, 'i').test(name)));
}

/** The very name, plain or hashed (`|1|salt|HMAC-SHA1`); no pattern. */
function isName(pattern: string, name: string): boolean {
  if (!pattern.startsWith('|')) return pattern.toLowerCase() === name;
  const [, kind, salt = '', hash] = pattern.split('|');
  return kind === '1' && createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}
