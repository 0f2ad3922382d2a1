import { execFileSync } from 'node:child_process';
import { sha256, type Service } from '@hl/core';
import type { Context } from '../context.js';
import { invalid } from '../repository/diagnostics.js';
import type { Mark } from '../systems/system.js';

/** A definition that may be what is deployed. */
export interface Candidate {
  readonly service: Service;
  /** sha256 of its file. */
  readonly hash: string;
  /** That holds the file. */
  readonly commit: string;
  /** Of the working tree, of the commit that a host names, or of a file that was deleted. */
  readonly from: 'tree' | 'mark' | 'deleted';
}

/**
 * What git knows, the likeliest first: the tree, the commits that the hosts name, and the last state of each file that was deleted
 * and whose service is in neither.
 *
 * @throws HlError HL_INVALID when a file of the tree is not valid: what cannot be read is not gone
 */
export function candidates(context: Context, marks: readonly Mark[]): Candidate[] {
  const { repository, commit } = context;
  const { services, diagnostics } = repository.load();
  if (diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics);
  const tree = services.map((service): Candidate => ({ service, hash: repository.hash(service.path), commit, from: 'tree' }));
  const paths = new Map(services.map(({ name, path }) => [name, path]));
  const marked = marks.flatMap(({ service, commit: named }) => {
    const found = named === null || (named === commit && paths.has(service)) ? null : namedAt(context, named, service, paths.get(service));
    return found === null ? [] : [{ ...found, from: 'mark' as const }];
  });
  const known = new Set([...tree, ...marked].map(({ service }) => service.name));
  const deleted = deletions(context)
    .flatMap(({ revision, path }) => at(context, revision, path) ?? [])
    .filter(({ service }) => !known.has(service.name))
    .map((found) => ({ ...found, from: 'deleted' as const }));
  const newest = [...new Map([...deleted].reverse().map((one) => [one.service.name, one])).values()];
  return [...tree, ...marked, ...newest];
}

/** The file of a service as it was at a commit, most likely under the path that it has now. */
function namedAt(context: Context, revision: string, name: string, path: string | undefined): Omit<Candidate, 'from'> | null {
  const paths = git(context, ['ls-tree', '-r', '-z', '--name-only', revision, '--', context.site.services]).filter((one) =>
    one.endsWith('.yml'),
  );
  const likely = [...paths.filter((one) => one === path), ...paths.filter((one) => one !== path)];
  for (const one of likely) {
    const found = at(context, revision, one);
    if (found?.service.name === name) return found;
  }
  return null;
}

function at({ repository }: Context, revision: string, path: string): Omit<Candidate, 'from'> | null {
  const bytes = repository.readAt(revision, path);
  const service = bytes && repository.loadAt(revision, path);
  return service ? { service, hash: sha256(bytes), commit: revision } : null;
}

/** Service files that are gone, each with the last commit that held it, the newest first. */
function deletions(context: Context): { revision: string; path: string }[] {
  const format = [
    'log',
    '--diff-filter=D',
    '--no-renames',
    '--relative',
    '--name-only',
    '-z',
    '--format=%x01%P',
    '--',
    context.site.services,
  ];
  let revision = '';
  const found = new Map<string, string>();
  for (const word of git(context, format)) {
    const path = word.replace(/^\n/, '');
    if (path.startsWith('\u0001')) revision = path.slice(1).split(' ')[0] ?? '';
    else if (path.endsWith('.yml') && !found.has(path)) found.set(path, revision);
  }
  return [...found].map(([path, parent]) => ({ revision: parent, path }));
}

/** A shallow clone does not know what was deleted before it begins. */
export const isShallow = (context: Context): boolean => git(context, ['rev-parse', '--is-shallow-repository'])[0]?.trim() === 'true';

/** NUL-separated words; none where there is no git, or no such commit in this clone. */
function git({ cwd }: Context, args: readonly string[]): string[] {
  try {
    return execFileSync('git', args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 })
      .toString()
      .split('\0')
      .filter((word) => word !== '');
  } catch {
    return [];
  }
}
