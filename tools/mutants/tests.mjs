import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { filesIn } from '../checks/files.mjs';

/** For each source file of a package, its quick tests that load it: the mirrored one, then those that are nearest to it. */
export function testsOf(folder) {
  const { name, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = filesIn(folder).filter((path) => /^(src|test)\/.*\.ts$/.test(path));
  const entry = (specifier) => exports[`.${specifier.slice(name.length)}`]?.['@hl/source'];
  const imports = new Map(
    files.map((path) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, path), 'utf8'), true, true);
      const targets = importedFiles.flatMap(({ fileName }) =>
        fileName.startsWith('.')
          ? [posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts')]
          : fileName === name || fileName.startsWith(`${name}/`)
            ? [posix.normalize(entry(fileName) ?? '')]
            : [],
      );
      return [path, targets.filter((target) => existsSync(join(folder, target)))];
    }),
  );
  const near = new Map();
  for (const test of files.filter((path) => path.endsWith('.test.ts') && !path.endsWith('.deep.test.ts'))) {
    const steps = new Map([[test, 0]]);
    for (const [path, step] of steps) for (const to of imports.get(path) ?? []) if (!steps.has(to)) steps.set(to, step + 1);
    for (const [path, step] of steps) if (path.startsWith('src/')) near.set(path, [...(near.get(path) ?? []), { test, step }]);
  }
  const mirrored = (path) => path.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts');
  return (path) =>
    (near.get(path) ?? [])
      .sort(
        (a, b) => Number(b.test === mirrored(path)) - Number(a.test === mirrored(path)) || a.step - b.step || (a.test < b.test ? -1 : 1),
      )
      .map(({ test }) => test);
}
