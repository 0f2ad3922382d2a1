import type { ChangesFile } from '@hl/core';
import type { RunGit } from './git/git.js';

/** What detection finds. As JSON the first keys are `deploy`, `remove`, `added`, `modified`, `deleted`, `total`, `mode`, in this order. */
export type Changes = Omit<ChangesFile, 'ledger' | 'asked'>;

export interface DetectOptions {
  /** The checkout. Default: where the process runs. */
  readonly cwd?: string;
  /** Folder of the service files, relative to `cwd`: all `.yml` below it count. Default `services`. */
  readonly services?: string;
  /** Path of the site file, relative to `cwd`: its changes count for the services that can feel them. Default `hl.yml`. */
  readonly site?: string;
  /** `CI_PIPELINE_SOURCE`: `push`, `web`, `schedule`, `merge_request_event`, `api`, …; null, the default, outside CI. */
  readonly source?: string | null;
  /** Commit that is wanted: `CI_COMMIT_SHA` or `--head`. Default `HEAD`. */
  readonly head?: string;
  /** `--base`: wins over every other. */
  readonly base?: string;
  /** `CI_COMMIT_BEFORE_SHA`; all zeros mean none. */
  readonly before?: string;
  /** `CI_MERGE_REQUEST_DIFF_BASE_SHA` */
  readonly mergeBase?: string;
  /** What was really deployed. Leave out when the site has no ledger; null when it could not be read: that is told, and is never "nothing". */
  readonly ledger?: readonly LedgerFact[] | null;
  /** `--all`: every service, whatever was found. */
  readonly all?: boolean;
  /** Runs git; replaceable for tests. */
  readonly run?: RunGit;
}

/** What the ledger knows of one service. */
export interface LedgerFact {
  readonly name: string;
  readonly path: string;
  readonly host: string;
  /** Commit of the last successful deployment. */
  readonly commit: string;
  /** SHA-256, in hex, of the service file's bytes then; `''` when nothing of it is deployed, and only `rejected` is known. */
  readonly hash: string;
  readonly healthy: boolean;
  /** Hash of a content that was rolled back: not tried again until the file changes, or everything is asked for. `''`: that there is no file. */
  readonly rejected?: string;
}
