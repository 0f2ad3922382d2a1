import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorReport, HlError } from '@hl/core';

/** Why a stage ended without a result of its own. */
export interface Failure {
  readonly version: 1;
  /** The command, e.g. `validate`. */
  readonly stage: string;
  readonly error: ErrorReport;
}

/** What failed in this run, one file a stage, so that jobs side by side share none. It needs no hl.yml: a broken one is told, too. */
export interface Failures {
  /** Forgets what an earlier try of this stage left; a stage that begins a run forgets all. */
  begin(stage: string): void;
  /** Never throws: the error itself is what must be told. */
  record(stage: string, error: HlError): void;
  all(): readonly Failure[];
}

/** Stages after which nothing of an earlier run counts. */
const first = new Set(['detect', 'run', 'drift']);

/** @param directory the artifacts folder */
export function failures(directory: string, redact: (text: string) => string): Failures {
  const folder = join(directory, 'failures');
  return {
    begin: (stage) => {
      try {
        rmSync(first.has(stage) ? folder : join(folder, `${stage}.json`), { recursive: true, force: true });
      } catch {
        // what writes the stage's own artifacts tells why
      }
    },
    record: (stage, error) => {
      const failure: Failure = { version: 1, stage, error: error.toJSON() };
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${stage}.json`), `${redact(JSON.stringify(failure, null, 2))}\n`);
      } catch {
        // no room for it: the job's log has it
      }
    },
    all: () => namesIn(folder).flatMap((name) => readFailure(join(folder, name))),
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}

function readFailure(file: string): Failure[] {
  try {
    const failure = JSON.parse(readFileSync(file, 'utf8')) as Partial<Failure>;
    return failure.version === 1 && failure.stage && failure.error?.message ? [failure as Failure] : [];
  } catch {
    return []; // half a file tells nothing
  }
}
