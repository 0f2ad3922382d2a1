import { domainToASCII } from 'node:url';

/** A host name as it is compared: lower case, without the root's dot. DNS does not tell cases apart. */
export const canonicalName = (text: string): string => text.toLowerCase().replace(/\.$/, '');

/**
 * A host name as it is written into a DNS server: `canonicalName`, international ones in punycode.
 *
 * @returns `null` for what is none: letters, digits, `-` and `_` in labels of at most 63, 255 in all; no wildcard
 */
export function hostName(text: string): string | null {
  const isAscii = [...text].every((character) => character.charCodeAt(0) < 128);
  const name = canonicalName(isAscii ? text : domainToASCII(text));
  if (name.length === 0 || name.length > 255) return null;
  return name.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) ? name : null;
}
