import type { Edit, Lists } from './records.js';

/** One write to Pi-hole. */
export type Step =
  { readonly patch: Partial<Lists> } | { readonly verb: 'add' | 'remove'; readonly list: keyof Lists; readonly line: string };

/** Bytes of a body that Pi-hole surely takes: one of 65 535 or more it drops. */
const bodyLimit = 65_000;
/** Each write pushes out one of the admin's 15 config backups, so single lines are for one or two. */
const fewLines = 2;
/** While somebody else writes, single lines are the careful way, but each takes 50 ms. */
const carefulLines = 50;

/**
 * Which writes bring an edit about: one PATCH, which replaces whole lists, or single lines, which leave the rest of the
 * list to itself. Additions come first.
 *
 * @param moving somebody else is writing these lists just now: a PATCH could take his line away
 */
export function route(lists: Lists, edits: { readonly [list in keyof Lists]: Edit }, moving: boolean): Step[] {
  const { hosts, cnameRecords } = edits;
  const [hostLines, cnameLines] = [count(hosts), count(cnameRecords)];
  const plain = hosts.rewritten.length === 0 && cnameRecords.rewritten.length === 0;
  const few = plain && (cnameLines === 0 ? hostLines <= fewLines : hostLines === 0 && cnameLines === 1);
  const whole: Partial<Lists> = {
    ...(hostLines > 0 ? { hosts: hosts.lines } : {}),
    ...(cnameLines > 0 ? { cnameRecords: cnameRecords.lines } : {}),
  };
  const fits = Buffer.byteLength(JSON.stringify({ config: { dns: whole } })) < bodyLimit;
  const careful = moving && hostLines <= carefulLines;
  if (!fits || ((few || careful) && addressable(lists.hosts, hosts) && addressable(lists.cnameRecords, cnameRecords))) {
    // A CNAME line more would be a restart more, so that list is replaced unless it is just one.
    const cnames: Step[] = few
      ? singles('cnameRecords', cnameRecords)
      : cnameLines > 0
        ? [{ patch: { cnameRecords: cnameRecords.lines } }]
        : [];
    return [...singles('hosts', hosts), ...cnames];
  }
  return [{ patch: whole }];
}

const count = ({ removed, added, rewritten }: Edit): number => removed.length + added.length + 2 * rewritten.length;

const singles = (list: keyof Lists, { removed, added, rewritten }: Edit): Step[] => [
  ...added.map((line) => ({ verb: 'add', list, line }) as const),
  ...rewritten.flatMap(
    ([from, to]) =>
      [
        { verb: 'add', list, line: to },
        { verb: 'remove', list, line: from },
      ] as const,
  ),
  ...removed.map((line) => ({ verb: 'remove', list, line }) as const),
];

/** A line goes into the URL to be deleted: none with a slash (Pi-hole takes it for a path), none that is there twice, none that is too long. */
const addressable = (lines: readonly string[], { removed, rewritten }: Edit): boolean =>
  [...removed, ...rewritten.map(([from]) => from)].every(
    (raw) => !raw.includes('/') && encodeURIComponent(raw).length < 8_000 && lines.indexOf(raw) === lines.lastIndexOf(raw),
  );
