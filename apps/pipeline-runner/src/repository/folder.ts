import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The repository that a command is about. */
export interface Place {
  /** With hl.yml in it. */
  readonly cwd: string;
  /** Where whoever calls is, below it; empty: in it. What they type and read is relative to that. */
  readonly below: string;
}

/** Where hl.yml is: in the folder that was named; else here, or in the nearest folder above, up to the root of the git repository. */
export function placeOf(options: { readonly cwd?: string; readonly config?: string }, env: NodeJS.ProcessEnv, here = resolve('.')): Place {
  const named = options.cwd ?? (env['CI_PROJECT_DIR'] || undefined) ?? ((options.config ?? 'hl.yml') === 'hl.yml' ? undefined : here);
  if (named !== undefined) return { cwd: resolve(here, named), below: '' };
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'hl.yml'))) return { cwd: folder, below: relative(folder, here) };
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return { cwd: here, below: '' };
  }
}
