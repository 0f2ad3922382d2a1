import { domainToASCII, domainToUnicode } from 'node:url';
import { isIP, isIPv4 } from 'node:net';

const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host name in lower case, punycode, without its last dot; null when it is none. A leading `*.` stays where `wildcard` allows it. */
export function asHostName(text: string, wildcard = false): string | null {
  const star = wildcard && text.startsWith('*.') ? '*.' : '';
  const plain = text.slice(star.length).replace(/\.$/, '');
  // domainToASCII would also read `1.2` as an address and decode `%41`: it sees only what is not ASCII.
  const ascii = /[^\x00-\x7f]/.test(plain) ? domainToASCII(plain) : plain.toLowerCase();
  // without a dot it will be completed: what then stands last is not its own
  const whole = ascii.includes('.') ? ascii : `${ascii}.example`;
  return hostName.test(ascii) && !isIPv4(ascii) && isAddressable(whole) ? star + ascii : null;
}

/** An IP address, without brackets, or a host name; null when it is neither. */
export function asAddress(text: string): string | null {
  const plain = text.replace(/^\[(.*)\]$/, '$1');
  // Node makes its pattern of IPv6 when it is first asked, and that costs more than all hosts together.
  if (plain.includes(':') ? isIP(plain) !== 0 : isIPv4(plain)) return plain;
  return /^[\d.]+$/.test(plain) ? null : asHostName(plain);
}

/** A URL leaves it as it is, whatever else it leads to: its last label is no number. */
const plainName = /^(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/;

/** Whether it means itself in a URL: `x.127.0.0.1` is refused there, `1.2` is an address, and not every `xn--…` is punycode. */
export function isAddressable(ascii: string): boolean {
  const name = ascii.toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
  if (plainName.test(name) && !name.includes('xn--')) return true;
  try {
    return new URL(`http://${name}`).hostname === name && (!/(^|\.)xn--/.test(name) || isPunycode(name));
  } catch {
    return false;
  }
}

/** Node 24 no longer looks into a name whose characters are all ASCII: one that it can decode is not itself any more, and comes back. */
function isPunycode(name: string): boolean {
  const decoded = domainToUnicode(name);
  return decoded !== name && domainToASCII(decoded) === name;
}

/** Completed with the site's domain when it has no dot. */
export const complete = (name: string, domain: string): string => (name.replace(/^\*\./, '').includes('.') ? name : `${name}.${domain}`);

/** An address in a URL: IPv6 goes in brackets. */
export const inUrl = (address: string): string => (address.includes(':') && isIP(address) === 6 ? `[${address}]` : address);

/** `media-tools` as people write it: `Media Tools`. */
export const display = (category: string): string =>
  category
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** Whether a path has no `.`, `..` or empty part. */
export const straight = (path: string): boolean => path !== '' && path !== '/' && !/\/\/|(^|\/)\.\.?(\/|$)/.test(path);
