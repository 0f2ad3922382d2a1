import type { Change } from '../integration.js';
import type { LedgerEntry, PlannedService } from '../model/artifacts.gen.js';
import { begun, distinct, kept, lineOf, sameKey, told, type RunRecord } from './entry.js';

/* What becomes of an entry beside the runs: a rollback, a revision brought back, an adoption. */

/**
 * A rollback, ahead of its first write and at its end. `way` leads back: its `after` is what was there before the run. Until all of it is
 * back, a next run goes on with it.
 *
 * @param rejected what is not tried again: the content of a file, '' that there is none. Default: what is left
 * @param healthy looked at again, it is well
 */
export function rolledBack(
  entry: LedgerEntry,
  way: PlannedService,
  run: RunRecord,
  whole: boolean,
  rejected: string | null = leftBy(entry, way),
  healthy = whole,
): LedgerEntry {
  const history = isGoingBack(entry) && entry.run === run.run ? entry.history.slice(0, -1) : entry.history;
  return told({
    ...entry,
    ...run,
    host: (way.after ?? way.before)?.host ?? entry.host,
    service: way.after,
    previous: whole ? null : entry.previous,
    leftovers: whole || !way.before ? [] : distinct([way.before, ...entry.leftovers]),
    hash: way.hash,
    previousHash: whole ? null : entry.previousHash,
    healthy,
    rejected,
    outcomes: whole ? [] : entry.outcomes,
    history: [...history, lineOf(run, 'rollback', healthy)].slice(-kept),
  });
}

const isGoingBack = ({ healthy, history }: LedgerEntry): boolean => !healthy && history.at(-1)?.action === 'rollback';

/** One that is tried again, and one to nothing, leaves what it left before. */
function leftBy(entry: LedgerEntry, way: PlannedService): string | null {
  const again = isGoingBack(entry) || (!entry.healthy && entry.rejected !== null && entry.hash === way.hash);
  return again || (entry.hash === '' && way.after === null) ? entry.rejected : entry.hash;
}

/** A revision of its containers was brought back: git is not asked again until the file changes. */
export function pinned(entry: LedgerEntry, revision: number, run: RunRecord, healthy: boolean): LedgerEntry {
  return {
    ...entry,
    hash: `revision ${revision}`,
    rejected: entry.hash.startsWith('revision ') ? entry.rejected : entry.hash,
    healthy,
    time: run.time,
    history: [...entry.history, lineOf(run, 'rollback', healthy)].slice(-kept),
  };
}

/**
 * A person said adopt: from now on some of it is ours. A service of which nothing was known is taken up by the next run.
 *
 * @param taken what was taken over; default: nothing
 */
export function adopted(
  entry: LedgerEntry | null,
  service: PlannedService,
  run: RunRecord,
  well: boolean,
  taken: readonly Change[] = [],
): LedgerEntry {
  const known = entry ?? begun(null, service, run);
  const history = entry === null ? known.history.slice(0, -1) : known.history;
  const made = known.made.map((one) => (taken.some((change) => sameKey(change, one)) ? { ...one, adopted: true as const } : one));
  return { ...known, made, history: [...history, lineOf(run, 'adopt', well)].slice(-kept) };
}
