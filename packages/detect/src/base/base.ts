import { HlError } from '@hl/core';
import { fetchMissing } from '../git/fetch.js';
import type { Repository } from '../git/repository.js';
import type { Changes, DetectOptions } from '../options.js';

/** What the wanted commit is compared with. */
export interface Base {
  /** `everything`: each service file is listed. */
  readonly scope: 'changes' | 'everything';
  /** Commit for git to compare with; `empty`: the tree without files; null: git has nothing to compare with. */
  readonly commit: string | 'empty' | null;
  readonly source: Changes['baseSource'];
  /** The ledger is asked what is really deployed. */
  readonly ledger: boolean;
  readonly guessed: boolean;
  readonly warnings: readonly string[];
}

const zeros = /^0+$/;
const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** Pipelines that somebody or something started without a push: they stand for "make everything true". */
const wholeRuns = ['web', 'api', 'trigger', 'schedule', 'chat', 'pipeline', 'ondemand_dast_scan', 'webide'];
const mergeRequests = ['merge_request_event', 'external_pull_request_event'];

/**
 * Chooses the base, in this order: an explicit one; for merge requests their merge base; else what the ledger says is deployed,
 * with the push's own base beside it; else the push's base; for a first push the empty tree. A base that was named and cannot be had
 * is never replaced by a near one: then everything is listed and `guessed` says so.
 *
 * @throws HlError HL_BASE (input) when an explicit base that is not an object id does not exist
 */
export async function chooseBase(options: DetectOptions, repo: Repository): Promise<Base> {
  const { base: explicit, mergeBase, before = '', all = false } = options;
  const source = options.source ?? '';
  const ledger = options.ledger != null;
  const whole = all || (wholeRuns.includes(source) && explicit === undefined);
  const base = { scope: whole ? 'everything' : 'changes', ledger, guessed: false, warnings: [] } as const;

  if (explicit !== undefined) {
    const commit = await find(repo, explicit);
    if (commit !== null) return { ...base, commit, source: commit === 'empty' ? 'empty-tree' : 'explicit', ledger: all && ledger };
    if (objectId.test(explicit)) return guessed(explicit, ledger);
    throw new HlError('HL_BASE', `there is no commit ${explicit}`, {
      kind: 'input',
      hint: 'Check --base; leave it out to compare with what is deployed.',
    });
  }
  if (mergeRequests.includes(source)) {
    const commit = mergeBase === undefined ? null : await find(repo, mergeBase);
    if (commit === null || commit === 'empty') return guessed(mergeBase ?? 'of the merge request', false);
    return { ...base, commit, source: 'merge-request', ledger: false };
  }
  if (whole) return { ...base, commit: null, source: ledger ? 'ledger' : 'none' };
  const commit = await find(repo, before);
  if (ledger)
    return { ...base, commit: commit === 'empty' ? null : commit, source: 'ledger', warnings: commit === null ? [lost(before)] : [] };
  return commit === null ? guessed(before, false) : { ...base, commit, source: commit === 'empty' ? 'empty-tree' : 'push' };
}

/** The commit, `empty` for none (all zeros), null when it cannot be had. */
async function find(repo: Repository, revision: string): Promise<string | 'empty' | null> {
  if (revision === '' || zeros.test(revision)) return 'empty';
  const found = await repo.commit(revision);
  if (found !== null || !objectId.test(revision)) return found;
  return (await fetchMissing(repo, [revision])).has(revision) ? revision : null;
}

const guessed = (asked: string, ledger: boolean): Base => ({
  scope: 'everything',
  commit: null,
  source: ledger ? 'ledger' : 'none',
  ledger,
  guessed: true,
  warnings: [`${lost(asked)}: every service is listed, and none is removed${ledger ? ' but what the ledger proves' : ''}`],
});

const lost = (revision: string): string =>
  `the base ${revision.slice(0, 12)} is not in this clone and cannot be fetched (forced push, or a shallow clone)`;
