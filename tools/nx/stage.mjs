/**
 * What the target of a stage runs: hl, from sources as they are built. Nx makes 1 of every exit code but 0, and the codes say who must
 * act: this one is left in a file, where tools/nx/run-stage.mjs asked for it.
 *
 *   node tools/nx/stage.mjs plan [arguments]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';

const { HL_STAGE_ARGUMENTS: more = '[]', HL_STAGE_CODE: file, ...env } = process.env;
const argv = ['apps/pipeline-runner/bin/hl.js', ...process.argv.slice(2), ...JSON.parse(more)];
const { status, signal } = spawnSync(process.execPath, argv, { env, stdio: 'inherit' });
const code = status ?? 128 + constants.signals[signal];
if (file) writeFileSync(file, String(code));
process.exitCode = code;
