import { git, type RunGit } from './git.js';
import { open } from './open.js';

/**
 * The text of a file in a commit, e.g. an old definition; null when that commit has no such file.
 *
 * @param path relative to `cwd`
 * @throws HlError `input` when there is no such commit: an unread file is not a missing one
 */
export async function contentAt(cwd: string, revision: string, path: string, run: RunGit = git): Promise<string | null> {
  const { repo, head } = await open(cwd, revision, run);
  const file = (await repo.files(head, path)).find((leaf) => leaf.path === path && leaf.mode.startsWith('100'));
  if (file === undefined) return null;
  return (await repo.contents([file])).get(file.id)?.toString('utf8') ?? null;
}
