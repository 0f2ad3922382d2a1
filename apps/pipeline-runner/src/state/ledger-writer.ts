import { groupBy, idOf, settle, type Change, type Outcome, type PlannedService } from '@hl/core';
import { begun, concluded, intended, recorded, without, type LedgerEntry, type RunRecord } from '@hl/core/state';
import { runRecord, type Context } from '../context.js';
import type { State } from './state.js';

/** Writes to the ledger what is about to be done with each service, and what became of it. */
export interface LedgerWriter {
  /** Ahead of the first write. @throws when it cannot be written down: then nothing must be done */
  intend(changes: readonly Change[]): Promise<void>;
  record(outcome: Outcome): void;
  /** The end of a run for one service. `broken`: it was seen to be, by its own doing. */
  conclude(name: string, healthy: boolean, broken?: boolean): void;
  /** Waits for what is still being written; what could not be written is a warning, and does not fail the run. */
  flushed(): Promise<void>;
}

export interface WriterOptions {
  readonly services: readonly PlannedService[];
  readonly run: string;
  /** `aside`: what is done is no run's own doing, and is not what a rollback takes back: a rollback itself, an adoption. */
  readonly way: 'on' | 'aside';
}

type Step = (entry: LedgerEntry | null) => LedgerEntry | null;

export function ledgerWriter(context: Context, state: State, { services, run, way }: WriterOptions): LedgerWriter {
  /** As the job found them: who remembers a key. */
  const entries = new Map((state.entries ?? []).map((entry) => [entry.name, entry]));
  const rememberers = groupBy(
    [...entries.values()].flatMap(({ name, made, intents }) => [...new Set([...made, ...intents].map(idOf))].map((id) => ({ id, name }))),
    ({ id }) => id,
  );
  const planned = new Map(services.map((service) => [service.name, service]));
  const record = (): RunRecord => ({ ...runRecord(context), run });
  let waiting = new Map<string, Step[]>();
  let writing: Promise<void> | null = null;
  let failure: unknown = null;

  /** What comes while a write is under way goes with the next one, all of it at once. */
  const flush = async (): Promise<void> => {
    while (waiting.size > 0) {
      const steps = waiting;
      waiting = new Map();
      await state.update([...steps.keys()], (name, entry) => (steps.get(name) ?? []).reduce((held, step) => step(held), entry));
    }
  };
  const push = (name: string, step: Step): void => void waiting.set(name, [...(waiting.get(name) ?? []), step]);
  const write = (): Promise<void> =>
    (writing ??= flush()
      .catch((error: unknown) => {
        failure ??= error;
        waiting = new Map();
      })
      .finally(() => (writing = null)));
  const whoRemembers = (change: Change): string[] => (rememberers.get(idOf(change)) ?? []).map(({ name }) => name);
  const start = (service: PlannedService, entry: LedgerEntry | null): LedgerEntry =>
    way === 'on' || entry === null ? begun(entry, service, record()) : entry;

  return {
    async intend(changes) {
      for (const [name, own] of groupBy(changes, ({ service }) => service)) {
        const service = planned.get(name);
        if (service) push(name, (entry) => intended(start(service, entry), own));
      }
      while (waiting.size > 0 || writing !== null) await write();
      if (failure !== null) throw failure;
    },
    record(outcome) {
      const service = planned.get(outcome.service);
      if (!service) return;
      // What was true already says nothing new, unless a killed run has begun it, or it is gone.
      const known = whoRemembers(outcome);
      if (outcome.status !== 'unchanged' || known.includes(service.name))
        push(service.name, (entry) => {
          if (way === 'aside') return settle(start(service, entry), outcome);
          const open = outcome.status === 'unchanged' ? entry : start(service, entry);
          return open && recorded(open, outcome, context.now());
        });
      const cutOff = entries.get(service.name)?.intents.some((intent) => idOf(intent) === idOf(outcome)) === true;
      if (outcome.status === 'applied' || (outcome.status === 'unchanged' && (outcome.after === null || cutOff)))
        for (const name of known.filter((one) => one !== service.name)) push(name, (entry) => entry && without(entry, outcome));
      void write();
    },
    conclude(name, healthy, broken = false) {
      const service = planned.get(name);
      if (service) push(name, (entry) => concluded(entry, service, record(), healthy, broken));
      void write();
    },
    async flushed() {
      while (waiting.size > 0 || writing !== null) await write();
      if (failure !== null) context.print.warn(`the ledger could not be written: ${(failure as Error).message}`);
      failure = null;
    },
  };
}
