import type { ChangesFile, FailureFile, Notifications, OpenMessage, OutcomesFile, PlanFile, VerificationFile } from '@hl/core';
import type { Context } from '../../context.js';

/** What the end of a run is called by whoever saw it. */
export type Verdict = 'success' | 'failure' | 'rollback';

/** What a message is made from. It needs no hl.yml: that a broken one stopped the run is in the message, too. */
export type NotifyContext = Pick<Context, 'environment' | 'print' | 'cwd' | 'commit' | 'now'> &
  Partial<Pick<Context, 'fleet'>> & {
    /** null: hl.yml cannot be read. */
    readonly site: Context['site'] | null;
    /** The channels of an hl.yml that is wrong in other ways. */
    readonly channels?: Notifications | null;
  };

/** What is known of one run. */
export interface Found {
  readonly changes: ChangesFile | null;
  /** Its files were looked at. */
  readonly validated: boolean;
  readonly plan: PlanFile | null;
  readonly done: readonly OutcomesFile[];
  readonly verification: VerificationFile | null;
  readonly failures: readonly FailureFile[];
}

/** Where the message of this run stands in each channel. */
export interface Messages {
  readonly open: readonly OpenMessage[];
  /** Leaves them for the jobs that come. */
  keep(messages: readonly OpenMessage[]): Promise<void>;
}
