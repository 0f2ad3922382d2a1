/**
 * npm run bench [-- SUITE ...] [--json FILE]
 *
 * Suites print medians, and ratios to a floor or a limit measured in the same run: machines differ, ratios less so.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const known = {
  report: './report.mjs',
  validate: './validate.mjs',
  deploy: './deploy.mjs',
  dns: './dns.mjs',
  routes: './routes.mjs',
  tiles: './tiles.mjs',
  verify: './outside/verify.mjs',
};
const args = process.argv.slice(2);
const at = args.indexOf('--json');
const file = at < 0 ? null : args[at + 1];
const names = args.filter((arg, index) => !arg.startsWith('--') && !(at >= 0 && index === at + 1));
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30) };

const suites = [];
for (const name of names.length > 0 ? names : Object.keys(known)) {
  if (!known[name]) {
    console.error(`there is no suite ${name}; there are ${Object.keys(known).join(', ')}`);
    process.exit(2);
  }
  const { run } = await import(known[name]);
  console.log(`\n${name}`);
  const results = await run();
  for (const { name: title, unit, ours, floor, limit, peers = {} } of results) {
    const against = [
      ...(floor === undefined ? [] : [`floor ${floor.toFixed(0)} ${unit}, ratio ${(ours / floor).toFixed(2)}`]),
      ...(limit === undefined ? [] : [`limit ${limit.toFixed(0)} ${unit}`]),
      ...Object.entries(peers).map(([peer, theirs]) => `${peer} ${theirs.toFixed(0)} ${unit}, ratio ${(ours / theirs).toFixed(3)}`),
    ];
    console.log(`  ${title.padEnd(34)} ${ours.toFixed(0).padStart(7)} ${unit.padEnd(2)}  ${against.join('; ')}`);
  }
  suites.push({ suite: name, machine, results });
}
if (file) writeFileSync(file, `${JSON.stringify(suites.length === 1 ? suites[0] : suites, null, 2)}\n`);
process.exit(0);
