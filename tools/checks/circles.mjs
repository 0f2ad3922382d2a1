import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { filesIn } from './files.mjs';

/** Files that import each other in a circle, types counted: then none of them can be read, tested or moved on its own. */
export function circles(root) {
  const files = new Set(filesIn(root).filter((path) => /^((packages|apps)\/[^/]+\/src|tools)\/.*\.(ts|mjs)$/.test(path)));
  const imports = new Map(
    [...files].map((path) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, path), 'utf8'), true, true);
      const near = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
      const paths = near.map(({ fileName }) => posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts'));
      return [path, paths.filter((to) => files.has(to))];
    }),
  );

  const done = new Set();
  const found = [];
  const walk = (path, way) => {
    const met = way.indexOf(path);
    if (met >= 0) found.push([...way.slice(met), path].join(' -> '));
    if (met >= 0 || done.has(path)) return;
    for (const to of imports.get(path)) walk(to, [...way, path]);
    done.add(path);
  };
  for (const path of files) walk(path, []);
  return found;
}
