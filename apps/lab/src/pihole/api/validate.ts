import { isIP } from 'node:net';
import type { Profile } from '../options.js';

/** Why Pi-hole refuses a line of dns.hosts, or `null`. Versions before 6.0.3 know no comments, before 6.3 only single blanks. */
export function checkHost(value: string, profile: Profile): string | null {
  if (profile === '6.0') return checkWords(value.split(' '), value);
  return checkWords(
    withoutComment(value)
      .split(/[ \t]+/)
      .filter((word) => word !== ''),
    value,
  );
}

/** A comment begins with a word that begins with `#`. */
export const withoutComment = (value: string): string => value.replace(/(?<![^ \t])#.*$/s, '');

function checkWords([ip, ...names]: readonly string[], value: string): string | null {
  if (ip === undefined) return `found no first element ("${value}")`;
  if (isIP(ip) === 0 || ip.includes('%')) return `neither a valid IPv4 nor IPv6 address ("${ip}")`;
  if (names.length === 0) return `entry does not have at least one hostname ("${value}")`;
  const bad = names.find((name) => !isName(name));
  return bad === undefined ? null : `invalid hostname ("${bad}")`;
}

function isName(name: string): boolean {
  if (name === '' || name.length > 255 || name.endsWith('-') || !/^[A-Za-z0-9._-]+$/.test(name)) return false;
  const labels = name.replace(/\.$/, '').split('.');
  const last = labels.at(-1) ?? '';
  return labels.every((label) => label !== '') && labels.slice(0, -1).every((label) => label.length <= 63) && !last.startsWith('-');
}

/** The text that is stored: from 6.3 on, blanks are evened out after the check and after the search for a double. */
export function normaliseHost(value: string, profile: Profile): string {
  if (profile === '6.0') return value;
  const content = withoutComment(value);
  const words = content.split(/[ \t]+/).filter((word) => word !== '');
  const comment = value.slice(content.length); // to the byte, with the blanks at its end
  return [...words, ...(comment === '' ? [] : [comment])].join(' ');
}

/** Pi-hole's own, weak check of dns.cnameRecords. */
export function checkCname(value: string): string | null {
  const fields = value.split(',');
  if (fields.length < 2) return 'not a valid CNAME definition (too few elements)';
  const gap = fields.findIndex((field) => field.trim() === '');
  return gap < 0 ? null : `contains an empty string at position ${gap}`;
}

export interface Cname {
  readonly names: readonly string[];
  readonly target: string;
}

export function parseCname(value: string): Cname {
  const fields = value.split(',').map((field) => field.trim().toLowerCase());
  if (fields.length > 2 && /^\d+$/.test(fields.at(-1) ?? '')) fields.pop();
  return { names: fields.slice(0, -1), target: fields.at(-1) ?? '' };
}

/** What `dnsmasq --test` says about all CNAMEs together, or `null`. A loop goes by the last of its names in the list; the first letters get lost on the way. */
export function testCnames(values: readonly string[]): string | null {
  const targets = new Map<string, string>();
  for (const [index, value] of values.entries()) {
    const { names, target } = parseCname(value);
    for (const name of names) {
      if (targets.has(name)) return `uplicate CNAME at line ${86 + index} of /etc/pihole/dnsmasq.conf.temp: "cname=${value}"`;
      targets.set(name, target);
    }
  }
  const looping = [...targets.keys()].filter((name) => {
    const visited = new Set<string>();
    let at = targets.get(name);
    while (at !== undefined && at !== name && !visited.has(at)) {
      visited.add(at);
      at = targets.get(at);
    }
    return at === name;
  });
  return looping.length === 0 ? null : `NAME loop involving ${looping.at(-1)}`;
}
