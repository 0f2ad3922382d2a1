import { groupBy } from '@hl/core';
import { canonicalName } from '@hl/core/dns';
import { listNames, type ListName, type Lists } from '../observe/record-syntax.js';
import { size, type Edit, type Edits } from './edit.js';

/** One write to Pi-hole. */
export type Step = { readonly patch: Partial<Lists> } | { readonly verb: 'add' | 'remove'; readonly list: ListName; readonly line: string };

/** Bytes of a body that Pi-hole surely takes: one of 65 535 or more it drops. */
const bodyLimit = 65_000;
/** Single lines at most until the list is looked at again: another writer shall not go unnoticed, since single lines of two crash pihole-FTL. */
const inARow = 10;

/**
 * Which writes bring an edit about, or a first part of it. One line goes by itself: it leaves the rest of the list alone. More are
 * one PATCH, which replaces whole lists: a record of several lines is there or not, no matter when the run is killed, only one of
 * the admin's 15 config backups is pushed out, and single lines beside another writer kill pihole-FTL 6.4.1.
 *
 * A list that no body holds can only be written line by line from there on. What still fits goes in by one PATCH, records
 * of several lines first; the rest, a few lines at a time, between which the list is read again.
 */
export function writePlan(lists: Lists, edits: Edits): Step[] {
  const names = listNames.filter((name) => size(edits[name]) > 0);
  const [only] = names;
  if (names.length === 1 && only !== undefined && size(edits[only]) === 1 && addressable(lists[only], edits[only]))
    return single(only, edits[only]);
  if (fits(after(edits, names))) return [{ patch: after(edits, names) }];
  return names.flatMap((name) => (fits(after(edits, [name])) ? [{ patch: after(edits, [name]) }] : fill(name, edits[name])));
}

const after = (edits: Edits, names: readonly ListName[]): Partial<Lists> =>
  Object.fromEntries(names.map((name) => [name, edits[name].lines]));

const fits = (lists: Partial<Lists>): boolean => Buffer.byteLength(JSON.stringify({ config: { dns: lists } })) < bodyLimit;

/** As many lines as a body holds in one PATCH, and the beginning of what is left line by line. */
function fill(name: ListName, edit: Edit): Step[] {
  const kept = edit.lines.slice(0, edit.lines.length - edit.added.length);
  const room = bodyLimit - Buffer.byteLength(JSON.stringify({ config: { dns: { [name]: kept } } }));
  const bytes = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(JSON.stringify(line)) + 1, 0);
  const first: string[] = [];
  let left = room;
  for (const lines of records(edit.added)) {
    left -= bytes(lines);
    if (left <= 0) break;
    first.push(...lines);
  }
  if (first.length > 0) return [{ patch: { [name]: [...kept, ...first] } }];
  return single(name, edit).slice(0, inARow);
}

/** New lines by the record that they make up, those of several lines first. */
function records(lines: readonly string[]): string[][] {
  const nameOf = (line: string): string => canonicalName(line.split(/[ ,]/).at(line.includes(',') ? 0 : 1) ?? '');
  return [...groupBy(lines, nameOf).values()].sort((a, b) => b.length - a.length);
}

/** Line by line. A name is never without an address in between; but of CNAMEs Pi-hole refuses a second one of a name. */
function single(list: ListName, { removed, added, rewritten }: Edit): Step[] {
  const [from, to] = [rewritten.map(([one]) => one), rewritten.map(([, one]) => one)];
  const adding = [...to, ...added].map((line): Step => ({ verb: 'add', list, line }));
  const removing = [...removed, ...from].map((line): Step => ({ verb: 'remove', list, line }));
  return list === 'hosts' ? [...adding, ...removing] : [...removing, ...adding];
}

/** A line goes into the URL: none with a slash (Pi-hole takes it for a path), none that is there twice, none that is too long. */
const addressable = (lines: readonly string[], { removed, added }: Edit): boolean =>
  [...removed, ...added].every(
    (raw) => !raw.includes('/') && encodeURIComponent(raw).length < 8_000 && lines.indexOf(raw) === lines.lastIndexOf(raw),
  );

/** The lists as they are after these writes, if nobody else writes. */
export function written(lists: Lists, steps: readonly Step[]): Lists {
  return steps.reduce<Lists>((now, step) => {
    if ('patch' in step) return { ...now, ...step.patch };
    const lines = now[step.list];
    if (step.verb === 'remove') return { ...now, [step.list]: lines.filter((line) => line !== step.line) };
    return lines.includes(step.line) ? now : { ...now, [step.list]: [...lines, step.line] };
  }, lists);
}
