import { groupBy, sha256 } from '@hl/core';
import { fetchMissing } from '../git/fetch.js';
import type { TreeFile } from '../git/answers.js';
import type { Repository } from '../git/repository.js';
import type { LedgerFact } from '../options.js';
import { nothingShared, sharedBy, surroundings, type Shared } from './shared.js';
import type { ServiceTree } from '../tree/tree.js';

/** What git knows of what the ledger says. */
export interface Deployed {
  /** By the commit of a deployment, where it can be had: what changed since beside the service files. */
  readonly shared: ReadonlyMap<string, Shared>;
  /** By name, where it can be had: the text that was deployed, of services whose file is another one now. */
  readonly texts: ReadonlyMap<string, Buffer>;
  /** Paths of deployed services that are still in the tree although no service file has their name. */
  readonly elsewhere: ReadonlySet<string>;
}

export async function readDeployed(
  repo: Repository,
  head: string,
  after: ServiceTree,
  facts: readonly LedgerFact[],
  site: string,
): Promise<Deployed> {
  const commits = [...new Set(facts.map(({ commit }) => commit))].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  const present = await fetchMissing(repo, commits);
  const since = await repo.differing(
    [...present].filter((commit) => commit !== head),
    head,
  );
  const shared = new Map([...present].map((commit) => [commit, nothingShared]));
  for (const [commit, differing] of since) shared.set(commit, sharedBy(await surroundings(repo, differing, site)));
  const gone = facts.filter(({ name }) => !after.byName.has(name));
  const differing = facts.filter(
    ({ name, commit, hash }) => present.has(commit) && after.byName.get(name)?.every(({ said }) => said.hash !== hash) === true,
  );
  return {
    shared,
    texts: await formerTexts(repo, differing),
    elsewhere: await leavesAt(repo, head, gone).then((leaves) => new Set(leaves.keys())),
  };
}

/** The texts of these deployments, by name: one listing for each commit, and one reading for all. */
async function formerTexts(repo: Repository, facts: readonly LedgerFact[]): Promise<ReadonlyMap<string, Buffer>> {
  const found: { readonly fact: LedgerFact; readonly leaf: TreeFile }[] = [];
  for (const [commit, some] of groupBy(facts, ({ commit }) => commit)) {
    const leaves = await leavesAt(repo, commit, some);
    found.push(
      ...some.flatMap((fact) => {
        const leaf = leaves.get(fact.path);
        return leaf && leaf.mode !== '160000' ? [{ fact, leaf }] : [];
      }),
    );
  }
  const contents = new Map<string, Buffer>();
  await repo.contents(
    found.map(({ leaf }) => leaf),
    (id, bytes) => void contents.set(id, bytes),
  );
  const texts = found.flatMap(({ fact: { name, hash }, leaf }): [string, Buffer][] => {
    const bytes = contents.get(leaf.id);
    return bytes !== undefined && sha256(bytes) === hash ? [[name, bytes]] : [];
  });
  return new Map(texts);
}

/** Leaves of the commit at the paths of these facts, by path. */
async function leavesAt(repo: Repository, commit: string, facts: readonly LedgerFact[]): Promise<ReadonlyMap<string, TreeFile>> {
  const paths = new Set(facts.map(({ path }) => path));
  const leaves = paths.size === 0 ? [] : await repo.files(commit, ...paths);
  return new Map(leaves.filter(({ path }) => paths.has(path)).map((leaf) => [leaf.path, leaf]));
}
