import { equal, groupBy, isRecord, type Observed, type Resource } from '@hl/core';
import { canonicalAddress, canonicalName, canonicalSpec, type DnsSpec } from '@hl/core/dns';

/** One DNS rewrite as AdGuard Home lists it. Newer versions have more fields, e.g. `enabled`: they go back as they came. */
export interface Rewrite {
  readonly domain: string;
  /** An address, or another name. */
  readonly answer: string;
  readonly enabled?: boolean;
}

/** @returns `null` for what is no list of rewrites */
export function parseRewrites(body: unknown): Rewrite[] | null {
  const isRewrite = (one: unknown): one is Rewrite =>
    isRecord(one) && typeof one['domain'] === 'string' && typeof one['answer'] === 'string';
  return Array.isArray(body) && body.every(isRewrite) ? body : null;
}

/** The answer as it is compared. */
export const canonicalAnswer = (answer: string): string => canonicalAddress(answer) ?? canonicalName(answer);

/** Rewrites that answer for a name; those that are switched off do not. */
export const rewritesOf = (list: readonly Rewrite[], name: string): Rewrite[] =>
  list.filter(({ domain, enabled = true }) => enabled && canonicalName(domain) === name);

/**
 * A rewrite that stands while a record of several addresses is made or taken away, one call each: a killed run leaves a part of them, and
 * this says that the part is ours. No other rewrite has room for a mark.
 */
export const noteOf = (name: string): Rewrite => ({ domain: `${name}.unfinished.invalid`, answer: name });

/** Of one name: the addresses, or the first other name. AdGuard Home answers with that before any address. */
function specOf(rewrites: readonly Rewrite[]): DnsSpec {
  const addresses = rewrites.flatMap(({ answer }) => canonicalAddress(answer) ?? []);
  const cname = rewrites.find(({ answer }) => canonicalAddress(answer) === null);
  return { addresses: [...new Set(addresses)].sort(), cname: cname === undefined ? null : canonicalName(cname.answer) };
}

/** What the list says about each name. */
export function held(list: readonly Rewrite[]): Map<string, DnsSpec> {
  const enabled = list.filter((one) => one.enabled ?? true);
  const byName = groupBy(enabled, ({ domain }) => canonicalName(domain));
  return new Map([...byName].map(([name, rewrites]) => [name, specOf(rewrites)]));
}

/**
 * What stands under these keys, another name as well as addresses, since either is in the way of the other. Nothing is ours by itself but
 * what a note says we have not finished; that never counts as what is wanted, so that it will be finished. A record that is as one of
 * the resources says comes back in that one's spelling.
 */
export function observed(list: readonly Rewrite[], resources: readonly Resource<DnsSpec>[]): Map<string, Observed<DnsSpec>> {
  const found = new Map<string, Observed<DnsSpec>>();
  for (const { key, spec } of resources) {
    const name = canonicalName(key);
    const rewrites = rewritesOf(list, name);
    const isUnfinished = rewritesOf(list, noteOf(name).domain).length > 0;
    if (rewrites.length === 0 && !isUnfinished) continue;
    const stands = specOf(rewrites);
    const isSame = equal(canonicalSpec(spec), stands);
    const holder = rewrites.map(({ answer }) => `DNS rewrite ${name} → ${answer}`).join(' and ');
    if (isUnfinished && isSame) found.set(key, { spec: { addresses: [], cname: null }, ours: true });
    else if (isUnfinished && !found.has(key)) found.set(key, { spec: stands, ours: true });
    else if (!isUnfinished && (isSame || !found.has(key))) found.set(key, { spec: isSame ? spec : stands, ours: false, holder });
  }
  return found;
}
