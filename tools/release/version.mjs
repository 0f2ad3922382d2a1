/**
 * The next version, from the commits since the last tag: manifests, the lock, a CHANGELOG.md a package, where else the version is
 * written, and a commit of it all. The first release is the version that the manifests have. The tag comes last, when all of the
 * release is there (.gitlab/release.yml).
 *
 *   node tools/release/version.mjs [--dry-run]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './programs.mjs';
import { releaseSet } from './set.mjs';

const root = dirname(dirname(import.meta.dirname));
const places = ['templates', 'apps/*/templates/*', 'packages/*/templates/*', 'docs/guides', 'image', 'README.md'];

/** Arguments of `nx release`. */
export function releaseArguments(tags, version) {
  const first = !tags.some((tag) => /^\d+\.\d+\.\d+/.test(tag));
  return ['release', ...(first ? [version, '--first-release'] : []), '--skip-publish'];
}

/** A text that names a version of hl, with the next one. */
export const withVersion = (text, before, after) =>
  text.replaceAll(new RegExp(`(?<![\\d.])${before.replaceAll('.', '\\.')}(?!\\.?\\d)`, 'g'), after);

const git = (...args) => run(root, 'git', args);
const current = () => releaseSet(root)[0].manifest.version;

/** @param {{ dryRun: boolean }} options */
export async function nextVersion({ dryRun }) {
  const before = current();
  const args = releaseArguments((await git('tag', '--merged', 'HEAD')).split('\n'), before);
  const quiet = { NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' };
  const told = await run(
    root,
    process.execPath,
    [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args, ...(dryRun ? ['--dry-run'] : [])],
    quiet,
  );
  if (dryRun) return told;
  const after = current();
  for (const path of (await git('ls-files', '--', ...places)).trim().split('\n')) {
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes(before)) writeFileSync(join(root, path), withVersion(text, before, after));
  }
  await git('add', '--all');
  await git('commit', '--message', `chore(release): ${after}`);
  return told;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if ((await git('status', '--porcelain')) !== '') throw new Error('commit first: the commit of a release is nothing else');
  console.log(await nextVersion({ dryRun: process.argv.includes('--dry-run') }));
}
