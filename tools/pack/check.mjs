/**
 * What somebody else has of what is published: packs it, looks at the tarballs, installs them into a project of nothing else, and runs there
 * every example of every README. Wants a build.
 *
 *   node tools/pack/check.mjs [--node 22] [--node 24]       further Nodes, fetched from the registry
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project, runProblems, typeProblems } from './consumer.mjs';
import { problemsOf } from './lint.mjs';
import { pack, root } from './pack.mjs';

const { values } = parseArgs({ options: { node: { type: 'string', multiple: true, default: [] } } });
const started = performance.now();
const say = (text) => console.log(`${text} (${((performance.now() - started) / 1000).toFixed(1)} s)`);

/** The program of another release, by the package that npm has of it. */
function fetched(release) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}@${release}`;
  return execFileSync('npm', ['exec', '--yes', `--package=${name}`, '--call', 'command -v node'], { encoding: 'utf8' }).trim();
}

const packed = pack(join(root, 'dist/tarballs'));
say(`packed ${packed.length} packages, ${packed.reduce((sum, { size }) => sum + size, 0)} bytes`);
const problems = [];
for (const one of packed) problems.push(...(await problemsOf(one)));
say('looked at with publint and attw');
const made = project(packed.map(({ filename }) => filename));
say(`installed, ${made.examples.length} examples`);
problems.push(...(await typeProblems(made)));
say('types checked');
for (const node of [process.execPath, ...values.node.map(fetched)]) {
  problems.push(...(await runProblems(made, node)));
  say(`run with Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
}
if (problems.length === 0) rmSync(made.at, { recursive: true });
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
