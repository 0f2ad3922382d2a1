import { isIPv6 } from 'node:net';

/** One address of an answer. Pi-hole's own records have TTL 0; what its upstream said lives for `ttl` seconds. */
export interface DnsAnswer {
  readonly address: string;
  readonly ttl: number;
}

export interface Verdict {
  readonly pass: boolean;
  /** What was answered, and what there is to say about it though it may be right. */
  readonly text: string;
  readonly hint?: string;
}

export type Family = 4 | 6;

/** IPv6 has many spellings of one address. */
export const canonical = (address: string): string => (isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address);

/** What Pi-hole answers for a name on a blocklist. */
const isNull = ({ address }: DnsAnswer): boolean => address === '0.0.0.0' || address === '::';

const record = 'Another record of the same name may stand in Local DNS Records; one that only just was added needs no more than a second.';

/**
 * Whether these are the right answers of one family to a name that shall have `wanted` of it, canonical; `null`: the question went to upstream, which is silent.
 *
 * Of several IPv4 addresses Pi-hole may give only those in the subnet of who asks (`dns.localise`). Beside its own records it gives
 * what it has kept from upstream, until that is over. For a family without a record it asks upstream each time.
 */
export function judge(name: string, family: Family, wanted: readonly string[], got: readonly DnsAnswer[] | null): Verdict {
  if (got === null) {
    const text = `no answer for IPv${family}: the upstream of that Pi-hole is silent`;
    if (wanted.length === 0) return { pass: true, text };
    return { pass: false, text, hint: 'Pi-hole has no such record, and its upstream server does not answer: look there first.' };
  }
  const text = got.map(({ address, ttl }) => (ttl > 0 ? `${address} (from upstream, ${ttl} s more)` : address)).join(', ');
  if (got.length > 0 && got.every(isNull) && !got.some(({ address }) => wanted.includes(address)))
    return { pass: false, text, hint: `Pi-hole blocks the name: allow ${name} there under Domains.` };
  const others = got.filter(({ address }) => !wanted.includes(address));
  if (wanted.length === 0 && others.some(({ ttl }) => ttl > 0)) {
    const hint =
      `The IPv${family} address is a public one, from upstream, and visitors go there: ` +
      `give the service an IPv${family} address of yours (dns.ip), or add local=/${name}/ to misc.dnsmasq_lines of that Pi-hole.`;
    return { pass: false, text, hint };
  }
  const missing = wanted.filter((address) => !got.some((answer) => answer.address === address));
  const enough = family === 4 && wanted.length > 0 ? missing.length < wanted.length : missing.length === 0;
  const pass = enough && others.every(({ ttl }) => ttl > 0);
  return pass ? { pass, text } : { pass, text, hint: record };
}

/** Whether there is an address, where the file names none. */
export function judgeAny(name: string, got: readonly DnsAnswer[]): Verdict {
  if (got.length === 0) return { pass: false, text: '', hint: record };
  return judge(
    name,
    4,
    got.filter((answer) => !isNull(answer)).map(({ address }) => address),
    got,
  );
}

/** Whether no address of ours is left; `ours` empty: no address at all. */
export function judgeGone(ours: ReadonlySet<string>, got: readonly DnsAnswer[]): Verdict {
  const left = got.filter((answer) => !isNull(answer) && (ours.size === 0 || ours.has(answer.address)));
  const text = got.map(({ address }) => address).join(', ');
  if (left.length === 0) return { pass: true, text };
  return { pass: false, text, hint: 'Look for the name in Settings › Local DNS Records, and for a wildcard of that domain.' };
}
