import { semaphore, sha256 } from '@hl/core';
import { fetchMissing } from '../git/fetch.js';
import type { Repository } from '../git/repository.js';
import type { LedgerFact } from '../options.js';
import { nothingShared, sharedBetween, type Shared } from './shared.js';
import type { ServiceTree } from './tree.js';

/** What git knows of what the ledger says. */
export interface Deployed {
  /** By the commit of a deployment, where it can be had: what changed since beside the service files. */
  readonly shared: ReadonlyMap<string, Shared>;
  /** By name, where it can be had: the text that was deployed, of services whose file is another one now. */
  readonly texts: ReadonlyMap<string, string>;
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
  const { run } = semaphore(4);
  const since = (commit: string) => run(() => sharedBetween(repo, commit, head, site));
  const shared = [...present].map(async (commit) => [commit, commit === head ? nothingShared : await since(commit)] as const);
  const texts = new Map<string, string>();
  const elsewhere = new Set<string>();
  for (const { name, commit, path, hash } of facts) {
    const files = after.byName.get(name);
    if (files === undefined && (await repo.files(head, path)).some((leaf) => leaf.path === path)) elsewhere.add(path);
    if (files === undefined || !present.has(commit) || files.some(({ bytes }) => sha256(bytes) === hash)) continue;
    const bytes = await repo.file(commit, path);
    if (bytes !== null && sha256(bytes) === hash) texts.set(name, bytes.toString('utf8'));
  }
  return { shared: new Map(await Promise.all(shared)), texts, elsewhere };
}
