import type { Context, GlobalOptions } from '../context.js';
import type { Ended, Job } from '../job.js';
import type { Printer } from '../printer.js';
import type { Terminal } from '../progress/screen.js';
import type { NotifyContext } from '../stages/notify/notify-context.js';

/** What a command sees of the process it runs in. */
export interface Io {
  /** The folder it is in; default: this process's. */
  readonly here?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly color: boolean;
  /** What both end in, when a person looks at it and lines may be drawn over. */
  readonly terminal?: Terminal | null;
}

/** What a command without a context works with. */
export interface World {
  readonly io: Io;
  readonly print: Printer;
}

export interface CommandOptions extends GlobalOptions {
  readonly [name: string]: unknown;
}

/** Options that every command has. */
export const globalOptions: readonly (readonly [flag: string, description: string, value?: string])[] = [
  ['--config <file>', 'The site file', 'hl.yml'],
  ['--cwd <folder>', 'The repository (default: CI_PROJECT_DIR, else here)'],
  ['--out <folder>', 'Where artifacts go', '.hl'],
  ['--json', 'Answer in JSON on standard output'],
  ['--verbose', 'Tell every step, and where errors come from'],
  ['--quiet', 'Tell errors, and what it came to in the end'],
  ['--no-color', 'No colours; as NO_COLOR'],
];

/** One command as data. Its code is loaded when it is called, so that `hl --help` costs nothing. */
export interface CommandRow {
  /** As cac writes it, e.g. `notify <result>`. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly (readonly [flag: string, description: string])[];
  readonly example: string;
  /** What its first argument may be. */
  readonly actions?: readonly string[];
  /** A job of the pipeline: why it failed is left in the artifacts, for the message about it. */
  readonly stage?: true;
  /** In a pipeline, its end is put into the message of the run. */
  readonly tells?: true;
  /** It asks nobody at the terminal, and may have to wait for hosts and systems: a stage does both. */
  readonly waits?: true;
  /** It goes on until it is told to stop, and leaves nothing undone then. */
  readonly endless?: true | ((options: CommandOptions) => boolean);
  /** It applies what a plan says, and has nothing to do when a newer run has planned. */
  readonly afterPlan?: true;
  /** It reads no service file of the folder: it works by its plan alone, or by what git has. */
  readonly filesUnread?: true;
  /** Commands that need no hl.yml get no context, but the process they run in. */
  readonly bare?: (options: CommandOptions, args: readonly string[], world: World) => Promise<Ended>;
  /** Commands that do more with an hl.yml and work without: there is none when the context is null. */
  readonly siteless?: (
    context: Context | null,
    cwd: string,
    print: Printer,
    options: CommandOptions,
    args: readonly string[],
  ) => Promise<Ended>;
  /** Commands that work though hl.yml cannot be read. */
  readonly notify?: (
    context: NotifyContext,
    folder: Omit<Job, 'context'>,
    args: readonly string[],
    options: CommandOptions,
  ) => Promise<Ended>;
  readonly run?: (job: Job, options: CommandOptions, args: readonly string[]) => Promise<Ended>;
}
