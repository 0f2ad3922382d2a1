import { isIP, isIPv6 } from 'node:net';
import type { Rewrite } from './options.js';

export type Family = 'A' | 'AAAA';

/** `A`: the family of its address, or of the exception. */
const typeOf = ({ answer }: Rewrite): Family | 'CNAME' => {
  if (answer === 'A' || answer === 'AAAA') return answer;
  return isIP(answer) === 0 ? 'CNAME' : isIPv6(answer) ? 'AAAA' : 'A';
};

const isWildcard = (domain: string): boolean => domain.startsWith('*.');

const matches = (name: string, domain: string): boolean => domain === name || (isWildcard(domain) && name.endsWith(domain.slice(1)));

/** Rewrites of a name for a question, the one that counts first: CNAMEs before addresses, exact names before wildcards, long before short. */
function find(rewrites: readonly Rewrite[], name: string, family: Family): { readonly found: readonly Rewrite[]; readonly known: boolean } {
  const known = rewrites.filter(({ domain }) => matches(name, domain));
  const order = (one: Rewrite): number[] => [typeOf(one) === 'CNAME' ? 0 : 1, isWildcard(one.domain) ? 1 : 0, -one.domain.length];
  const found = known
    .filter((one) => typeOf(one) === 'CNAME' || typeOf(one) === family || isException(one))
    .sort(
      (a, b) =>
        order(a)
          .map((value, index) => value - (order(b)[index] ?? 0))
          .find((difference) => difference !== 0) ?? 0,
    );
  const wildcard = found.findIndex(({ domain }) => isWildcard(domain));
  return { found: wildcard < 0 ? found : found.slice(0, Math.max(1, wildcard)), known: known.length > 0 };
}

const isException = ({ answer }: Rewrite): boolean => answer === 'A' || answer === 'AAAA';

/** What rewrites make of a question; `null`: they let it pass. `name` is left for upstream to answer when there is no address. */
export interface Rewritten {
  readonly addresses: readonly string[];
  readonly name: string | null;
}

/** As AdGuard Home walks along its list: to the addresses of a name, or to the name at the end of its CNAMEs. */
export function rewrite(all: readonly Rewrite[], name: string, family: Family): Rewritten | null {
  const rewrites = all.filter(({ enabled = true }) => enabled);
  let at = name;
  let { found, known } = find(rewrites, at, family);
  if (!known) return null;
  const visited = new Set<string>();
  for (let [first] = found; first && typeOf(first) === 'CNAME'; [first] = found) {
    if (first.answer === name || first.answer === first.domain) return null;
    if (visited.has(first.answer)) return { addresses: [], name: at };
    at = first.answer;
    visited.add(at);
    ({ found, known } = find(rewrites, at, family));
  }
  const mine = found.filter((one) => typeOf(one) === family);
  if (mine.some(isException)) return visited.size > 0 ? { addresses: [], name: at } : null;
  return { addresses: mine.map(({ answer }) => answer), name: visited.size > 0 ? at : null };
}
