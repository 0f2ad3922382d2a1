/**
 * npm run bench [-- SUITE ...] [--json FILE] [--page] [--list]
 *
 * Medians, and ratios to a floor and to peers measured in the same run: machines differ, ratios less so. --page writes the figures of these suites
 * to docs/benchmarks.json, and the pages and pictures made of it.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { print } from './page/print.mjs';
import { write } from './page/write.mjs';
import { machine } from './shape/machine.mjs';
import { problems, rounded } from './shape/result.mjs';
import { measure, suites } from './shape/suites.mjs';

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, page: { type: 'boolean' }, list: { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !suites.includes(name));
if (unknown !== undefined) {
  console.error(`there is no suite ${unknown}; there are ${suites.join(', ')}`);
  process.exit(2);
}
if (values.list) {
  console.log(suites.join('\n'));
  process.exit(0);
}

const here = machine();
const measured = [];
for (const suite of suites.filter((name) => positionals.length === 0 || positionals.includes(name))) {
  console.log(`\n${suite}`);
  try {
    const start = performance.now();
    const results = await measure(suite);
    const wrong = results.flatMap(problems);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    results.forEach(print);
    console.log(`  (${((performance.now() - start) / 1_000).toFixed(0)} s)`);
    measured.push({ suite, machine: here, results: rounded(results) });
  } catch (error) {
    // The others are measured all the same.
    console.error(`  ${suite} gave no figures: ${error instanceof Error ? error.stack : error}`);
    process.exitCode = 1;
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measured.length === 1 ? measured[0] : measured, null, 2)}\n`);
if (values.page) write(fileURLToPath(new URL('../..', import.meta.url)), measured);
process.exit();
