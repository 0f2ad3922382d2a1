import type { Change, CheckResult, LedgerRun, Outcome } from '@hl/core';

/**
 * How a service is. `waiting`: nobody answered, or what it waits for did not go through. `back`: a version that failed was taken back,
 * and the one before it runs. `unknown`: nobody looked, or nothing can be seen of it.
 */
export type State = 'ok' | 'failing' | 'waiting' | 'back' | 'absent' | 'unknown';

/** What the page is about. What is not known is left out, or null; `notes` say why. */
export interface ReportData {
  /** What the fleet is called: its domain. */
  readonly name: string;
  /** When this was put together, ISO 8601, UTC. */
  readonly made: string;
  readonly services: readonly ServiceFacts[];
  readonly run: RunFacts | null;
  /** What was compared with git by hand or on a schedule; null: nobody looked. */
  readonly drift: DriftFacts | null;
  /** What could not be read, or is not ours to mend. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly message: string;
  readonly hint?: string;
}

/** The last run that left its artifacts. */
export interface RunFacts {
  readonly id: string;
  readonly commit: string;
  readonly branch?: string;
  /** Title of the commit. */
  readonly title?: string;
  readonly pipelineUrl?: string;
  /** It was planned and nothing was applied: a merge request's. */
  readonly planOnly: boolean;
  readonly stages: readonly StageFacts[];
  /** What verify took back by itself. */
  readonly rolledBack: readonly { readonly service: string; readonly healthy: boolean; readonly reason: string }[];
}

export interface StageFacts {
  readonly name: string;
  readonly state: 'ok' | 'failing' | 'waiting';
  /** In words: `11 of 12`. */
  readonly says: string;
  /** ISO 8601, UTC; null: not written down. */
  readonly started: string | null;
  readonly ms: number | null;
  readonly error?: Note;
  readonly services: readonly { readonly name: string; readonly state: 'ok' | 'failing' | 'waiting'; readonly ms: number }[];
}

export interface ServiceFacts {
  readonly name: string;
  readonly title: string;
  readonly category: string;
  /** Empty: no host of the fleet runs it. */
  readonly host: string;
  readonly path: string;
  readonly state: State;
  /** Why that, in words. */
  readonly says: string;
  /** When it was seen so, ISO 8601, UTC. */
  readonly seen: string | null;
  readonly url: string | null;
  readonly image: string | null;
  /** Commit that it was deployed from, or the revision that was brought back. */
  readonly version: string | null;
  /** When it was last deployed with success, ISO 8601, UTC. */
  readonly deployed: string | null;
  readonly pages: readonly { readonly name: string; readonly url: string | null }[];
  readonly checks: readonly CheckResult[];
  /** What this run did or would do. */
  readonly changes: readonly ChangeFacts[];
  /** What is in the way: names that somebody else holds, what a system would refuse. */
  readonly problems: readonly Note[];
  /** Newest first. */
  readonly history: readonly LedgerRun[];
  /** That are kept on its host, newest first; null: nobody asked. */
  readonly revisions: readonly RevisionFacts[] | null;
  /** Takes back what the last run did to it; null: there is nothing to take back. */
  readonly back: WayBack | null;
}

export interface RevisionFacts {
  readonly number: number;
  readonly time: string | null;
  readonly commit: string | null;
  readonly back: WayBack;
}

/** What to type, and what to press in GitLab: a manual job with its variables. */
export interface WayBack {
  readonly command: string;
  readonly job?: { readonly name: string; readonly url?: string; readonly variables: { readonly [name: string]: string } };
}

export interface ChangeFacts extends Change {
  /** undefined: not applied yet. */
  readonly status?: Outcome['status'];
  readonly ms?: number;
  readonly error?: Note;
  readonly notes?: readonly string[];
  /** In words: why it comes later or was not read. */
  readonly remark?: string;
}

export interface DriftFacts {
  readonly seen: string | null;
  readonly items: readonly DriftItem[];
}

export interface DriftItem {
  readonly service: string;
  /** In words: `changed by hand`, `held by somebody else`. */
  readonly says: string;
  readonly change: ChangeFacts;
  /** What mends it. */
  readonly command: string | null;
}
