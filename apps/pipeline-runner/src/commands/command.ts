import type { Context, GlobalOptions } from '../context.js';
import type { Ended, Job } from '../job.js';
import type { Printer } from '../printer.js';
import type { NotifyContext } from '../stages/notify/notify-context.js';

export interface CommandOptions extends GlobalOptions {
  readonly [name: string]: unknown;
}

/** One command as data. Its code is loaded when it is called, so that `hl --help` costs nothing. */
export interface CommandRow {
  /** As cac writes it, e.g. `notify <result>`. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly (readonly [flag: string, description: string])[];
  readonly example: string;
  /** A job of the pipeline: why it failed is left in the artifacts, for the message about it. */
  readonly stage?: true;
  /** It applies what a plan says, and has nothing to do when a newer run has planned. */
  readonly afterPlan?: true;
  /** Commands that need no hl.yml get no context. */
  readonly bare?: (options: CommandOptions, args: readonly string[]) => Promise<Ended>;
  /** Commands that do more with an hl.yml and work without: there is none when the context is null. */
  readonly siteless?: (
    context: Context | null,
    cwd: string,
    print: Printer,
    options: CommandOptions,
    args: readonly string[],
  ) => Promise<Ended>;
  /** Commands that work though hl.yml cannot be read. */
  readonly notify?: (context: NotifyContext, folder: Omit<Job, 'context'>, args: readonly string[]) => Promise<Ended>;
  readonly run?: (job: Job, options: CommandOptions, args: readonly string[]) => Promise<Ended>;
}
