import { posix } from 'node:path';
import { HlError } from '@hl/core';
import { chooseBase, type Base } from './base.js';
import type { Changes } from './changes.js';
import { nothing } from './finding.js';
import { fromGit } from './from-git.js';
import { fromLedger } from './from-ledger.js';
import { git, type RunGit } from './git.js';
import { open } from './open.js';
import { conclude } from './conclude.js';
import { nothingShared, sharedBetween } from './shared.js';
import { emptyTree, readTree } from './tree.js';

export interface DetectOptions {
  readonly cwd: string;
  /** Folder of the service files, relative to `cwd`: all `.yml` below it count. */
  readonly services: string;
  /** Path of the site file, relative to `cwd`: its changes count for the services that can feel them. Default `hl.yml`. */
  readonly site?: string;
  /** `CI_PIPELINE_SOURCE`: `push`, `web`, `schedule`, `merge_request_event`, `api`, …; null outside CI. */
  readonly source: string | null;
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
  /** Hash of a content that was rolled back: not tried again until the file changes, or everything is asked for. */
  readonly rejected?: string;
}

/**
 * Which services have to be brought up or taken away.
 *
 * @throws HlError `input`: not a repository, no such commit, services folder outside; `refused`: git failed
 */
export async function detect(options: DetectOptions): Promise<Changes> {
  const { cwd, source, site = 'hl.yml', all = false, run = git } = options;
  const folder = folderOf(options.services);
  const { repo, head } = await open(cwd, options.head ?? 'HEAD', run);
  const base = await chooseBase(options, repo);
  const facts = base.ledger ? (options.ledger ?? []) : [];
  const deployedFrom = new Map(facts.map(({ path, name }) => [path, name]));
  const compared = base.commit !== null && base.commit !== 'empty' ? base.commit : null;

  const before = compared === null ? emptyTree : await readTree(repo, compared, folder, (path) => deployedFrom.get(path));
  const after = await readTree(repo, head, folder, (path) => deployedFrom.get(path) ?? before.byPath.get(path)?.name);
  const shared = compared === null ? nothingShared : await sharedBetween(repo, compared, head, site);
  const insist = all || ['web', 'api', 'trigger'].includes(source ?? '');
  const ledger = base.ledger ? await fromLedger({ repo, head, after, facts, site, insist }) : null;
  const commonBase = await repo.commit(commonCommit(facts));
  return conclude({
    head,
    base: { ...base, warnings: [...base.warnings, ...unread(options, base), ...emptiness(folder, after.services.length)] },
    baseCommit: compared ?? commonBase,
    after,
    why: all ? '--all' : `a whole run (${source ?? 'no pipeline'})`,
    git: base.commit === null ? nothing : fromGit(before, after, shared, base.commit),
    ledger,
  });
}

function folderOf(services: string): string {
  const folder = posix.normalize(services.replaceAll('\\', '/')).replace(/\/+$/, '') || '.';
  if (!folder.startsWith('..') && !posix.isAbsolute(folder)) return folder;
  throw new HlError('HL_SERVICES_FOLDER', `${services}: the folder of the service files must lie inside the repository`, {
    kind: 'input',
    hint: 'Give it relative to hl.yml, e.g. services: services',
  });
}

const unread = ({ ledger }: DetectOptions, { source }: Base): string[] =>
  ledger === null && source !== 'explicit' && source !== 'merge-request'
    ? ['the ledger was not read: compared with git only, so what an earlier failed run left undone is not seen']
    : [];

const emptiness = (folder: string, count: number): string[] => (count === 0 ? [`there is no service file below ${folder}`] : []);

/** The one commit that everything was deployed at, or `''`. */
function commonCommit(facts: readonly LedgerFact[]): string {
  const commits = new Set(facts.filter(({ hash }) => hash !== '').map(({ commit }) => commit));
  return commits.size === 1 ? ([...commits][0] ?? '') : '';
}
