import type { Answer } from 'dns-packet';
import { isIPv6 } from 'node:net';
import type { Zone } from '../options.js';

type Family = 'A' | 'AAAA';

/** What Pi-hole learned from its upstream, as dnsmasq keeps it: until its time to live is over, and then for one stale answer more. */
export interface Cache {
  /** Answers that are kept for a question; TTL 0 for the stale ones, which are dropped with this. */
  kept(name: string, type: Family): Answer[];
  /** Asks the world outside and keeps what it says; no address is kept as NXDOMAIN for both families. */
  learn(zone: Zone, name: string, type: Family): Answer[];
  /** Whether the world outside said that there is no such name. */
  denied(name: string, type: Family): boolean;
  flush(): void;
}

export function createCache(now: () => number): Cache {
  const entries = new Map<string, { readonly addresses: readonly string[]; readonly until: number }>();
  const negative = new Set<string>();
  const answers = (name: string, type: Family, addresses: readonly string[], ttl: number): Answer[] =>
    addresses.map((data): Answer => ({ type, name, ttl, data }));
  return {
    kept(name, type) {
      const entry = entries.get(`${type} ${name}`);
      if (!entry) return [];
      const left = Math.ceil((entry.until - now()) / 1_000);
      if (left <= 0) entries.delete(`${type} ${name}`);
      return answers(name, type, entry.addresses, Math.max(0, left));
    },
    learn(zone, name, type) {
      const found = zone[name];
      if (!found) {
        for (const one of ['A', 'AAAA']) negative.add(`${one} ${name}`);
        return [];
      }
      const addresses = found.addresses.filter((address) => isIPv6(address) === (type === 'AAAA'));
      if (addresses.length > 0) entries.set(`${type} ${name}`, { addresses, until: now() + found.ttl * 1_000 });
      return answers(name, type, addresses, found.ttl);
    },
    denied: (name, type) => negative.has(`${type} ${name}`),
    flush() {
      entries.clear();
      negative.clear();
    },
  };
}
