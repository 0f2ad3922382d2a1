import { posix } from 'node:path';
import type { Known } from '../read/networks.js';

/**
 * Name of each file's project, by its path: that of its service, else of its file. Two projects of one name would stop all of Nx:
 * of two services of one name the second goes by its path, and `hl validate` tells what is wrong.
 *
 * @param taken names that are given away already
 */
export function namesOf(files: readonly Known[], prefix: string, taken: readonly string[]): ReadonlyMap<string, string> {
  const given = new Set(taken);
  const named = files.map(({ path, facts }): [string, string] => {
    const wanted = prefix + serviceIn(path, facts.name);
    const name = given.has(wanted) ? prefix + asName(path.slice(0, -'.yml'.length)) : wanted;
    given.add(name);
    return [path, name];
  });
  return new Map(named);
}

/** What hl is to be asked for. */
export const serviceIn = (path: string, name: string | null): string =>
  name !== null && /^[a-z0-9][a-z0-9-]*$/i.test(name) ? name : asName(posix.basename(path, '.yml'));

const asName = (text: string): string => text.replace(/[^\w./-]/g, '-');
