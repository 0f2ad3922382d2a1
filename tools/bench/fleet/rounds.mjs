/** Looks at a fleet again and again in one process, as `hl watch` does, and prints the megabytes in use after each round. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [rounds = '10'] = process.argv.slice(2);
const app = (path) => import(pathToFileURL(resolve(import.meta.dirname, '../../../apps/pipeline-runner/dist', path)).href);
const [{ openContext }, { planEvery }, { readEnvironment }, { printer }] = await Promise.all(
  ['context.js', 'stages/plan/plan-every.js', 'environment.js', 'printer.js'].map(app),
);
const used = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const context = await openContext({}, readEnvironment(process.env), printer({ quiet: true }));
  const { changes, failures } = await planEvery(context, []);
  if (changes.length + failures.length > 0) throw new Error('there was something to do');
  await context.close();
  globalThis.gc?.();
  used.push(process.memoryUsage().heapUsed / 1e6);
}
console.log(JSON.stringify(used));
