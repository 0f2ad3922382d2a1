import type { DnsSpec } from '@hl/core/dns';
import { printLine, withoutNames, type ListName, type Lists } from '../observe/record-syntax.js';
import { held } from '../observe/records.js';

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

export type Edits = { readonly [list in ListName]: Edit };

/** What a spec puts into a list. */
export const targets = (list: ListName, spec: DnsSpec | null | undefined): readonly string[] =>
  list === 'hosts' ? (spec?.addresses ?? []) : [spec?.cname ?? []].flat();

/** The lists as they shall be: lines of others verbatim and in order, new lines at the end. */
export function edit(lists: Lists, wanted: Wanted): Edits {
  const now = held(lists);
  const editList = (list: ListName): Edit => {
    const lines = lists[list];
    const added = [...wanted].flatMap(([name, spec]) => {
      const standing = targets(list, now.get(name));
      const missing = targets(list, spec).filter((target) => !standing.includes(target));
      return missing.map((written) => printLine(list, { names: [name], written, tail: '' }));
    });
    const kept = lines.map((raw) => {
      const left = withoutNames(list, raw, (name, target) => wanted.has(name) && !targets(list, wanted.get(name)).includes(target));
      return left !== null && left !== raw && lines.includes(left) ? null : left; // Pi-hole wants each line once
    });
    const rewritten = lines.flatMap((raw, index) => {
      const left = kept[index] ?? null;
      return left === null || left === raw ? [] : [[raw, left] as const];
    });
    return {
      lines: [...kept.filter((line) => line !== null), ...added],
      removed: lines.filter((_, index) => kept[index] === null),
      added,
      rewritten,
    };
  };
  return { hosts: editList('hosts'), cnameRecords: editList('cnameRecords') };
}

/** Single-line writes that the edit is worth; 0: there is nothing to write. */
export const size = ({ removed, added, rewritten }: Edit): number => removed.length + added.length + 2 * rewritten.length;
