import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

test('what a process and its children leave in the temporary folder goes with the process, which colours nothing', () => {
  const [above, module] = [mkdtempSync(join(tmpdir(), 'hl-above-')), new URL('./surroundings.mjs', import.meta.url).href];
  const child = `require('node:fs').mkdirSync(require('node:os').tmpdir() + '/left')`;
  const text = `
    import surroundings from ${JSON.stringify(module)};
    surroundings();
    const run = (await import('node:child_process')).execFileSync;
    run(process.execPath, ['-e', ${JSON.stringify(child)}]);
    process.stdout.write((await import('node:fs')).readdirSync((await import('node:os')).tmpdir()).join() + String(process.env.FORCE_COLOR));
    throw new Error('a test that failed');`;
  const env = { ...process.env, TMPDIR: above, FORCE_COLOR: 'true' };
  const run = () => execFileSync(process.execPath, ['--input-type=module', '-e', text], { env, encoding: 'utf8', stdio: 'pipe' });
  assert.throws(run, (error) => error.stdout === 'leftundefined' && error.stderr.includes('a test that failed'));
  assert.deepEqual(readdirSync(above), []);
  rmSync(above, { recursive: true });
});
