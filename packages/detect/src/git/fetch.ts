import { lines } from './answers.js';
import type { Repository } from './repository.js';

/**
 * Gets commits that a shallow clone or a forced push left out: by id first (GitLab keeps the commits of every pipeline and serves
 * them by id), then the whole history. In a whole clone nothing is made shallow.
 *
 * @returns those that are there afterwards
 */
export async function fetchMissing(repo: Repository, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const present = await repo.present(ids);
  if (present.size === ids.length) return present;
  const remotes = lines((await repo.ask('remote')).stdout);
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (remote === undefined) return present;
  const [shallow] = lines((await repo.ask('rev-parse', '--is-shallow-repository')).stdout);
  const depth = shallow === 'true' ? ['--depth=1'] : [];
  const fetch = async (...args: readonly string[]): Promise<boolean> =>
    (await repo.ask('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args)).code === 0;
  const missing = ids.filter((id) => !present.has(id));
  // One id that nobody has fails the whole call; the others are not lost for that.
  const together = await fetch(...depth, remote, ...missing);
  if (!together && missing.length > 1) for (const id of missing) await fetch(...depth, remote, id);
  const found = await repo.present(ids);
  if (found.size === ids.length || shallow !== 'true') return found;
  await fetch('--unshallow', remote);
  return repo.present(ids);
}
