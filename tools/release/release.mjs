/**
 * All that a release consists of, made in .hl/release: the packages' tarballs, hl.mjs, what is in them (SBOM, licences), checksums.
 * It is installed in an empty folder from a registry on loopback and tried before anything leaves this machine. Wants a build.
 *
 *   node tools/release/release.mjs --dry-run     all of it, and what the next version would be
 *   node tools/release/release.mjs               publishes to npm then; in CI only (.gitlab/release.yml)
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bundle } from '../bundle/bundle.mjs';
import { stageAll } from '../pack/pack.mjs';
import { notices, packagesIn } from './contents.mjs';
import { billOfMaterials, installed, unlisted } from './install.mjs';
import { npm } from './programs.mjs';
import { publish } from './publish.mjs';
import { throwAwayRegistry } from './registry.mjs';
import { releaseSet } from './set.mjs';
import { trial } from './trial.mjs';
import { nextVersion } from './version.mjs';

const root = dirname(dirname(import.meta.dirname));
const out = join(root, '.hl/release');
const [dryRun, began] = [process.argv.includes('--dry-run'), Date.now()];
const say = (text) => console.log(`${((Date.now() - began) / 1_000).toFixed(1).padStart(5)} s  ${text}`);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const write = (name, data) => writeFileSync(join(out, name), data);

const set = releaseSet(root).map(({ manifest }) => manifest);
const main = set.find(({ bin }) => bin?.hl);
if (!dryRun && process.env.GITLAB_CI !== 'true') throw new Error('a release is published by its pipeline; here, --dry-run shows it');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const next = dryRun ? nextVersion({ dryRun }) : null;

const metafile = await bundle(join(out, 'hl.mjs'), `// hl ${main.version}`);
const inBundle = packagesIn(root, metafile);
write('THIRD-PARTY.txt', notices(root, inBundle));
say(`hl.mjs, ${megabytes(readFileSync(join(out, 'hl.mjs')).length)}`);

const staged = stageAll();
const registry = await throwAwayRegistry();
const folder = join(root, '.hl/release-trial');
try {
  const tried = await publish(staged, set, { registry: registry.url, env: registry.login });
  for (const [path, bytes] of registry.tarballs) write(basename(path), bytes);
  say(`${registry.tarballs.size} packages, ${megabytes([...registry.tarballs.values()].reduce((sum, { length }) => sum + length, 0))}`);
  const { packages, bytes } = await installed(folder, main, registry.url);
  say(`an install of ${main.name} is ${packages} packages, ${megabytes(bytes)}`);

  const bom = await billOfMaterials(folder, main.name);
  const missing = unlisted(bom, inBundle);
  if (missing.length > 0) throw new Error(`in hl.mjs and not in the bill of materials: ${missing.join(', ')}`);
  write('hl.cdx.json', `${JSON.stringify(bom, null, 2)}\n`);
  await trial(folder, join(out, 'hl.mjs'), main.version);
  say('the package and hl.mjs do the same');

  const sum = (file) =>
    createHash('sha256')
      .update(readFileSync(join(out, file)))
      .digest('hex');
  const sums = readdirSync(out).map((file) => `${sum(file)}  ${file}\n`);
  write('SHA256SUMS', sums.join(''));
  say(`${sums.length} checksums`);
  if (next !== null) say(`the next version would be ${/New version (\S+)/.exec(await next)?.[1]}`);
  else {
    // Provenance: a signed statement which commit, pipeline and runner made them. GitLab gives the job the token for it.
    const args = ['--provenance', '--access=public'];
    const published = await publish(staged, set, { registry: (await npm(root, ['config', 'get', 'registry'])).trim(), args });
    const other = set.filter(({ name }) => published[name] !== tried[name]);
    if (other.length > 0) throw new Error(`npm has another ${other.map(({ name }) => name).join(', ')} than was tried`);
    say('published');
  }
} finally {
  registry.close();
}
