/**
 * Runs Nx targets for what a pipeline's commits affect. A base that is unknown or lost (a new branch, a forced push) affects everything.
 *
 *   node tools/affected.mjs lint typecheck test build
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { adoptNxDatabase } from './nx-database.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The commit to compare with, as GitLab tells it; '' when it tells none. */
export function baseOf(env) {
  const merged = ['merged_result', 'merge_train'].includes(env.CI_MERGE_REQUEST_EVENT_TYPE) ? env.CI_MERGE_REQUEST_TARGET_BRANCH_SHA : '';
  const base = merged || env.CI_MERGE_REQUEST_DIFF_BASE_SHA || env.CI_COMMIT_BEFORE_SHA || '';
  return /^0*$/.test(base) ? '' : base;
}

/** Whether this clone has the commit, or can get it. */
export function canBeHad(commit, cwd) {
  const git = (...args) => spawnSync('git', args, { cwd, stdio: 'ignore' }).status === 0;
  const present = () => git('cat-file', '-e', `${commit}^{commit}`);
  return commit !== '' && (present() || (git('fetch', '--quiet', 'origin', commit) && present()));
}

/** Arguments of Nx. */
export function nxArguments(targets, base, found) {
  const which = found ? ['affected', `--base=${base}`, '--head=HEAD'] : ['run-many'];
  return [...which, '-t', ...targets, '--outputStyle=static'];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const base = baseOf(process.env);
  const found = canBeHad(base, root);
  if (!found)
    console.log(base === '' ? 'There is nothing to compare with: everything is checked.' : `${base} cannot be had: everything is checked.`);
  adoptNxDatabase(root);
  const nx = ['node_modules/nx/dist/bin/nx.js', ...nxArguments(process.argv.slice(2), base, found)];
  process.exitCode = spawnSync(process.execPath, nx, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
