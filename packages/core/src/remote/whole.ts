import { readFileSync } from 'node:fs';
import { sha256 } from '../values/sha256.js';

/** Exit codes of the shell function `whole`, beside a message that begins with `hl: `. */
const cut = 74;
const noDigest = 75;

const definition = readFileSync(new URL('../../scripts/whole.sh', import.meta.url), 'utf8');

/** A script that asks `whole FILE BYTES SHA256` of what it was sent. */
export const needsWhole = (script: string): string => definition + script;

/** The last two arguments of `whole` for these bytes. */
export const sealOf = (content: string | Uint8Array): [bytes: string, sha256: string] => [
  String(Buffer.byteLength(content)),
  sha256(content),
];

/** Why a command did not even begin, in the words of `whole`; null when it did. */
export function notWhole(code: number, stderr: string): { readonly cut: boolean; readonly said: string } | null {
  const said = code === cut || code === noDigest ? /^hl: (.*)$/m.exec(stderr)?.[1] : undefined;
  return said === undefined ? null : { cut: code === cut, said };
}
