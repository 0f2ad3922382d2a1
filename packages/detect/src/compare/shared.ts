import { posix } from 'node:path';
import { equal, isRecord } from '@hl/core';
import type { Repository } from '../git/repository.js';
import { changedPaths } from './changed.js';
import { usedBy } from './definition.js';
import { meaning } from './same.js';
import { siteChange } from './site-change.js';
import type { ServiceFile } from './tree.js';

/** The first path, of those that changed, that a service is made with besides its own file; null: none. */
export type Shared = (file: ServiceFile) => string | null;

export const nothingShared: Shared = () => null;

/** What changed between two commits for the services beside their own files. The site file and the schemas count by what they say. */
export async function sharedBetween(repo: Repository, base: string, head: string, site: string): Promise<Shared> {
  const changed = await repo.changedPaths(base, head);
  for (const path of changed.filter((path) => /^schemas\/(?:service|site)\b[^/]*\.json$/.test(path))) {
    const [before, after] = [await textAt(repo, base, path), await textAt(repo, head, path)];
    if (!equal(withoutProse(meaning(before ?? '')), withoutProse(meaning(after ?? '')))) return () => path;
  }
  const sitePath = posix.normalize(site);
  const felt = changed.includes(sitePath) ? siteChange(await textAt(repo, base, sitePath), await textAt(repo, head, sitePath)) : new Set();
  if (felt === 'all') return () => sitePath;
  const beside = changedPaths(changed);
  return ({ path, said }) =>
    felt.size > 0 && (said.host === null || felt.has(said.host)) ? sitePath : usedBy(path, said.references, beside);
}

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
