import { HlError } from '@hl/core';
import type { BaseSource } from './changes.js';
import type { DetectOptions } from './detect.js';
import { fetchMissing } from './fetch.js';
import type { Repository } from './repository.js';

/** What the wanted commit is compared with. */
export interface Base {
  /** `everything`: each service file is listed. */
  readonly scope: 'changes' | 'everything';
  /** Commit for git to compare with; `empty`: the tree without files; null: git has nothing to compare with. */
  readonly commit: string | 'empty' | null;
  readonly source: BaseSource;
  /** The ledger is asked what is really deployed. */
  readonly ledger: boolean;
  readonly guessed: boolean;
  readonly warnings: readonly string[];
}

const zeros = /^0+$/;
const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** Pipelines that somebody or something started without a push: they stand for "make everything true". */
const wholeRuns = new Set(['web', 'api', 'trigger', 'schedule', 'chat', 'pipeline', 'ondemand_dast_scan', 'webide']);
const mergeRequests = new Set(['merge_request_event', 'external_pull_request_event']);

/**
 * Chooses the base, in this order: an explicit one; for merge requests their merge base; else what the ledger says is deployed,
 * with the push's own base beside it; else the push's base; for a first push the empty tree. A base that was named and cannot be had
 * is never replaced by a near one: then everything is listed and `guessed` says so.
 *
 * @throws HlError HL_BASE (input) when an explicit base that is not an object id does not exist
 */
export async function chooseBase(options: DetectOptions, repo: Repository): Promise<Base> {
  const { source, all = false } = options;
  const ledger = options.ledger != null;
  const whole = all || (wholeRuns.has(source ?? '') && options.base === undefined);
  const base = { scope: whole ? 'everything' : 'changes', ledger, guessed: false, warnings: [] } as const;

  if (options.base !== undefined) {
    const found = await find(repo, options.base);
    if (found === null && !objectId.test(options.base)) {
      throw new HlError('HL_BASE', `there is no commit ${options.base}`, {
        kind: 'input',
        hint: 'Check --base; leave it out to compare with what is deployed.',
      });
    }
    return found === null
      ? guessed(options.base, base)
      : { ...base, commit: found, source: found === 'empty' ? 'empty-tree' : 'explicit', ledger: all && ledger };
  }
  if (mergeRequests.has(source ?? '')) {
    const found = options.mergeBase === undefined ? null : await find(repo, options.mergeBase);
    const asked = options.mergeBase ?? 'of the merge request';
    return found === null || found === 'empty'
      ? guessed(asked, { ...base, ledger: false })
      : { ...base, commit: found, source: 'merge-request', ledger: false };
  }
  if (whole) return { ...base, commit: null, source: ledger ? 'ledger' : 'none' };
  const before = await find(repo, options.before ?? '');
  if (ledger)
    return {
      ...base,
      commit: before === 'empty' ? null : before,
      source: 'ledger',
      warnings: before === null ? [lost(options.before ?? '')] : [],
    };
  if (before === null) return guessed(options.before ?? '', base);
  return { ...base, commit: before, source: before === 'empty' ? 'empty-tree' : 'push' };
}

/** The commit, `empty` for none (all zeros), null when it cannot be had. */
async function find(repo: Repository, revision: string): Promise<string | 'empty' | null> {
  if (revision === '' || zeros.test(revision)) return 'empty';
  const found = await repo.commit(revision);
  if (found !== null || !objectId.test(revision)) return found;
  return (await fetchMissing(repo, [revision])).has(revision) ? revision : null;
}

const guessed = (asked: string, base: Omit<Base, 'commit' | 'source'>): Base => ({
  ...base,
  scope: 'everything',
  commit: null,
  source: base.ledger ? 'ledger' : 'none',
  guessed: true,
  warnings: [`${lost(asked)}: every service is listed, and none is removed${base.ledger ? ' but what the ledger proves' : ''}`],
});

const lost = (revision: string): string =>
  `the base ${revision.slice(0, 12)} is not in this clone and cannot be fetched (forced push, or a shallow clone)`;
