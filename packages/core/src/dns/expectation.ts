import { HlError } from '../error.js';
import type { Result } from '../integration.js';
import { familyOf, type Family } from './address.js';
import type { DnsAnswer } from './client.js';
import { judge } from './judge.js';
import { reached, type DnsProduct, type DnsSpec } from './record.js';

/** Who holds the records, with what to do about a wrong answer in its own words. */
export interface ReadBackProduct extends DnsProduct {
  /** For a name on a blocklist. */
  unblock(name: string): string;
  /** For an answer that nobody wants. */
  readonly elsewhere: string;
  /** Where it holds addresses of its own besides its records. */
  readonly localSources: string;
  /** How to keep it from asking its upstream for this name. */
  keepLocal(name: string): string;
}

/** What DNS shall say about a name: these addresses, or, for a name that is gone, none of these any more. */
export interface Expectation {
  readonly key: string;
  readonly gone: boolean;
  readonly addresses: readonly string[];
}

/** Of one look: how the change went, and whether looking again would show the same. */
export interface Look {
  readonly result: Result;
  readonly final: boolean;
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

export const ofFamily = (family: Family, addresses: readonly string[]): string[] =>
  addresses.filter((address) => familyOf(address) === family);

export const applied = (notes: readonly string[]): Result => (notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });

/** A name that is gone is upstream's to answer: no answer from there is no address either. */
export function lookGone({ key, addresses }: Expectation, got: readonly DnsAnswer[], { name }: DnsProduct): Look {
  const left = got.map(({ address }) => address).filter((address) => addresses.includes(address));
  const note = `${key} still answers with ${left.join(', ')}: from the upstream server, DHCP or another list of that ${name}`;
  return { result: applied(left.length > 0 ? [note] : []), final: left.length === 0 };
}

/** Of the addresses that are wanted of one family: what is wrong with the answer, or what to know about it. */
export function lookAt(
  key: string,
  family: Family,
  wanted: readonly string[],
  got: readonly DnsAnswer[],
  product: ReadBackProduct,
  now: Date,
): { readonly error: HlError | null; readonly notes: readonly string[] } {
  const { right, blocked, others } = judge(family, wanted, got);
  const { name, code } = product;
  const holds = `${name} holds ${key} → ${wanted.join(', ')}`;
  if (blocked) {
    const message = `${holds}, but blocks the name: it answers ${list(got)}`;
    return { error: new HlError(`${code}_BLOCKED`, message, { kind: 'refused', hint: product.unblock(key) }), notes: [] };
  }
  if (!right) {
    const message = `${holds} but answers ${list(got)}`;
    return { error: new HlError(`${code}_NOT_SERVED`, message, { kind: 'refused', hint: product.elsewhere }), notes: [] };
  }
  if (others.length === 0) return { error: null, notes: [] };
  const until = new Date(now.getTime() + Math.max(...others.map(({ ttl }) => ttl)) * 1_000).toISOString().slice(11, 19);
  return { error: null, notes: [`${key} also answers with ${list(others)}, which ${name} keeps from upstream until ${until} UTC`] };
}

/** What it answers for IPv6 when the record has no such address: that question goes to upstream. */
export function ipv6Notes(key: string, got: readonly DnsAnswer[], { name, localSources, keepLocal }: ReadBackProduct): string[] {
  const others = got.filter(({ address }) => address !== '::');
  if (others.length === 0) return [];
  const source = others.some(({ ttl }) => ttl > 0) ? 'from upstream' : `from ${localSources} of that ${name}`;
  return [
    `${key} also answers with the IPv6 address ${list(others)}, ${source}, and clients prefer that: ` +
      `give the name an IPv6 address of yours, or ${keepLocal(key)}`,
  ];
}

const list = (got: readonly DnsAnswer[]): string =>
  got.length === 0 ? 'with no address' : [...new Set(got.map(({ address }) => address))].join(', ');
