/**
 * The next version, from the commits since the last tag: manifests, the lock, a CHANGELOG.md a package, and a commit. The first
 * release is the version that the manifests have. The tag comes last, when all of the release is there (.gitlab/release.yml).
 *
 *   node tools/release/version.mjs [--dry-run]
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './programs.mjs';
import { releaseSet } from './set.mjs';

const root = dirname(dirname(import.meta.dirname));

/** Arguments of `nx release`. */
export function releaseArguments(tags, version) {
  const first = !tags.some((tag) => /^\d+\.\d+\.\d+/.test(tag));
  return ['release', ...(first ? [version, '--first-release'] : []), '--skip-publish'];
}

/** @param {{ dryRun: boolean }} options */
export async function nextVersion({ dryRun }) {
  const tags = (await run(root, 'git', ['tag', '--merged', 'HEAD'])).split('\n');
  const args = releaseArguments(tags, releaseSet(root)[0].manifest.version);
  const quiet = { NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' };
  return run(root, process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args, ...(dryRun ? ['--dry-run'] : [])], quiet);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await nextVersion({ dryRun: process.argv.includes('--dry-run') }));
