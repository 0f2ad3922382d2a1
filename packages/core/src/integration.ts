import type { ErrorReport } from './error.js';
import type { Service } from './model/service.gen.js';
import type { Site } from './model/site.js';

/** Something a service wants in one system. `key` is unique within its system; `spec` is plain JSON without secrets. */
export interface Resource<Spec = unknown> {
  readonly system: string;
  readonly key: string;
  /** Name of the service that wants it. */
  readonly service: string;
  readonly spec: Spec;
}

/**
 * The one idea: a pair. `null` means "not there", so create is (null, x), delete is (x, null), update is (x, y),
 * and undo is the pair swapped. Plain JSON: it can be stored, reviewed, applied elsewhere, undone.
 */
export interface Change<Spec = unknown> {
  readonly system: string;
  readonly key: string;
  readonly service: string;
  readonly before: Spec | null;
  readonly after: Spec | null;
}

/** What a system really holds under a key, or what stands in the way of it there. */
export interface Observed<Spec = unknown> {
  readonly spec: Spec;
  /** It carries our mark. What the ledger remembers is the engine's business. */
  readonly ours: boolean;
  /** When it is not ours: who holds the name, in words and with the place, e.g. `router legacy@file in /etc/traefik/hand.yml`. */
  readonly holder?: string;
  /** When it is not ours: the way out, if it is another than `hl adopt`. */
  readonly hint?: string;
}

/** Something that is wrong in a system and is not ours to mend. */
export interface Fault {
  /** What and where: file and line, if it is in a file. */
  readonly message: string;
  /** It does harm now; else it may. */
  readonly sure: boolean;
}

/** A planned change that the system will not take, and who must act. */
export interface Refusal {
  readonly key: string;
  readonly error: ErrorReport;
}

export type Status = 'applied' | 'unchanged' | 'failed' | 'deferred' | 'conflict';

/** What became of one change. `deferred`: its host or system could not be reached; the next run takes it up. */
export interface Result {
  readonly status: Status;
  readonly error?: ErrorReport;
  /** Anything a person should know though it went well, one line each. */
  readonly notes?: readonly string[];
}

/** A change and what became of it. `before` is what the system really held just before the write. */
export interface Outcome<Spec = unknown> extends Change<Spec>, Result {
  /** Milliseconds from the start of the batch until this change was settled. */
  readonly ms: number;
}

/** How an integration tells what became of a change; once for each change it was given. */
export type Report = (change: Change, result: Result) => void;

/**
 * All an integration is. Plan, diff, apply, drift, dry run, remove, move and rollback fall out of these three
 * members in the engine.
 */
export interface Integration<Spec = unknown> {
  readonly system: string;

  /** Objects here have no room for a mark of ours: only what the ledger remembers tells which are ours. */
  readonly markless?: true;

  /** What `service` wants here. Pure: same input, same output, no I/O. */
  desired(service: Service, site: Site): Resource<Spec>[];

  /**
   * What the system holds under the keys of `resources`, read now; keys that hold nothing are absent from the map. Reads what
   * these need, no more, and remembers nothing: a fresh object answers the same. A key may come more than once, with what it was and
   * what it shall be. If `apply` can half-finish, the half must be visible here.
   *
   * @throws HlError when the system cannot be read; an unread system is never an empty one
   */
  observe(resources: readonly Resource<Spec>[]): Promise<ReadonlyMap<string, Observed<Spec>>>;

  /**
   * Makes every `after` true, as one batch. The engine has observed just before: each change is needed, ours, and
   * its `before` is what the system held a moment ago. Reports each change once; what it does not report
   * counts as failed with whatever it throws.
   */
  apply(changes: readonly Change<Spec>[], report: Report): Promise<void>;

  /**
   * Which of these planned changes `apply` would refuse for certain, found by reading only: a right that is missing, a name that they
   * refer to and that is not there. What it does not list may still fail.
   *
   * @param observed what `observe` has just answered, which the changes are made of; without it, the system is read again
   */
  refusals?(changes: readonly Change<Spec>[], observed?: ReadonlyMap<string, Observed<Spec>>): Promise<readonly Refusal[]>;

  /** What is wrong with the system itself, whoever did it, and is worth telling though nothing has to be done. Reads only. */
  faults?(): Promise<readonly Fault[]>;

  /**
   * What must stand before the first resource of any service, when something from this system is wanted at all.
   * Planned before every other change, never removed with a service.
   */
  foundation?(site: Site): Resource<Spec>[];
}
