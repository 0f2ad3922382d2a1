import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './files.mjs';

/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What the manifest of each published package has in common with that of the repository: its home stands there, once. */
export function common({ license, author, homepage, repository, engines }, folder) {
  return {
    license,
    author,
    homepage: `${homepage}/-/tree/main/${folder}#readme`,
    repository: { ...repository, directory: folder },
    bugs: `${homepage}/-/issues`,
    type: 'module',
    engines,
    publishConfig: { access: 'public' },
  };
}

/** Manifests of packages that say something else than the repository's, or too little to be found by. */
export function manifests(root) {
  const whole = read(join(root, 'package.json'));
  const found = filesIn(root).filter((path) => /^(packages|apps)\/[^/]+\/package\.json$/.test(path));
  return found.flatMap((path) => {
    const manifest = read(join(root, path));
    if (manifest.private) return [];
    const wanted = common(whole, path.replace('/package.json', ''));
    const { description = '', keywords = [], files = [], sideEffects } = manifest;
    const needed = [
      [description.length >= 20, 'description: one line of 20 characters or more'],
      [keywords.length >= 4 && keywords.includes('homelab'), 'keywords: four or more, "homelab" among them'],
      [sideEffects === false, 'sideEffects: false, as no module here does anything when it is imported'],
      [files.includes('dist') && !files.includes('src'), 'files: dist, and no src'],
      [existsSync(join(root, path, '../README.md')), 'a README.md beside it'],
    ];
    return [
      ...Object.entries(wanted)
        .filter(([key, value]) => !same(manifest[key], value))
        .map(([key, value]) => `${path}: ${key} is ${JSON.stringify(value)}, by the package.json of the repository`),
      ...needed.filter(([fine]) => !fine).map(([, what]) => `${path} needs ${what}`),
    ];
  });
}
