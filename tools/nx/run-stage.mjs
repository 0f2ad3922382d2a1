/**
 * A stage through its Nx target, ending with the stage's own exit code. 70 where there was no stage: what it runs on could not be built.
 *
 *   node tools/nx/run-stage.mjs plan [arguments]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [stage, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'hl-stage-'));
const file = join(folder, 'code');
try {
  // Arguments go past Nx, which has options of its own, and past a shell.
  const env = { NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false', ...process.env };
  const own = { HL_STAGE_CODE: file, HL_STAGE_ARGUMENTS: JSON.stringify(args) };
  const nx = ['node_modules/nx/dist/bin/nx.js', 'run', `@hl/pipeline-runner:${stage}`, '--outputStyle=stream-without-prefixes'];
  spawnSync(process.execPath, nx, { cwd: root, env: { ...env, ...own }, stdio: 'inherit' });
  process.exitCode = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 70;
} finally {
  rmSync(folder, { recursive: true });
}
