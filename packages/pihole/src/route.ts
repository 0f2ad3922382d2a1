import { listNames, size } from './records.js';
import type { Edit, ListName, Lists } from './records.js';

/** One write to Pi-hole. */
export type Step = { readonly patch: Partial<Lists> } | { readonly verb: 'add' | 'remove'; readonly list: ListName; readonly line: string };

/** Bytes of a body that Pi-hole surely takes: one of 65 535 or more it drops. */
const bodyLimit = 65_000;
/** Each write pushes out one of the admin's 15 config backups, so single lines are for one or two. */
const fewLines = 2;

/**
 * Which writes bring an edit about: one PATCH, which replaces whole lists, or single lines, which leave the rest of a
 * list to itself.
 *
 * @param moving lists that somebody else is writing just now: a PATCH could take his line away
 */
export function route(lists: Lists, edits: { readonly [list in ListName]: Edit }, moving: ReadonlySet<ListName>): Step[] {
  const names = listNames.filter((name) => size(edits[name]) > 0);
  const few =
    names.every((name) => edits[name].rewritten.length === 0) &&
    (size(edits.cnameRecords) === 0 ? size(edits.hosts) <= fewLines : names.length === 1 && size(edits.cnameRecords) === 1);
  const alone = names.filter((name) => ((few || moving.has(name)) && addressable(lists[name], edits[name])) || !fits(after(edits, [name])));
  const whole = names.filter((name) => !alone.includes(name));
  const patches = fits(after(edits, whole)) ? [whole].filter(({ length }) => length > 0) : whole.map((name) => [name]);
  return [
    ...(alone.includes('hosts') ? addFirst(edits.hosts) : []),
    ...patches.map((group) => ({ patch: after(edits, group) })),
    ...(alone.includes('cnameRecords') ? removeFirst(edits.cnameRecords) : []),
  ];
}

const after = (edits: { readonly [list in ListName]: Edit }, names: readonly ListName[]): Partial<Lists> =>
  Object.fromEntries(names.map((name) => [name, edits[name].lines]));

const fits = (lists: Partial<Lists>): boolean => Buffer.byteLength(JSON.stringify({ config: { dns: lists } })) < bodyLimit;

/** A name is never without an address in between. */
const addFirst = ({ removed, added, rewritten }: Edit): Step[] => [
  ...added.map((line) => ({ verb: 'add', list: 'hosts', line }) as const),
  ...rewritten.flatMap(
    ([from, to]) =>
      [
        { verb: 'add', list: 'hosts', line: to },
        { verb: 'remove', list: 'hosts', line: from },
      ] as const,
  ),
  ...removed.map((line) => ({ verb: 'remove', list: 'hosts', line }) as const),
];

/** Pi-hole refuses a second CNAME of a name, and serves none of the changes before its restart. */
const removeFirst = ({ removed, added, rewritten }: Edit): Step[] => [
  ...[...removed, ...rewritten.map(([from]) => from)].map((line) => ({ verb: 'remove', list: 'cnameRecords', line }) as const),
  ...[...rewritten.map(([, to]) => to), ...added].map((line) => ({ verb: 'add', list: 'cnameRecords', line }) as const),
];

/** A line goes into the URL to be deleted: none with a slash (Pi-hole takes it for a path), none that is there twice, none that is too long. */
const addressable = (lines: readonly string[], { removed, rewritten }: Edit): boolean =>
  [...removed, ...rewritten.map(([from]) => from)].every(
    (raw) => !raw.includes('/') && encodeURIComponent(raw).length < 8_000 && lines.indexOf(raw) === lines.lastIndexOf(raw),
  );
