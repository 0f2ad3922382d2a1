import type { Remote, RunResult } from '@hl/core';
import { scripts, shell } from '../../client/scripts.js';
import { together } from '../../client/together.js';

/** A deployment that is done. */
export interface Completion {
  readonly installPath: string;
  /** That staged it; empty: whichever did. */
  readonly run: string;
  /** For `.hl/applied`. */
  readonly applied: string;
}

/** Answers how the function `completed` of the scripts ended. */
export type Complete = (completion: Completion) => Promise<RunResult>;

/** Writes down which deployments are complete: those that are known to be at the same moment by one command. */
export const completer = (remote: Remote, revisions: number): Complete =>
  together(async (completions) => {
    const words = completions.flatMap(({ installPath, run, applied }) => [installPath, run, applied]);
    const argv = shell({ revisions }, [scripts.files, 'completed_all "$@"'], words);
    const { code, stdout, stderr } = await remote.run(argv, { accept: 'any', what: 'the completion' });
    const codes = stdout.match(/^\d+$/gm) ?? [];
    return completions.map((_, index) => ({ code: Number(codes[index] ?? (code || 1)), stdout: '', stderr }));
  });
