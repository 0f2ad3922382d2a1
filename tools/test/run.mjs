/** Runs the quick tests of the tools, or with HL_DEEP=1 the deep ones. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import surroundings from './surroundings.mjs';

const folder = import.meta.dirname;
const deep = process.env.HL_DEEP === '1';
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.test.mjs'));
const chosen = tests.filter((path) => path.endsWith('.deep.test.mjs') === deep).map((path) => join(folder, path));
surroundings();
process.exitCode = spawnSync(process.execPath, ['--test', '--test-reporter=dot', ...chosen], { stdio: 'inherit' }).status ?? 1;
