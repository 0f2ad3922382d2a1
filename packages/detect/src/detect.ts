import { posix } from 'node:path';
import { HlError } from '@hl/core';
import { chooseBase } from './base/base.js';
import { concerned, everyLeaf } from './tree/concerned.js';
import { conclude } from './compare/conclude.js';
import { readDeployed } from './compare/deployed.js';
import { nothing } from './compare/finding.js';
import { fromGit } from './compare/from-git.js';
import { fromLedger } from './compare/from-ledger.js';
import { nothingShared, sharedBy, surroundings } from './compare/shared.js';
import { byPath, formerLeaves, leavesOf, readTexts, treeOf } from './tree/tree.js';
import { git } from './git/git.js';
import { open } from './git/open.js';
import type { Texts } from './text/service-text.js';
import type { Changes, DetectOptions, LedgerFact } from './options.js';

/**
 * Which services have to be brought up or taken away.
 *
 * @throws HlError `input`: not a repository, no such commit, services folder outside; `refused`: git failed
 */
export async function detect(options: DetectOptions = {}): Promise<Changes> {
  const { cwd = '.', source = null, site = 'hl.yml', all = false, run = git } = options;
  const folder = folderOf(options.services ?? 'services');
  const named = [options.base, options.mergeBase, options.before].filter((one) => one !== undefined);
  const { repo, head } = await open(cwd, options.head ?? 'HEAD', run, named);
  const base = await chooseBase(options, repo);
  const facts = base.ledger ? (options.ledger ?? []) : [];
  const deployedFrom = new Map(facts.map(({ path, name }) => [path, name]));
  const compared = base.commit === 'empty' ? null : base.commit;

  const texts: Texts = new Map();
  const [now, since] = await Promise.all([leavesOf(repo, head, folder), repo.differing(compared === null ? [] : [compared], head)]);
  const differing = since.get(compared ?? '') ?? [];
  const { leaves: old, changed } = compared === null ? { leaves: [], changed: [] } : formerLeaves(now, differing, compared, folder);
  const around = compared === null ? null : await surroundings(repo, differing, site);
  const byChangesOnly = base.scope === 'changes' && !base.ledger && around?.forAll === null && around.hosts.size === 0;
  const isConcerned = byChangesOnly ? await concerned(repo, head, folder, changed, texts) : everyLeaf;
  const [oldRead, nowRead] = [old.filter(isConcerned), now.filter(isConcerned)];
  await readTexts(repo, [...oldRead, ...nowRead].sort(byPath), texts);
  const before = treeOf(oldRead, texts, (path) => deployedFrom.get(path));
  const after = treeOf(nowRead, texts, (path) => deployedFrom.get(path) ?? before.byPath.get(path)?.name);
  const shared = around === null ? nothingShared : sharedBy(around);
  const insist = all || ['web', 'api', 'trigger'].includes(source ?? '');
  const unread = options.ledger === null && base.source !== 'explicit' && base.source !== 'merge-request';
  return conclude({
    head,
    base,
    baseCommit: compared ?? (await repo.commit(commonCommit(facts))),
    after,
    why: all ? '--all' : `a whole run (${source ?? 'no pipeline'})`,
    git: base.commit === null ? nothing : fromGit(before, after, shared, base.commit),
    ledger: base.ledger ? fromLedger(after, facts, await readDeployed(repo, head, after, facts, site), insist) : null,
    warnings: [
      ...(unread ? ['the ledger was not read: compared with git only, so what an earlier failed run left undone is not seen'] : []),
      ...(after.services.length === 0 && !now.some((leaf) => leaf.path.endsWith('.yml') && !isConcerned(leaf))
        ? [`there is no service file below ${folder}`]
        : []),
    ],
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

/** The one commit that everything was deployed at, or `''`. */
function commonCommit(facts: readonly LedgerFact[]): string {
  const [commit = '', ...others] = new Set(facts.filter(({ hash }) => hash !== '').map(({ commit }) => commit));
  return others.length === 0 ? commit : '';
}
