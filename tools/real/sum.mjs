// The last lines of the real run: what each suite counted, and all of them together. Arguments: results files.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const files = process.argv.slice(2).map((path) => ({ name: basename(path, '.json'), ...JSON.parse(readFileSync(path, 'utf8')) }));
const total = (field) => files.reduce((sum, file) => sum + file[field], 0);
for (const { name, numPassedTests, numFailedTests, numPendingTests = 0 } of files)
  console.log(`${name}: ${numPassedTests} passed, ${numFailedTests} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`);
const wanted = ['ssh', 'deployer', 'fleet'];
const absent = wanted.filter((name) => !files.some((file) => file.name === name && file.numPassedTests > 0));
if (absent.length > 0) console.log(`no results of ${absent.join(', ')}`);
const broken = files.reduce((sum, { numRuntimeErrorTestSuites = 0 }) => sum + numRuntimeErrorTestSuites, 0);
console.log(`${total('numPassedTests')} passed, ${total('numFailedTests') + broken + absent.length} failed`);
process.exitCode = total('numFailedTests') + broken + absent.length > 0 ? 1 : 0;
