/**
 * Plants small faults, one at a time, where the decisions are made, and looks whether a quick test sees it.
 *
 *   node tools/mutants/run.mjs [--all] [--jobs 2] [--list] [--root folder] [packages/traefik/src/desired …]
 *
 * `--all`: every mutant, not the listed ones only; `--list`: write the list (list/<package>.json) and run nothing.
 * A survivor that changes nothing anybody could see is accepted in survivors.json, with the reason.
 * Exit code 1 below 85 % in a package.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosen, named, nameOf, packageOf, sourcesIn, writeLists } from './list.mjs';
import { testsOf } from './tests.mjs';
import { workers } from './workers.mjs';

const goal = 0.85;
const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean' }, list: { type: 'boolean' }, root: { type: 'string' }, jobs: { type: 'string', default: '2' } },
  allowPositionals: true,
});
const home = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const root = resolve(values.root ?? home);
const here = (name) => join(root, 'tools/mutants', name);
const sources = sourcesIn(root, positionals);
const known = named(root, positionals);

if (values.list) {
  writeLists(root, sources);
  process.exit();
}

const { run, stop } = workers(root);

/** How long a test takes without a mutant; one that fails then proves nothing. */
const baselines = new Map();
async function baseline(one, test) {
  const key = `${one}/${test}`;
  if (!baselines.has(key)) baselines.set(key, run(one, test, undefined, 120_000));
  const result = await baselines.get(key);
  if (!result.passed && !result.said) console.error(`${key} fails without a mutant and is left out: ${result.failure?.slice(0, 400)}`);
  result.said = true;
  return result;
}

const packages = new Map(
  [...new Set([...sources, ...known.map(({ file }) => file)].map(packageOf))].map((one) => [
    one,
    { tests: testsOf(join(root, one)), results: [] },
  ]),
);
async function attempt(one, entry) {
  for (const test of packages.get(one).tests(entry.file.slice(one.length + 1))) {
    const { passed, ms, called } = await baseline(one, test);
    if (!passed || entry.mutant.inside.some((name) => called[entry.mutant.file]?.[name] === false)) continue;
    if (!(await run(one, test, entry.mutant, ms * 4 + 4_000)).passed) return test;
  }
  return undefined;
}

const entries = [...sources.flatMap((path) => chosen(root, path, { all: values.all })), ...known];
const of = (one) => entries.filter(({ file }) => packageOf(file) === one);
const queue = [...packages.keys()].flatMap((one) => of(one).map((entry) => [one, entry]));
const accepted = new Set(JSON.parse(readFileSync(here('survivors.json'), 'utf8')).map(nameOf));

/** What came of a package: its survivors, each with place and change, and the score. */
function tell(one, results) {
  const place = ({ file, mutant }) => `${file} ${String(mutant.start).padStart(6)}`;
  results.sort((a, b) => (place(a.entry) < place(b.entry) ? -1 : 1));
  const survivors = results.filter(({ killer, entry }) => killer === undefined && !accepted.has(nameOf(entry)));
  for (const { entry } of survivors) {
    const { file, start, end, to } = entry.mutant;
    const [before, after] = [readFileSync(file, 'utf8').slice(start, end), to].map((text) => text.replaceAll('\n', ' '));
    console.log(`${entry.file}:${entry.at}  ${entry.line}\n  - ${before}\n  + ${after}`);
  }
  const score = 1 - survivors.length / results.length;
  if (score < goal) process.exitCode = 1;
  const wanted = score < goal ? `, ${goal * 100} % wanted` : '';
  console.log(`${one}: ${results.length - survivors.length} of ${results.length} seen, ${(score * 100).toFixed(0)} %${wanted}`);
}

const began = Date.now();
async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [one, entry] = next;
    const { results } = packages.get(one);
    results.push({ entry, killer: await attempt(one, entry) });
    if (queue[0]?.[0] !== one) stop(one);
    if (results.length === of(one).length) tell(one, results);
  }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work));
await stop();
console.log(`${Math.round((Date.now() - began) / 1000)} s`);
