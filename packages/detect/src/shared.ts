import { posix } from 'node:path';
import { equal } from '@hl/core';
import { meaning } from './meaning.js';
import { usedBy } from './references.js';
import type { Repository } from './repository.js';
import { siteChange } from './site-change.js';
import type { ServiceFile } from './tree.js';

/** The first path, of those that changed, that a service is made with besides its own file; null: none. */
export type Shared = (file: ServiceFile) => string | null;

export const nothingShared: Shared = () => null;

const isSchema = (path: string): boolean => /^schemas\/(?:service|site)\b[^/]*\.json$/.test(path);

/** What changed between two commits for the services beside their own files. The site file and the schemas count by what they say. */
export async function sharedBetween(repo: Repository, base: string, head: string, site: string): Promise<Shared> {
  const changed = await repo.changedPaths(base, head);
  const texts = async (path: string): Promise<[string | null, string | null]> => [
    await textAt(repo, base, path),
    await textAt(repo, head, path),
  ];
  for (const path of changed.filter(isSchema)) {
    const [before, after] = (await texts(path)).map((text) => (text === null ? null : withoutProse(meaning(text))));
    if (!equal(before, after)) return () => path;
  }
  const sitePath = posix.normalize(site);
  const felt = changed.includes(sitePath) ? siteChange(...(await texts(sitePath))) : new Set<string>();
  if (felt === 'all') return () => sitePath;
  return (file) => (felt.size > 0 && (file.host === null || felt.has(file.host)) ? sitePath : usedBy(file.path, file.text, changed));
}

async function textAt(repo: Repository, commit: string, path: string): Promise<string | null> {
  const leaf = (await repo.files(commit, path)).find((one) => one.path === path);
  return leaf === undefined ? null : ((await repo.contents([leaf])).get(leaf.id)?.toString('utf8') ?? null);
}

const prose = new Set(['description', 'title', 'examples', '$comment']);

/** A schema without what is there for people only. A property may be called so too: then its schema is an object, and stays. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !prose.has(key) || (typeof inner === 'object' && inner !== null && !Array.isArray(inner)))
      .map(([key, inner]) => [key, withoutProse(inner)]),
  );
}
