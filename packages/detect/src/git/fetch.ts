import { lines, type Repository } from './repository.js';

/**
 * Gets commits that a shallow clone or a forced push left out: by id first (GitLab keeps the commits of every pipeline and serves
 * them by id), then deeper history, then all of it. In a whole clone nothing is made shallow.
 *
 * @returns those that are there afterwards
 */
export async function fetchMissing(repo: Repository, ids: readonly string[]): Promise<ReadonlySet<string>> {
  let present = await repo.present(ids);
  const missing = (): string[] => ids.filter((id) => !present.has(id));
  if (missing().length === 0) return present;
  const remotes = lines((await repo.ask('remote')).stdout);
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (remote === undefined) return present;
  const [shallow] = lines((await repo.ask('rev-parse', '--is-shallow-repository')).stdout);
  const depth = shallow === 'true' ? ['--depth=1'] : [];
  const fetch = (...args: readonly string[]): Promise<unknown> =>
    repo.ask('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args);
  const steps = [
    () => fetch(...depth, remote, ...missing()),
    // One id that nobody has fails the whole call; the others are not lost for that.
    async () => {
      if (ids.length > 1) for (const id of missing()) await fetch(...depth, remote, id);
    },
    ...(shallow === 'true' ? [() => fetch('--deepen=100', remote), () => fetch('--unshallow', remote)] : []),
  ];
  for (const step of steps) {
    await step();
    present = await repo.present(ids);
    if (missing().length === 0) break;
  }
  return present;
}
