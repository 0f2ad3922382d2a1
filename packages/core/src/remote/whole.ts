import { readFileSync } from 'node:fs';
import { HlError } from '../error.js';
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

const runWithInput = needsWhole(readFileSync(new URL('../../scripts/run-with-input.sh', import.meta.url), 'utf8'));

/** A command that begins when all of its input is there. */
export const withInput = (argv: readonly string[], input: string | Uint8Array): string[] => [
  'sh',
  '-c',
  runWithInput,
  'sh',
  ...sealOf(input),
  ...argv,
];

/** @throws HlError HL_CUT (`unreachable`), HL_NO_SHA256: why what was to be done on a machine did not even begin */
export function mustBeWhole(name: string, what: string, { code, stderr }: { readonly code: number; readonly stderr: Uint8Array }): void {
  const broken = notWhole(code, new TextDecoder().decode(stderr));
  if (broken === null) return;
  if (!broken.cut)
    throw new HlError('HL_NO_SHA256', `${name}: ${what}: ${broken.said}`, {
      kind: 'refused',
      hint: 'Install coreutils (or busybox) on that host: what is sent there is checked before it is used.',
    });
  throw new HlError('HL_CUT', `${name}: ${what}: ${broken.said}; nothing was done with them`, {
    kind: 'unreachable',
    hint: 'Try again, and look at the network between here and that host.',
  });
}
