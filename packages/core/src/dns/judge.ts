import type { Family } from './address.js';
import type { DnsAnswer } from './client.js';

/** How the answers of one family compare with what the name shall have of it. */
export interface Judgement {
  /** All that is wanted is there, and nothing else but what goes by itself. */
  readonly right: boolean;
  /** The server answers with no address, as it does for a name on a blocklist. */
  readonly blocked: boolean;
  /** Answers that nobody wants. When `right`, the server keeps them from its upstream for as long as they live. */
  readonly others: readonly DnsAnswer[];
}

/** What a blocked name is answered with. */
export const isNull = ({ address }: DnsAnswer): boolean => address === '0.0.0.0' || address === '::';

/**
 * Of several IPv4 addresses Pi-hole may give only those in the subnet of who asks (`dns.localise`). Its own records have a time to live of 0;
 * beside them it gives what it has kept from upstream before, until that is over. A server whose own records live longer replaces what
 * upstream says: any other address stands in a record there, and would be a wrong answer half of the time.
 *
 * @param wanted addresses of this family, canonical
 */
export function judge(family: Family, wanted: readonly string[], got: readonly DnsAnswer[]): Judgement {
  const ours = got.filter(({ address }) => wanted.includes(address));
  const others = got.filter(({ address }) => !wanted.includes(address));
  const missing = wanted.filter((address) => !ours.some((one) => one.address === address));
  const enough = missing.length === 0 || (family === 4 && ours.length > 0);
  const tellsUpstream = ours.length === 0 || ours.some(({ ttl }) => ttl === 0);
  return {
    right: enough && (others.length === 0 || (tellsUpstream && others.every(({ ttl }) => ttl > 0))),
    blocked: got.length > 0 && ours.length === 0 && got.every(isNull),
    others,
  };
}
