import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

/**
 * What an install of a package brings along: names and ranges.
 *
 * @param {Record<string, any>} manifest
 * @returns {Record<string, string>}
 */
export const needs = ({ dependencies, peerDependencies, optionalDependencies }) => ({
  ...dependencies,
  ...peerDependencies,
  ...optionalDependencies,
});

/**
 * What is released together, as nx.json says, each after what it needs.
 *
 * @param {string} root
 * @returns {{ folder: string, manifest: any }[]}
 */
export function releaseSet(root) {
  const all = read(root, 'nx.json').release.projects.flatMap((pattern) => {
    const parent = pattern.replace(/\/\*$/, '');
    const folders = readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
    return folders
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => ({ folder, manifest: read(root, folder, 'package.json') }));
  });
  const [ordered, seen] = [[], new Set()];
  const visit = (one) => {
    if (seen.has(one)) return;
    seen.add(one);
    all.filter(({ manifest }) => manifest.name in needs(one.manifest)).forEach(visit);
    ordered.push(one);
  };
  all.forEach(visit);
  return ordered;
}
