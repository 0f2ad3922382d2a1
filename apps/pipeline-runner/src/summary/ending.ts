import type { CheckResult, Outcome, VerificationFile } from '@hl/core';
import type { Trouble } from './trouble.js';

/** What a stage, or a whole run, came to. */
export interface Ending {
  /** Of the command. */
  readonly name: string;
  /** Of all services that it was about. */
  readonly services: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** null: nobody looked. */
  readonly checks: readonly CheckResult[] | null;
  /** What was taken back by itself. */
  readonly rolledBack?: NonNullable<VerificationFile['rolledBack']>;
  /** The stage that nothing went on after, and what was in its way. */
  readonly stopped?: { readonly at: string; readonly troubles: readonly Trouble[] };
  readonly ms: number;
  /** Where the whole of it is. */
  readonly files: string;
  /** Jobs of a pipeline did it, which are there to be pressed. */
  readonly ci: boolean;
  /** What is told of each cause; `counted`: each was, just above, and is again only when they were many. */
  readonly tell: 'with hints' | 'without hints' | 'counted';
}
