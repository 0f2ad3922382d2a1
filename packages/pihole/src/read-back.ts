import { HlError } from '@hl/core';
import type { Result } from '@hl/core';
import type { DnsSpec } from './desired.js';
import type { DnsAnswer, DnsClient } from './dns-client.js';
import { reached } from './records.js';

/** What DNS shall say about a name: these addresses, or, for a name that is gone, none of these any more. */
export interface Expectation {
  readonly key: string;
  readonly gone: boolean;
  readonly addresses: readonly string[];
}

export interface Looking {
  readonly dns: DnsClient;
  /** Upstream was found silent in this batch, and said so: no more questions that only it can answer. */
  readonly upstream: { silent: boolean };
  readonly pollMs: number;
  pause(ms: number): Promise<void>;
}

/** Expectation of a name; a CNAME answers with its target's addresses. `null`: nothing that could be asked. */
export function expectation(
  key: string,
  before: DnsSpec | null,
  after: DnsSpec | null,
  held: ReadonlyMap<string, DnsSpec>,
): Expectation | null {
  if (after === null) return before === null ? null : { key, gone: true, addresses: reached(before, held) };
  const addresses = reached(after, held);
  return addresses.length === 0 ? null : { key, gone: false, addresses };
}

/**
 * Looks until DNS says so.
 *
 * @param until `performance.now()` after which there is only one look
 * @returns how the change went, as DNS shows it
 */
export async function readBack(looking: Looking, expected: Expectation, until: number): Promise<Result> {
  for (let wait = looking.pollMs; ; wait = Math.min(wait * 2, 1_000)) {
    const last = performance.now() + wait > until;
    try {
      const { result, final } = await (expected.gone ? lookGone : look)(looking, expected);
      if (final || last) return result;
    } catch (error) {
      if (last || (error as HlError).kind !== 'unreachable') throw error;
    }
    await looking.pause(wait);
  }
}

interface Look {
  readonly result: Result;
  /** Looking again would show the same. */
  readonly final: boolean;
}

const noted = (notes: readonly string[]): Result => (notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });

async function lookGone({ dns }: Looking, { key, addresses }: Expectation): Promise<Look> {
  const left: string[] = [];
  for (const family of [4, 6] as const) {
    const was = addresses.filter((address) => isOf(family, address));
    // A name that is gone is upstream's: no answer from there is no address either.
    const got = was.length === 0 ? [] : ((await dns.ask(key, family)) ?? []);
    left.push(...got.map(({ address }) => address).filter((address) => was.includes(address)));
  }
  const note = `${key} still answers with ${left.join(', ')}: from the upstream server, DHCP or another list of that Pi-hole`;
  return { result: noted(left.length > 0 ? [note] : []), final: left.length === 0 };
}

async function look({ dns, upstream }: Looking, { key, addresses }: Expectation): Promise<Look> {
  const notes: string[] = [];
  for (const family of [4, 6] as const) {
    const wanted = addresses.filter((address) => isOf(family, address));
    if (wanted.length === 0 && (family === 4 || upstream.silent)) continue;
    const got = await dns.ask(key, family);
    if (wanted.length === 0) notes.push(...besides(key, got, upstream));
    else {
      const error = wrong(key, wanted, got ?? [], family);
      if (error) return { result: { status: 'failed', error: error.toJSON() }, final: error.code === 'HL_PIHOLE_BLOCKED' };
      notes.push(...cached(key, wanted, got ?? []));
    }
  }
  return { result: noted(notes), final: true };
}

const isOf = (family: 4 | 6, address: string): boolean => address.includes(':') === (family === 6);

/**
 * Whether these are not the right answers. Of several IPv4 addresses Pi-hole may give only those in the subnet of who asks
 * (`dns.localise`). An answer with a time to live was kept from upstream before the record was there, and goes; any other address
 * stands in another list, and would be a wrong answer half of the time.
 */
function wrong(key: string, wanted: readonly string[], got: readonly DnsAnswer[], family: 4 | 6): HlError | null {
  const isNull = got.length > 0 && got.every(({ address }) => address === '0.0.0.0' || address === '::');
  if (isNull && !wanted.includes(got[0]?.address ?? '')) {
    return new HlError('HL_PIHOLE_BLOCKED', `Pi-hole holds ${key} → ${wanted.join(', ')}, but blocks the name: it answers ${list(got)}`, {
      kind: 'refused',
      hint: `Allow ${key} in that Pi-hole under Domains.`,
    });
  }
  const missing = wanted.filter((address) => !got.some((one) => one.address === address));
  const enough = family === 4 ? missing.length < wanted.length : missing.length === 0;
  if (enough && got.every(({ address, ttl }) => wanted.includes(address) || ttl > 0)) return null;
  return new HlError('HL_PIHOLE_NOT_SERVED', `Pi-hole holds ${key} → ${wanted.join(', ')} but answers ${list(got)}`, {
    kind: 'refused',
    hint: 'Look for the name in /etc/hosts, DHCP leases and misc.dnsmasq_lines of that Pi-hole, or whether its DNS is rate-limited.',
  });
}

const list = (got: readonly DnsAnswer[]): string =>
  got.length === 0 ? 'with no address' : [...new Set(got.map(({ address }) => address))].join(', ');

/** What it answers besides, for as long as it keeps what upstream said. */
function cached(key: string, wanted: readonly string[], got: readonly DnsAnswer[]): string[] {
  const others = got.filter(({ address }) => !wanted.includes(address));
  if (others.length === 0) return [];
  const until = new Date(Date.now() + Math.max(...others.map(({ ttl }) => ttl)) * 1_000).toISOString().slice(11, 19);
  return [`${key} also answers with ${list(others)}, which Pi-hole keeps from upstream until ${until} UTC`];
}

/** What it answers for the family that the record has no address of: that question goes to upstream. */
function besides(key: string, got: readonly DnsAnswer[] | null, upstream: { silent: boolean }): string[] {
  if (got === null) {
    if (upstream.silent) return [];
    upstream.silent = true;
    return [`The upstream server of Pi-hole does not answer: who asks for an IPv6 address of ${key} has to wait`];
  }
  const others = got.filter(({ address }) => address !== '::');
  if (others.length === 0) return [];
  const source = others.some(({ ttl }) => ttl > 0) ? 'from upstream' : 'from DHCP, /etc/hosts or misc.dnsmasq_lines of that Pi-hole';
  return [
    `${key} also answers with the IPv6 address ${list(others)}, ${source}, and clients prefer that: ` +
      `give the name an IPv6 address of yours, or add local=/${key}/ to misc.dnsmasq_lines of that Pi-hole`,
  ];
}
