import { canonicalName, type DnsSpec } from '@hl/core/dns';
import { listNames, parseLine, type ListName, type Lists } from './record-syntax.js';

/** One name of one line. */
interface Entry {
  readonly list: ListName;
  readonly raw: string;
  readonly name: string;
  readonly target: string;
}

/** Every name that the lists hold, with what it answers with; one that is twice on a line comes once. */
const entries = (lists: Lists): Entry[] =>
  listNames.flatMap((list) =>
    lists[list].flatMap((raw) => {
      const line = parseLine(list, raw);
      return [...new Set(line?.names.map(canonicalName))].map((name) => ({ list, raw, name, target: line?.target ?? '' }));
    }),
  );

/** What the lists say about each name. A name can have both addresses and a CNAME; then Pi-hole serves the CNAME. */
export function held(lists: Lists): Map<string, DnsSpec> {
  const specs = new Map<string, DnsSpec>();
  for (const { list, name, target } of entries(lists)) {
    const { addresses, cname } = specs.get(name) ?? { addresses: [], cname: null };
    const spec = list === 'hosts' ? { addresses: [...new Set([...addresses, target])].sort(), cname } : { addresses, cname: target };
    specs.set(name, spec);
  }
  return specs;
}

/** The lines that hold each name, in words: `dns.hosts line "192.0.2.9 wiki.lab"`. */
export function holders(lists: Lists): Map<string, string> {
  const found = new Map<string, string>();
  for (const { list, raw, name } of entries(lists)) {
    const before = found.get(name);
    found.set(name, `${before === undefined ? '' : `${before} and `}dns.${list} line ${JSON.stringify(raw)}`);
  }
  return found;
}
