import { semaphore, sha256 } from '@hl/core';
import { fetchMissing } from '../git/fetch.js';
import type { Repository } from '../git/repository.js';
import type { LedgerFact } from '../options.js';
import { misnamed, moved, short, type Finding, type Findings } from './finding.js';
import { sameYaml } from './same.js';
import { nothingShared, sharedBetween, type Shared } from './shared.js';
import type { ServiceFile, ServiceTree } from './tree.js';

interface Question {
  readonly repo: Repository;
  readonly head: string;
  readonly after: ServiceTree;
  readonly facts: readonly LedgerFact[];
  /** Path of the site file. */
  readonly site: string;
  /** Somebody asked for everything: what was rolled back is tried again. */
  readonly insist: boolean;
}

const fresh: Finding = { action: 'add', reasons: ['never deployed: not in the ledger'] };

/** What was really deployed, against the wanted tree: this sees what pipelines that failed, were cancelled or skipped left undone. */
export async function fromLedger({ repo, head, after, facts, site, insist }: Question): Promise<Findings> {
  const shared = await sharedSince(repo, facts, head, site);
  const known = new Set(facts.map(({ name }) => name));
  const deploy = new Map(after.services.filter(({ name }) => !known.has(name)).map(({ path }) => [path, fresh]));
  const remove = new Map<string, { path: string; reason: string }>();
  const held = new Map<string, string>();
  const kept = new Map<string, string>();

  for (const fact of facts) {
    const { name, path, host, commit, hash, healthy, rejected } = fact;
    const files = after.byName.get(name) ?? [];
    const file = files.find((one) => one.path === path) ?? files[0];
    if (file === undefined) {
      const keep = hash === '' ? null : await whyNotGone(repo, head, after, fact);
      if (keep !== null) kept.set(name, keep);
      else if (hash !== '') remove.set(name, { path, reason: `deployed at ${short(commit)}, no longer in the tree` });
    } else if (!insist && rejected === sha256(file.bytes)) {
      held.set(file.path, 'this content was rolled back; it is tried again when the file changes, or with --all');
    } else if (hash === '') {
      deploy.set(file.path, fresh);
    } else {
      const { reasons, ...from } = moved(file, path, host);
      const differs = sha256(file.bytes) !== hash && !(shared.has(commit) && (await sameAsDeployed(repo, fact, file)));
      const own = [
        ...(differs ? [`differs from what was deployed at ${short(commit)}`] : []),
        ...(healthy ? [] : ['its last deployment was not healthy']),
      ];
      deploy.set(file.path, { action: 'modify', reasons: [...reasons, ...own, ...sharedReasons(file, commit, shared)], ...from });
    }
  }
  return { deploy, remove, held, kept };
}

/** By the commit of a deployment that is here or can be fetched: what changed since beside the service files. */
async function sharedSince(
  repo: Repository,
  facts: readonly LedgerFact[],
  head: string,
  site: string,
): Promise<ReadonlyMap<string, Shared>> {
  const commits = [...new Set(facts.map(({ commit }) => commit))].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  const present = [...(await fetchMissing(repo, commits))];
  const { run } = semaphore(4);
  const between = (commit: string) => run(() => sharedBetween(repo, commit, head, site));
  return new Map(
    await Promise.all(present.map(async (commit) => [commit, commit === head ? nothingShared : await between(commit)] as const)),
  );
}

function sharedReasons(file: ServiceFile, commit: string, since: ReadonlyMap<string, Shared>): string[] {
  const sharedWith = since.get(commit);
  if (sharedWith === undefined) return [`the commit it was deployed at, ${short(commit)}, cannot be had: its shared files are unknown`];
  const shared = sharedWith(file);
  return shared === null ? [] : [`${shared} changed since ${short(commit)}`];
}

async function sameAsDeployed(repo: Repository, { commit, path, hash }: LedgerFact, file: ServiceFile): Promise<boolean> {
  const bytes = await repo.file(commit, path);
  return bytes !== null && sha256(bytes) === hash && sameYaml(bytes.toString('utf8'), file.text);
}

/** Why a deployed service whose name is in no service file is kept all the same, or null. */
async function whyNotGone(repo: Repository, head: string, after: ServiceTree, { name, path }: LedgerFact): Promise<string | null> {
  if (after.misnamed.has(name)) return misnamed(name, after);
  if (after.unread.has(path)) return `${path} is there, but not as a plain file`;
  const elsewhere = !after.byPath.has(path) && (await repo.files(head, path)).some((leaf) => leaf.path === path);
  return elsewhere ? `${path} is still in the tree, outside the folder of the service files` : null;
}
