import type { Repository } from './repository.js';

/**
 * Gets commits that a shallow clone or a forced push left out: by id first (GitLab keeps the commits of every pipeline and serves
 * them by id), then deeper history, then all of it. In a whole clone nothing is made shallow.
 *
 * @returns those that are there afterwards
 */
export async function fetchMissing(repo: Repository, ids: readonly string[]): Promise<ReadonlySet<string>> {
  let present = await repo.present(ids);
  const remote = await remoteName(repo);
  if (remote === null) return present;
  const shallow = (await repo.ask('rev-parse', '--is-shallow-repository')).stdout.toString().trim() === 'true';
  const fetch = (...args: readonly string[]): Promise<unknown> =>
    repo.ask('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args);
  const depth = shallow ? ['--depth=1'] : [];
  const missing = (): string[] => ids.filter((id) => !present.has(id));
  const steps = [
    () => fetch(...depth, remote, ...missing()),
    // One id that nobody has fails the whole call; the others are not lost for that.
    async () => {
      if (ids.length > 1) for (const id of missing()) await fetch(...depth, remote, id);
    },
    ...(shallow ? [() => fetch('--deepen=100', remote), () => fetch('--unshallow', remote)] : []),
  ];
  for (const step of steps) {
    if (missing().length === 0) break;
    await step();
    present = await repo.present(ids);
  }
  return present;
}

async function remoteName(repo: Repository): Promise<string | null> {
  const names = (await repo.ask('remote')).stdout.toString().split('\n').filter(Boolean);
  return names.includes('origin') ? 'origin' : (names[0] ?? null);
}
