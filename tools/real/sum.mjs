// The last lines of the real run: what each suite counted, and all of them together. Arguments: the directory of the results, the suites.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [work, ...suites] = process.argv.slice(2);
let [passed, failed] = [0, 0];
for (const suite of suites) {
  const path = join(work, `${suite}.json`);
  const results = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const {
    numPassedTests: good = 0,
    numFailedTests: bad = 0,
    numPendingTests: skipped = 0,
    numRuntimeErrorTestSuites: broken = 0,
  } = results;
  console.log(
    good + bad === 0 ? `${suite}: no results` : `${suite}: ${good} passed, ${bad} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
  passed += good;
  failed += bad + broken + (good + bad === 0 ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
