import { isIPv4, isIPv6 } from 'node:net';

export type Family = 4 | 6;

export const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4);

/**
 * The one spelling of an address: IPv4 dotted, IPv6 compressed and in lower case, so that `2001:DB8:0::1` and `2001:db8::1` count as one.
 *
 * @returns `null` for what is no address (inet_pton's rules: no zone, no leading zeros)
 */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  if (!isIPv6(text) || text.includes('%')) return null;
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

/** An IPv4-mapped IPv6 address (`::ffff:192.0.2.20`) as the IPv4 address that it is: served as AAAA it would be of no use to anybody. */
export function unmapped(address: string): string {
  const words = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!words) return address;
  const [high, low] = [Number.parseInt(words[1] ?? '', 16), Number.parseInt(words[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
