/** What a run did, as the notification tells it. Plain data without secrets. */
export interface RunSummary {
  readonly result: 'success' | 'warning' | 'failure' | 'rollback';
  readonly title?: string;
  readonly repository?: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly commitTitle?: string;
  readonly author?: string;
  readonly pipelineUrl?: string;
  readonly stages: readonly {
    readonly name: string;
    readonly status: 'success' | 'warning' | 'failed' | 'skipped';
    readonly detail?: string;
  }[];
  readonly services: readonly ServiceSummary[];
  readonly checks?: readonly {
    readonly service: string;
    readonly name: string;
    readonly status: 'pass' | 'fail' | 'skip';
    readonly detail?: string;
  }[];
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
