import { revisionOf, type LedgerEntry } from '@hl/core/state';
import { tableLines } from '../../text/table.js';

/** What a service can be brought back to in every system, the newest last, and how. Pure. */
export function revisionLines(entry: LedgerEntry, titles: ReadonlyMap<string, string>, width: number): string[] {
  const { name, healthy, hash } = entry;
  const revisions = [...(entry.revisions ?? [])].sort((a, b) => a.number - b.number);
  if (revisions.length === 0) return [`${name} has no revisions yet: the next run that ends well gives it one.`];
  const stands = healthy && !hash.startsWith('revision ') ? revisionOf(entry, entry.service)?.number : undefined;
  const columns = [
    ...['REVISION', 'TIME', 'COMMIT', 'IMAGE'].map((title) => ({ title })),
    { title: 'TITLE', gives: true as const },
    { title: 'GO BACK' },
  ];
  return tableLines(
    columns,
    revisions.map(({ number, time, commit, service }) => [
      ...[String(number), time.replace(/\.\d+Z$/, 'Z'), commit.slice(0, 8), service.deployment?.image ?? '', titles.get(commit) ?? ''],
      number === stands ? 'stands now' : `hl rollback ${name} --to ${number}`,
    ]),
    width,
  );
}
