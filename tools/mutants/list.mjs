import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../checks/files.mjs';
import { mutantsOf, mutated, parses } from './mutate.mjs';

const scope = [
  /^packages\/core\/src\/(?!testing\/)/,
  /^packages\/(compose|detect|import|schema)\/src\//,
  /^packages\/[^/]+\/src\/(desired|observe)\//,
];
const below = (path, folder) => `${path}/`.startsWith(`${folder.replace(/\/$/, '')}/`);
const isWanted = (path, paths) => (paths.length > 0 ? paths.some((folder) => below(path, folder)) : scope.some((one) => one.test(path)));

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []);

/** Source files that are mutated: below `paths`, by default where the decisions are made. */
export const sourcesIn = (root, paths = []) =>
  filesIn(root).filter(
    (path) => /^packages\/[^/]+\/src\/.*(?<!\.gen)\.ts$/.test(path) && !path.endsWith('/index.ts') && isWanted(path, paths),
  );

/**
 * Faults that no test saw once, wherever they are: `from` in a file, and `to` in its place.
 *
 * @throws Error when there is no such text, or more than one
 */
export const named = (root, paths = []) =>
  read(join(root, 'tools/mutants/named.json'))
    .filter(({ file }) => paths.length === 0 || paths.some((folder) => below(file, folder)))
    .map(({ file, what, from, to }) => {
      const [before = '', ...after] = readFileSync(join(root, file), 'utf8').split(from);
      if (after.length !== 1) throw new Error(`tools/mutants/named.json: ${file} has ${after.length} times: ${from}`);
      const mutant = { file: join(root, file), start: before.length, end: before.length + from.length, to, inside: [] };
      return { file, operator: 'named', line: what, nth: 0, at: before.split('\n').length, mutant };
    });

/** The mutants of a file; each is known by its operator, its line's text, and which one of those that look the same it is. */
export function placed(root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  const seen = new Map();
  return mutantsOf(text).map((mutant) => {
    const line = text.slice(0, mutant.start).split('\n').length;
    const look = { file: path, operator: mutant.operator, line: text.split('\n')[line - 1].trim() };
    const key = JSON.stringify(look);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { ...look, nth, at: line, mutant: { ...mutant, file: join(root, path) } };
  });
}

export const nameOf = ({ file, operator, line, nth }) => JSON.stringify([file, operator, line, nth]);

/** As many of them, the same ones each time, also when other lines of the file change. */
export function sample(mutants, most) {
  const rank = (mutant) => createHash('sha256').update(nameOf(mutant)).digest('hex');
  const chosen = mutants.map((mutant) => [rank(mutant), mutant]).sort(([a], [b]) => (a < b ? -1 : 1));
  return chosen
    .slice(0, most)
    .map(([, mutant]) => mutant)
    .sort((a, b) => a.mutant.start - b.mutant.start || a.mutant.end - b.mutant.end);
}

/** Those of a file that are tried: `all`, or those in the list, and others where it has not enough of them any more. */
export function chosen(root, path, { all = false, most = 12 } = {}) {
  const mutants = placed(root, path);
  const names = new Set(read(join(root, 'tools/mutants/list', `${path.split('/')[1]}.json`)).map(nameOf));
  const listed = mutants.filter((mutant) => names.has(nameOf(mutant)));
  const others = mutants.filter((mutant) => !names.has(nameOf(mutant)));
  const text = readFileSync(join(root, path), 'utf8');
  return (all ? mutants : [...listed, ...sample(others, Math.max(0, most - listed.length))]).filter(({ mutant }) =>
    parses(mutated(text, mutant)),
  );
}

export const packageOf = (path) => path.split('/').slice(0, 2).join('/');

/** Writes down which are tried, a file for each package. */
export function writeLists(root, sources) {
  mkdirSync(join(root, 'tools/mutants/list'), { recursive: true });
  for (const one of new Set(sources.map(packageOf))) {
    const mutants = sources.filter((path) => packageOf(path) === one).flatMap((path) => sample(placed(root, path), 12));
    const entries = mutants.map(({ file, operator, line, nth }) => ({ file, operator, line, nth }));
    writeFileSync(join(root, 'tools/mutants/list', `${one.split('/')[1]}.json`), `${JSON.stringify(entries, null, 2)}\n`);
  }
}
