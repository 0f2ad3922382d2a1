import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureFile, HlError } from '@hl/core';
import { ignoreItself, jsonIn } from './artifacts.js';

/** What failed in this run, one file a stage, so that jobs side by side share none. It needs no hl.yml: a broken one is recorded, too. */
export interface Failures {
  /** Forgets what an earlier try of this stage left; a stage that begins a run forgets all. */
  begin(stage: string): void;
  /** Never throws: the error itself is what counts. */
  record(stage: string, error: HlError): void;
  all(): readonly FailureFile[];
}

/** Stages after which nothing of an earlier run counts. */
const first = new Set(['detect', 'run', 'drift']);

/** @param directory the artifacts folder */
export function failures(directory: string, redact: (text: string) => string): Failures {
  const folder = join(directory, 'failures');
  /** What this process wrote is not read again. */
  const recorded = new Map<string, FailureFile>();
  const fileOf = (stage: string): string => join(folder, `${stage}.json`);
  return {
    begin: (stage) => {
      recorded.clear();
      try {
        rmSync(first.has(stage) ? folder : fileOf(stage), { recursive: true, force: true });
      } catch {
        // what writes the stage's own artifacts tells why
      }
    },
    record: (stage, error) => {
      const failure: FailureFile = { version: 1, stage, error: error.toJSON() };
      recorded.set(fileOf(stage), failure);
      try {
        ignoreItself(directory);
        mkdirSync(folder, { recursive: true });
        writeFileSync(fileOf(stage), `${redact(JSON.stringify(failure, null, 2))}\n`);
      } catch {
        // no room for it: the job's log has it
      }
    },
    all: () => {
      const files = [...new Set([...jsonIn(folder), ...recorded.keys()])].sort();
      return files.flatMap((file) => recorded.get(file) ?? readFailure(file));
    },
  };
}

function readFailure(file: string): FailureFile[] {
  try {
    const failure = JSON.parse(readFileSync(file, 'utf8')) as Partial<FailureFile>;
    return failure.version === 1 && failure.stage && failure.error?.message ? [failure as FailureFile] : [];
  } catch {
    return []; // half a file tells nothing
  }
}
