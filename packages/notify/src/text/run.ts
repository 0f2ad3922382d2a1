/** What a run did, or does, as the notification tells it. Plain data without secrets. */
export interface RunSummary {
  /** `running`: it has not ended yet. */
  readonly result: 'running' | 'success' | 'warning' | 'failure' | 'rollback';
  /** In place of the headline that the rest gives. */
  readonly title?: string;
  /** The run before did not go well, this one did. */
  readonly recovered?: boolean;
  readonly repository?: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly commitTitle?: string;
  readonly author?: string;
  readonly pipelineUrl?: string;
  /** Where to look and what to press: the rollback job, the report. The pipeline has `pipelineUrl`. */
  readonly links?: readonly { readonly label: string; readonly url: string }[];
  /** What to do by hand, where no link leads to it: `To take it back: hl rollback`. */
  readonly next?: string;
  /** In one line, e.g. `2 to add, 1 to change, 0 to remove`. */
  readonly planSummary?: string;
  /** In their order, those to come included while the run goes on. */
  readonly stages: readonly {
    readonly name: string;
    readonly status: 'success' | 'warning' | 'failed' | 'skipped' | 'running' | 'pending';
    readonly detail?: string;
    readonly ms?: number;
  }[];
  readonly services: readonly ServiceSummary[];
  readonly checks?: readonly {
    readonly service: string;
    readonly name: string;
    readonly status: 'pass' | 'fail' | 'skip';
    readonly detail?: string;
  }[];
  /** What was taken back by itself, and whether it is healthy since. */
  readonly rolledBack?: readonly { readonly service: string; readonly healthy: boolean; readonly reason: string }[];
  /** Of the whole run, or until now. */
  readonly durationMs?: number;
  /** Commits since the last run, one line each. */
  readonly changelog?: readonly string[];
}

/** A run of which little is known. */
export interface Given extends Omit<RunSummary, 'stages' | 'services'>, Partial<Pick<RunSummary, 'stages' | 'services'>> {}

export interface ServiceSummary {
  readonly name: string;
  readonly action: 'add' | 'modify' | 'delete' | 'move' | 'unchanged';
  readonly status: 'ok' | 'failed' | 'deferred' | 'conflict';
  readonly url?: string;
  /** What changed, one phrase each, e.g. `image 1.2 → 1.3`. */
  readonly changes?: readonly string[];
  readonly error?: { readonly message: string; readonly hint?: string };
}
