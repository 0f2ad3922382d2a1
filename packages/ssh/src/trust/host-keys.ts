import { createHash } from 'node:crypto';
import { HlError, type Host } from '@hl/core';
import type { Server } from '../connect/dial.js';
import { keysFor, type KnownKey } from './known-hosts.js';

/** What the server showed. */
export interface HostKey {
  readonly type: string;
  /** Base64, as in known_hosts. */
  readonly key: string;
  /** `SHA256:…` as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
}

/** What is trusted for a server, and which signature algorithms to ask it for so that it shows a key we know. */
export interface Trust {
  readonly algorithms: readonly string[];
  judge(key: HostKey): 'trusted' | 'unknown' | 'changed' | 'revoked';
  /** Pins say no type: another of the server's keys may be the pinned one. */
  readonly anyKeyWillDo: boolean;
  /** Types known for it, for messages. */
  readonly known: readonly string[];
}

/** In our order of preference. */
export const keyTypes: readonly string[] = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'];

/** The signature algorithms of these key types. */
export const algorithmsFor = (types: readonly string[]): string[] =>
  keyTypes
    .filter((type) => types.includes(type))
    .flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : type));

/** From the raw key a server sends: its type is the first string in it. */
export function hostKey(blob: Uint8Array): HostKey {
  const bytes = Buffer.from(blob);
  return {
    type: bytes.toString('latin1', 4, 4 + bytes.readUInt32BE()),
    key: bytes.toString('base64'),
    fingerprint: `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`,
  };
}

/** Trust by pinned fingerprints when there are any, else by known_hosts; a key that is marked there as revoked is never trusted. */
export function trustFor(
  { address, port, fingerprints }: Pick<Host, 'address' | 'port' | 'fingerprints'>,
  knownHosts: readonly KnownKey[],
): Trust {
  const lines = keysFor(knownHosts, address, port);
  const pins = fingerprints.map((pin) => pin.trim().replace(/=+$/, ''));
  const valid = pins.length > 0 ? [] : lines.filter((line) => !line.revoked && keyTypes.includes(line.type));
  const known = [...new Set(valid.map(({ type }) => type))];
  return {
    algorithms: algorithmsFor(known.length > 0 ? known : keyTypes),
    anyKeyWillDo: pins.length > 0,
    known,
    judge({ key, fingerprint }) {
      if (lines.some((line) => line.revoked && line.key === key)) return 'revoked';
      if (pins.includes(fingerprint) || valid.some((line) => line.key === key)) return 'trusted';
      return pins.length > 0 || valid.length > 0 ? 'changed' : 'unknown';
    },
  };
}

/** The error for a server whose key is not trusted. */
export function distrusted({ name, address, port }: Server, verdict: 'unknown' | 'changed' | 'revoked', key: HostKey): HlError {
  const at = `${name} (${address}:${port})`;
  const shown = `${key.type} ${key.fingerprint}`;
  const compare = `ompare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub there), then run: hl hosts trust ${name}`;
  if (verdict === 'unknown') {
    const message = `${at} shows a host key that nobody has vouched for: ${shown}`;
    return new HlError('HL_HOST_KEY_UNKNOWN', message, { kind: 'input', hint: `C${compare}` });
  }
  if (verdict === 'revoked') {
    const message = `${at} shows a host key that known_hosts marks as revoked: ${shown}. Nothing was sent to it.`;
    const hint = 'Find out who answers there. Give the host a new key before it is trusted again.';
    return new HlError('HL_HOST_KEY_REVOKED', message, { kind: 'refused', hint });
  }
  const message = `THE HOST KEY OF ${at} HAS CHANGED: it shows ${shown}, which is not the trusted one. Somebody may be intercepting the connection. Nothing was sent to it.`;
  const hint = `Only if the host was reinstalled or its key replaced on purpose: c${compare}`;
  return new HlError('HL_HOST_KEY_CHANGED', message, { kind: 'refused', hint });
}
