import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { put, scratch } from '../folder.mjs';

const home = fileURLToPath(new URL('../../../', import.meta.url));
const root = scratch();

const write = (path, text) => put(root, path, text);

/** A repository whose hl says what it was told, and ends as its first option says. */
before(() => {
  symlinkSync(join(home, 'node_modules'), join(root, 'node_modules'));
  cpSync(join(home, 'tools/nx'), join(root, 'tools/nx'), { recursive: true });
  write(
    'nx.json',
    '{ "analytics": false, "neverConnectToCloud": true, "cacheDirectory": ".nx/cache", "plugins": ["./tools/nx/plugin.mjs"] }',
  );
  write('package.json', '{ "workspaces": ["apps/*"], "type": "module" }');
  const build = { command: 'node -e "process.exit(process.env.BROKEN ? 3 : 0)"', cache: false };
  write('apps/pipeline-runner/package.json', JSON.stringify({ name: '@hl/pipeline-runner', type: 'module', nx: { targets: { build } } }));
  write(
    'apps/pipeline-runner/bin/hl.js',
    `console.log(JSON.stringify(process.argv.slice(2)));
const [end] = process.argv.slice(2).filter((word) => word.startsWith('--end='));
if (end === '--end=SIGKILL') process.kill(process.pid, 'SIGKILL');
process.exit(Number(end.slice(6)));`,
  );
});

const run = (args, env = {}) =>
  spawnSync(process.execPath, [join(root, 'tools/nx/run-stage.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, CI: 'true', ...env },
  });

// What Nx itself makes of a code: 1.
for (const [end, code] of [
  ['0', 0],
  ['2', 2],
  ['75', 75],
  ['76', 76],
  ['SIGKILL', 137],
])
  test(`a stage that ends with ${end} ends with ${code}`, () => {
    const { status, stdout } = run(['plan', `--end=${end}`, '--verbose', 'a b', '$(x)']);
    assert.equal(status, code, stdout);
    assert.ok(stdout.includes(JSON.stringify(['plan', `--end=${end}`, '--verbose', 'a b', '$(x)'])), stdout);
  });

test('where hl cannot be built there is no stage: 70', () => {
  const { status, stdout } = run(['plan', '--end=0'], { BROKEN: '1' });
  assert.equal(status, 70);
  assert.ok(!stdout.includes('--end'), stdout);
});

test('so it is for a stage that nobody knows', () => {
  assert.equal(run(['plna']).status, 70);
});
