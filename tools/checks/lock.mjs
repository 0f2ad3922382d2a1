import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What would make `npm ci` fail elsewhere: an optional package that a locked one names is not in the lock, or a registry is written down. */
export const lock = (root) =>
  ['', 'docs'].filter((folder) => existsSync(join(root, folder, file))).flatMap((folder) => problems(join(root, folder, file)));

const file = 'package-lock.json';

function problems(path) {
  const locked = JSON.parse(readFileSync(path, 'utf8')).packages;

  /** Whether `name` is found from `from` as Node finds it: in this node_modules or one further up. */
  function found(from, name) {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      if (locked[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
      if (at === '') return false;
      if (!at.includes('/node_modules/')) at = '/node_modules/';
    }
  }

  return Object.entries(locked).flatMap(([path, { optionalDependencies = {}, resolved }]) => [
    ...Object.keys(optionalDependencies)
      .filter((name) => !found(path, name))
      .map((name) => `${path} lacks ${name}`),
    ...(resolved?.startsWith('http') ? [`${path} names a registry`] : []),
  ]);
}
