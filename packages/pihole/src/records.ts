import type { DnsSpec } from './desired.js';
import { parseCnameLine, parseHostLine, withoutAliases, withoutNames } from './line.js';
import { canonicalName } from './name.js';

/** Pi-hole's two lists of local records, line by line as it stores them. */
export interface Lists {
  readonly hosts: readonly string[];
  readonly cnameRecords: readonly string[];
}

export type ListName = keyof Lists;
export const listNames: readonly ListName[] = ['hosts', 'cnameRecords'];

/** What a name shall be; `null`: gone. */
export type Wanted = ReadonlyMap<string, DnsSpec | null>;

/** One list before and after an edit. */
export interface Edit {
  readonly lines: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Lines that several names share and some leave: `[from, to]`. They stay where they were. */
  readonly rewritten: readonly (readonly [string, string])[];
}

/** What the lists say about each name. A name can have both addresses and a CNAME; then Pi-hole serves the CNAME. */
export function held({ hosts, cnameRecords }: Lists): Map<string, DnsSpec> {
  const addresses = new Map<string, Set<string>>();
  const cnames = new Map<string, string>();
  for (const line of hosts.map(parseHostLine)) {
    for (const name of line?.names.map(canonicalName) ?? []) {
      addresses.set(name, (addresses.get(name) ?? new Set()).add(line?.address ?? ''));
    }
  }
  for (const line of cnameRecords.map(parseCnameLine)) {
    for (const name of line?.names.map(canonicalName) ?? []) cnames.set(name, canonicalName(line?.target ?? ''));
  }
  return new Map(
    [...addresses.keys(), ...cnames.keys()].map((name) => [
      name,
      { addresses: [...(addresses.get(name) ?? [])].sort(), cname: cnames.get(name) ?? null },
    ]),
  );
}

/** The lines that hold each name, in words: `dns.hosts line "192.0.2.9 wiki.lab"`. */
export function holders(lists: Lists): Map<string, string> {
  const found = new Map<string, string>();
  for (const list of listNames) {
    const parse = list === 'hosts' ? parseHostLine : parseCnameLine;
    for (const raw of lists[list]) {
      const text = `dns.${list} line ${JSON.stringify(raw)}`;
      for (const name of new Set(parse(raw)?.names.map(canonicalName))) {
        const before = found.get(name);
        found.set(name, before === undefined ? text : `${before} and ${text}`);
      }
    }
  }
  return found;
}

/** Addresses that a record leads to, along CNAMEs where it must; none when they lead nowhere in this Pi-hole. */
export function reached(spec: DnsSpec, names: ReadonlyMap<string, DnsSpec>): readonly string[] {
  const visited = new Set<string>();
  let at: DnsSpec | undefined = spec;
  while (at && at.cname !== null && !visited.has(at.cname)) {
    visited.add(at.cname);
    at = names.get(at.cname);
  }
  return at?.cname === null ? at.addresses : [];
}

/** The lists as they shall be: lines of others verbatim and in order, new lines at the end. */
export function edit(lists: Lists, wanted: Wanted): { readonly hosts: Edit; readonly cnameRecords: Edit } {
  const now = held(lists);
  const wants = (name: string, address: string): boolean => wanted.get(name)?.addresses.includes(address) ?? false;
  const newHosts: string[] = [];
  const newCnames: string[] = [];
  for (const [name, spec] of wanted) {
    for (const address of spec?.addresses ?? []) if (!now.get(name)?.addresses.includes(address)) newHosts.push(`${address} ${name}`);
    if (spec && spec.cname !== null && now.get(name)?.cname !== spec.cname) newCnames.push(`${name},${spec.cname}`);
  }
  return {
    hosts: editLines(lists.hosts, newHosts, (raw) => {
      const address = parseHostLine(raw)?.address ?? '';
      return withoutNames(raw, (name) => wanted.has(name) && !wants(name, address));
    }),
    cnameRecords: editLines(lists.cnameRecords, newCnames, (raw) => {
      const target = canonicalName(parseCnameLine(raw)?.target ?? '');
      return withoutAliases(raw, (name) => wanted.has(name) && wanted.get(name)?.cname !== target);
    }),
  };
}

function editLines(lines: readonly string[], added: readonly string[], keep: (raw: string) => string | null): Edit {
  const kept = lines.map((raw) => {
    const left = keep(raw);
    return left !== null && left !== raw && lines.includes(left) ? null : left; // Pi-hole wants each line once
  });
  return {
    lines: [...kept.filter((line) => line !== null), ...added],
    removed: lines.filter((_, index) => kept[index] === null),
    added,
    rewritten: lines.flatMap((raw, index) => (kept[index] !== null && kept[index] !== raw ? [[raw, kept[index] as string] as const] : [])),
  };
}

/** Single-line writes that the edit is worth; 0: there is nothing to write. */
export const size = ({ removed, added, rewritten }: Edit): number => removed.length + added.length + 2 * rewritten.length;
