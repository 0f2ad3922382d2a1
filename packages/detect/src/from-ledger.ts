import type { LedgerFact } from './detect.js';
import { fetchMissing } from './fetch.js';
import { misnamed, moved, short, type Finding, type Findings } from './finding.js';
import type { Repository } from './repository.js';
import { sameYaml, sha256 } from './same.js';
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
  const commits = [...new Set(facts.map(({ commit }) => commit))].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  const present = await ensure(repo, commits);
  const shared = await sharedSince(repo, [...present], head, site);
  const deploy = new Map<string, Finding>();
  const remove = new Map<string, { path: string; reason: string }>();
  const held = new Map<string, string>();
  const kept = new Map<string, string>();

  for (const fact of facts) {
    const files = after.byName.get(fact.name);
    const deployed = fact.hash !== '';
    if (files === undefined) {
      if (!deployed) continue;
      const keep = await whyNotGone(repo, head, after, fact);
      if (keep === null) remove.set(fact.name, { path: fact.path, reason: `deployed at ${short(fact.commit)}, no longer in the tree` });
      else kept.set(fact.name, keep);
      continue;
    }
    const file = files.find(({ path }) => path === fact.path) ?? (files[0] as ServiceFile);
    const hash = sha256(file.bytes);
    const differs = hash !== fact.hash && !(await sameAsDeployed(repo, present, fact, file));
    if (!insist && fact.rejected === hash) {
      held.set(file.path, 'this content was rolled back; it is tried again when the file changes, or with --all');
    } else if (!deployed) {
      deploy.set(file.path, fresh);
    } else {
      const { reasons, ...from } = moved(file, fact.path, fact.host);
      const own = [
        ...(differs ? [`differs from what was deployed at ${short(fact.commit)}`] : []),
        ...(fact.healthy ? [] : ['its last deployment was not healthy']),
      ];
      deploy.set(file.path, { action: 'modify', reasons: [...reasons, ...own, ...sharedReasons(file, fact, shared)], ...from });
    }
  }
  const known = new Set(facts.map(({ name }) => name));
  for (const { name, path } of after.services) if (!known.has(name)) deploy.set(path, fresh);
  return { deploy, remove, held, kept };
}

async function ensure(repo: Repository, commits: readonly string[]): Promise<ReadonlySet<string>> {
  const present = await repo.present(commits);
  return present.size === commits.length ? present : await fetchMissing(repo, commits);
}

async function sharedSince(repo: Repository, commits: readonly string[], head: string, site: string): Promise<ReadonlyMap<string, Shared>> {
  const shared = new Map([[head, nothingShared]]);
  const waiting = commits.filter((commit) => commit !== head);
  const work = async (): Promise<void> => {
    for (let commit = waiting.pop(); commit !== undefined; commit = waiting.pop())
      shared.set(commit, await sharedBetween(repo, commit, head, site));
  };
  await Promise.all([work(), work(), work(), work()]);
  return shared;
}

function sharedReasons(file: ServiceFile, { commit }: LedgerFact, since: ReadonlyMap<string, Shared>): string[] {
  const sharedWith = since.get(commit);
  if (sharedWith === undefined) return [`the commit it was deployed at, ${short(commit)}, cannot be had: its shared files are unknown`];
  const shared = sharedWith(file);
  return shared === null ? [] : [`${shared} changed since ${short(commit)}`];
}

async function sameAsDeployed(
  repo: Repository,
  present: ReadonlySet<string>,
  { commit, path, hash }: LedgerFact,
  file: ServiceFile,
): Promise<boolean> {
  if (!present.has(commit)) return false;
  const leaf = (await repo.files(commit, path)).find((one) => one.path === path);
  const bytes = leaf && (await repo.contents([leaf])).get(leaf.id);
  return bytes !== undefined && sha256(bytes) === hash && sameYaml(bytes.toString('utf8'), file.text);
}

/** Why a deployed service whose name is in no service file is kept all the same, or null. */
async function whyNotGone(repo: Repository, head: string, after: ServiceTree, { name, path }: LedgerFact): Promise<string | null> {
  if (after.misnamed.has(name)) return misnamed(name, after);
  if (after.unread.has(path)) return `${path} is there, but not as a plain file`;
  const elsewhere = !after.byPath.has(path) && (await repo.files(head, path)).some((leaf) => leaf.path === path);
  return elsewhere ? `${path} is still in the tree, outside the folder of the service files` : null;
}
