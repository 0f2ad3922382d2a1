import type { ChangesFile, FailureFile, OutcomesFile, PlanFile, VerificationFile } from '@hl/core';
import type { Context } from '../../context.js';

export type Verdict = 'success' | 'failure' | 'rollback';

/** What a message is made from. It needs no hl.yml: that a broken one stopped the run is in the message, too. */
export type NotifyContext = Pick<Context, 'environment' | 'print' | 'cwd' | 'commit'> & {
  /** null: hl.yml cannot be read. */
  readonly site: Context['site'] | null;
};

/** What is known of one run. */
export interface Found {
  readonly changes: ChangesFile | null;
  readonly plan: PlanFile | null;
  readonly done: readonly OutcomesFile[];
  readonly verification: VerificationFile | null;
  readonly failures: readonly FailureFile[];
}
