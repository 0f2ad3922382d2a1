import { relative, resolve } from 'node:path';
import type { ChangesFile, PlannedService, Service } from '@hl/core';
import { git as systemGit } from '@hl/detect';
import type { Context } from '../context.js';
import { sourcesOf } from './repository.js';

/*
 * What differs between the files that hl reads and the commit that it works for. Detection compares commits; somebody who has edited a
 * file and not committed it must not believe that it was looked at.
 */

type Here = Pick<Context, 'cwd' | 'configPath' | 'site' | 'repository' | 'environment' | 'git'>;

/** Service files, hl.yml, and files that travel with a service, that are not as committed. None in CI, and outside a repository. */
export async function editsIn({ cwd, configPath, site, repository, environment, git = systemGit }: Here): Promise<string[]> {
  if (environment.ci) return [];
  const ask = (...argv: string[]) => git(['git', ...argv], cwd).catch(() => ({ code: 1, stdout: Buffer.of() }));
  const [status, prefix] = await Promise.all([
    ask('status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--', '.'),
    ask('rev-parse', '--show-prefix'),
  ]);
  if (status.code !== 0) return [];
  const above = prefix.stdout.toString().trim().length;
  const edited = status.stdout
    .toString()
    .split('\0')
    .filter(Boolean)
    .map((line) => line.slice(3 + above));
  if (edited.length === 0) return [];
  const travels = new Set(repository.load().services.flatMap(sourcesOf));
  const isRead = (path: string): boolean =>
    path === relative(cwd, resolve(cwd, configPath)) || travels.has(path) || isServiceFile(path, site.services);
  return edited.filter(isRead).sort();
}

const isServiceFile = (path: string, folder: string): boolean =>
  path.startsWith(`${folder}/`) && path.endsWith('.yml') && !path.slice(folder.length).includes('/.');

export const notCommitted = (edits: readonly string[]): string =>
  `not as committed: ${edits.join(', ')}\n  → What only they change is not in this plan: commit them, or look with hl plan --worktree.`;

/** Those that a plan of these services has read. */
export function editsOf({ configPath }: Here, edits: readonly string[], services: readonly PlannedService[]): string[] {
  const read = new Set(services.flatMap(({ path, after }) => [path, ...(after === null ? [] : sourcesOf(after))]));
  return edits.filter((path) => path === configPath || read.has(path));
}

/** What was detected, and each service of which something is not as committed; all of them when hl.yml is not. */
export function withEdits({ configPath, repository }: Here, changes: ChangesFile, edits: readonly string[]): ChangesFile {
  const reason = 'not committed';
  const concerns = ({ path, ...rest }: Service): boolean =>
    edits.includes(configPath) || [path, ...sourcesOf({ path, ...rest })].some((file) => edits.includes(file));
  const gone = edits.filter((path) => repository.readFile(path) === null);
  const known = new Set([...changes.deploy, ...changes.remove].map(({ path }) => path));
  const isAsked = ({ name }: { readonly name: string }): boolean => changes.asked.service === undefined || changes.asked.service === name;
  const deploy = repository
    .load()
    .services.filter((service) => isAsked(service) && concerns(service) && !known.has(service.path))
    .map(({ path, name }) => ({ path, name, action: 'add' as const, reason }));
  const remove = gone.flatMap((path) => {
    const name = changes.deploy.find((entry) => entry.path === path)?.name ?? repository.loadAt('HEAD', path)?.name;
    return name === undefined || !isAsked({ name }) ? [] : [{ path, name, action: 'delete' as const, reason }];
  });
  return {
    ...changes,
    deploy: [...changes.deploy.filter(({ path }) => !gone.includes(path)), ...deploy],
    remove: [...changes.remove, ...remove],
  };
}
