import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** Packed bytes that a package may have: what it had in the table, and a fifth more. */
const budgets = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'));

const needed = ['LICENSE', 'README.md', 'package.json'];
const unwanted = /\.map$|\.tsbuildinfo$|^(src|test|out-tsc)\/|(?<!\.d)\.ts$/;

/** Paths that a part of a manifest names. */
const pathsIn = (part) => (typeof part === 'string' ? [part.replace(/^\.\//, '')] : Object.values(part ?? {}).flatMap(pathsIn));

/**
 * What is wrong with a tarball.
 *
 * These are ES modules only, which Node from 20.19 and 22.12 on also gives to `require`. So of what attw knows, two things do not count: that `require`
 * leads to an ES module, and that TypeScript's resolution of before Node 12 (`node10`) knows no sub-paths.
 *
 * @param {{ name: string, filename: string, size: number, files: readonly { path: string }[] }} packed as `npm pack --json` has it
 */
export async function problemsOf({ name, filename, size, files }) {
  const bytes = readFileSync(filename);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  const paths = files.map(({ path }) => path);
  const most = budgets[name];
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...('problems' in types ? types.problems : [])
      .filter((problem) => problem.kind !== 'CJSResolvesToESM' && !('resolutionKind' in problem && problem.resolutionKind === 'node10'))
      .map((problem) => `attw: ${JSON.stringify(problem)}`),
    ...needed.filter((path) => !paths.includes(path)).map((path) => `there is no ${path} in it`),
    // Also below a condition that nobody sets, of which publint says nothing.
    ...pathsIn([pkg.exports, pkg.bin, pkg.types])
      .filter((path) => !path.includes('*') && !paths.includes(path))
      .map((path) => `it points at ${path}, which is not in it`),
    ...paths.filter((path) => unwanted.test(path)).map((path) => `nobody needs ${path}`),
    ...(most === undefined ? [`it has no budget: write "${name}": ${size} into tools/pack/budget.json`] : []),
    ...(size > most * 1.2
      ? [`it has ${size} bytes, and may have ${Math.floor(most * 1.2)}: see what came in, or raise tools/pack/budget.json`]
      : []),
  ].map((problem) => `${name}: ${problem}`);
}
