import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suites } from '../shape/suites.mjs';
import { made, paths } from './page.mjs';

/** What is made of the figures that lie below `root`, text by path. @param {string} root @returns {Map<string, string>} */
export function benchmarks(root) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  if (!existsSync(join(root, paths.json))) return new Map();
  return made(JSON.parse(read(paths.json)), { page: read(paths.page), readme: read(paths.readme) });
}

/**
 * Keeps the figures, and writes what is made of them. Suites that were not measured now keep the figures that they have.
 *
 * @param {string} root
 * @param {import('../shape/result.mjs').Suite[]} measured
 */
export function write(root, measured) {
  const json = join(root, paths.json);
  const before = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : [];
  const all = new Map([...before, ...measured].map((one) => [one.suite, one]));
  writeFileSync(
    json,
    `${JSON.stringify(
      suites.flatMap((name) => all.get(name) ?? []),
      null,
      2,
    )}\n`,
  );
  for (const [path, text] of benchmarks(root)) writeFileSync(join(root, path), text);
}
