import { posix } from 'node:path';
import { equal, isRecord } from '@hl/core';
import type { Difference, TreeFile } from '../git/answers.js';
import type { Repository } from '../git/repository.js';
import { changedPaths, type Changed } from './changed.js';
import { usedBy } from './definition.js';
import { meaning } from './same.js';
import { siteChange } from './site-change.js';
import type { ServiceFile } from '../tree/tree.js';

/** The first path, of those that changed, that a service is made with besides its own file; null: none. */
export type Shared = (file: ServiceFile) => string | null;

export const nothingShared: Shared = () => null;

/** What changed between two commits beside the service files. The site file and the schemas count by what they say. */
export interface Surroundings {
  /** What changed for every service, or null. */
  readonly forAll: string | null;
  /** Hosts whose entry in the site file changed; and the services that name none feel it too. */
  readonly hosts: ReadonlySet<string>;
  readonly site: string;
  readonly paths: Changed;
}

export async function surroundings(repo: Repository, changed: readonly Difference[], site: string): Promise<Surroundings> {
  const sitePath = posix.normalize(site);
  const said = { hosts: new Set<string>(), site: sitePath, paths: changedPaths(changed.map(({ path }) => path)) };
  for (const one of changed.filter(({ path }) => /^schemas\/(?:service|site)\b[^/]*\.json$/.test(path))) {
    const [before, after] = await textsOf(repo, one);
    if (!equal(withoutProse(meaning(before ?? '')), withoutProse(meaning(after ?? '')))) return { ...said, forAll: one.path };
  }
  const ofSite = changed.find(({ path }) => path === sitePath);
  if (ofSite === undefined) return { ...said, forAll: null };
  const felt = siteChange(...(await textsOf(repo, ofSite)));
  return felt === 'all' ? { ...said, forAll: sitePath } : { ...said, forAll: null, hosts: felt };
}

/** Pure. */
export const sharedBy =
  ({ forAll, hosts, site, paths }: Surroundings): Shared =>
  ({ path, said }) =>
    forAll ?? (hosts.size > 0 && (said.host === null || hosts.has(said.host)) ? site : usedBy(path, said.references, paths));

async function textsOf(repo: Repository, { before, after }: Difference): Promise<[string | null, string | null]> {
  const found = new Map<string, string>();
  await repo.contents(
    [before, after].filter((leaf) => leaf !== null),
    (id, bytes) => void found.set(id, bytes.toString('utf8')),
  );
  const textOf = (leaf: TreeFile | null): string | null => (leaf === null ? null : (found.get(leaf.id) ?? null));
  return [textOf(before), textOf(after)];
}

const prose = ['description', 'title', 'examples', '$comment'];

/** A schema without what is there for people only. A property may be called so too: then its schema is an object, and stays. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (!isRecord(value)) return value;
  const meant = Object.entries(value).filter(([key, inner]) => !prose.includes(key) || isRecord(inner));
  return Object.fromEntries(meant.map(([key, inner]) => [key, withoutProse(inner)]));
}
