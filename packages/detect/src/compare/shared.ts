import { posix } from 'node:path';
import { equal, isRecord } from '@hl/core';
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

export async function surroundings(repo: Repository, base: string, head: string, site: string): Promise<Surroundings> {
  const changed = await repo.changedPaths(base, head);
  const sitePath = posix.normalize(site);
  const said = { hosts: new Set<string>(), site: sitePath, paths: changedPaths(changed) };
  for (const path of changed.filter((path) => /^schemas\/(?:service|site)\b[^/]*\.json$/.test(path))) {
    const [before, after] = [await textAt(repo, base, path), await textAt(repo, head, path)];
    if (!equal(withoutProse(meaning(before ?? '')), withoutProse(meaning(after ?? '')))) return { ...said, forAll: path };
  }
  if (!changed.includes(sitePath)) return { ...said, forAll: null };
  const felt = siteChange(await textAt(repo, base, sitePath), await textAt(repo, head, sitePath));
  return felt === 'all' ? { ...said, forAll: sitePath } : { ...said, forAll: null, hosts: felt };
}

/** Pure. */
export const sharedBy =
  ({ forAll, hosts, site, paths }: Surroundings): Shared =>
  ({ path, said }) =>
    forAll ?? (hosts.size > 0 && (said.host === null || hosts.has(said.host)) ? site : usedBy(path, said.references, paths));

export const sharedBetween = async (repo: Repository, base: string, head: string, site: string): Promise<Shared> =>
  sharedBy(await surroundings(repo, base, head, site));

const textAt = async (repo: Repository, commit: string, path: string): Promise<string | null> =>
  (await repo.file(commit, path))?.toString('utf8') ?? null;

const prose = ['description', 'title', 'examples', '$comment'];

/** A schema without what is there for people only. A property may be called so too: then its schema is an object, and stays. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (!isRecord(value)) return value;
  const meant = Object.entries(value).filter(([key, inner]) => !prose.includes(key) || isRecord(inner));
  return Object.fromEntries(meant.map(([key, inner]) => [key, withoutProse(inner)]));
}
