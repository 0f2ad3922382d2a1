import type { Outcome } from '@hl/core';
import type { Ledger, LedgerEntry, LedgerRun } from '@hl/core/state';
import type { PlannedService } from './artifacts.js';
import type { Context } from './context.js';

/** Writes to the ledger what became of each service, right after it is known, one entry after the other. */
export interface Book {
  record(outcome: Outcome): void;
  /** The end of a run for one service. */
  conclude(name: string, healthy: boolean): void;
  /** Waits for what is still being written; a ledger that cannot be written is told, and does not fail the run. */
  settled(): Promise<void>;
}

export function openBook(context: Context, ledger: Ledger | null, services: readonly PlannedService[], run: string): Book {
  const planned = new Map(services.map((service) => [service.name, service]));
  let writing = Promise.resolve();
  let failed = false;
  const update = (name: string, change: (service: PlannedService, entry: LedgerEntry | null) => LedgerEntry | null): void => {
    const service = planned.get(name);
    if (!ledger || !service) return;
    writing = writing
      .then(() => ledger.update(name, (entry) => change(service, entry)))
      .catch((error: unknown) => {
        if (!failed) context.print.warn(`the ledger could not be written: ${(error as Error).message}`);
        failed = true;
      });
  };
  return {
    record: (outcome) => {
      if (outcome.status === 'unchanged') return;
      update(outcome.service, (service, entry) => {
        const current = entry?.run === run ? entry : begin(context, service, entry, run);
        return { ...current, time: new Date().toISOString(), healthy: false, outcomes: [...current.outcomes, outcome] };
      });
    },
    conclude: (name, healthy) =>
      update(name, (service, entry) => {
        if (entry === null && service.after === null) return null;
        if (entry === null) return { ...begin(context, service, null, run), healthy };
        const touched = entry.run === run;
        const last = entry.history.at(-1);
        return {
          ...entry,
          // A run that changed nothing leaves what the last one did, so that it can still be taken back.
          ...(touched
            ? {}
            : {
                path: service.path,
                host: (service.after ?? service.before)?.host ?? entry.host,
                service: service.after,
                hash: service.hash,
              }),
          healthy,
          leftovers: healthy ? [] : entry.leftovers,
          history: touched && last ? [...entry.history.slice(0, -1), { ...last, healthy }] : entry.history,
        };
      }),
    settled: () => writing,
  };
}

/** For what is written down in another way. */
export const noBook: Book = { record: () => {}, conclude: () => {}, settled: async () => {} };

const kept = 20;

/** The entry as a run finds it, before its first outcome. */
function begin(
  context: Context,
  { name, path, action, before, after, hash, previousHash, leftovers }: PlannedService,
  entry: LedgerEntry | null,
  run: string,
): LedgerEntry {
  const time = new Date().toISOString();
  const pipelineUrl = context.environment.pipelineUrl ?? null;
  // A run that did not end well is not what anybody wants back: the way back leads to before it.
  const open = entry !== null && !entry.healthy && entry.outcomes.length > 0 ? entry : null;
  const line: LedgerRun = { time, commit: context.commit, action: action === 'move' ? 'modify' : action, healthy: false, pipelineUrl };
  return {
    version: 1,
    name,
    path,
    host: (after ?? before)?.host ?? '',
    service: after,
    previous: open ? open.previous : before,
    leftovers: [...(before ? [before] : []), ...leftovers],
    hash,
    previousHash: open ? open.previousHash : previousHash,
    commit: context.commit,
    run,
    pipelineUrl,
    time,
    healthy: false,
    rejected: entry?.rejected === hash ? null : (entry?.rejected ?? null),
    outcomes: open?.outcomes ?? [],
    history: [...(entry?.history ?? []), line].slice(-kept),
  };
}
