import { printable } from '@hl/core';
import type { Context } from '../../context.js';
import { didNotGoThrough, exitCodeOf } from '../../exit.js';
import type { TakenBack } from './take-back.js';

/** What a rollback ends with. */
export const codeOf = ({ file, checks }: TakenBack): number =>
  exitCodeOf(file.outcomes) || (checks.some(({ status }) => status === 'fail') ? 1 : 0);

/** What became of each service in each system, and what finishes it. */
export function tellSystems({ print }: Context, { rolledBack }: Pick<TakenBack, 'rolledBack'>, again: string): void {
  for (const { service, systems } of rolledBack) {
    const width = Math.max(0, ...systems.map(({ system }) => system.length));
    print.text([
      `${service}:`,
      ...systems.map(({ system, status, error }) =>
        printable(`  ${system.padEnd(width)}  ${words[status]}${error ? `: ${error.message}` : ''}`),
      ),
    ]);
  }
  if (rolledBack.some(({ systems }) => systems.some(didNotGoThrough)))
    print.warn(
      `not all of it is back\n  → When that is mended, ${again} finishes it; in a pipeline, play the job again with the same variables.`,
    );
}

const words = {
  applied: 'back',
  unchanged: 'as it was then already',
  failed: 'failed',
  deferred: 'waits',
  conflict: 'held by somebody else',
} as const;
