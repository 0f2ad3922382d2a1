import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { scratch } from '../folder.mjs';

const home = fileURLToPath(new URL('../../../', import.meta.url));
const nx = join(home, 'node_modules/nx/dist/bin/nx.js');
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' };
const root = scratch();

/** A repository of nothing but what a new package needs. */
before(() => {
  assert.equal(spawnSync(process.execPath, [join(home, 'tools/start.mjs'), 'build', '-p', '@hl/nx'], { cwd: home, env }).status, 0);
  mkdirSync(join(root, 'node_modules/@hl'), { recursive: true });
  for (const name of readdirSync(join(home, 'node_modules')).filter((one) => one !== '@hl'))
    symlinkSync(join(home, 'node_modules', name), join(root, 'node_modules', name));
  for (const name of ['core', 'http', 'nx']) symlinkSync(join(home, 'packages', name), join(root, 'node_modules/@hl', name));
  symlinkSync('../../packages/status', join(root, 'node_modules/@hl/status'));
  writeFileSync(join(root, 'jest.preset.js'), `export { default } from '${pathToFileURL(join(home, 'jest.preset.js'))}';\n`);
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'tsconfig.json'), '{ "references": [] }');
  writeFileSync(join(root, 'nx.json'), '{ "analytics": false, "neverConnectToCloud": true, "cacheDirectory": ".nx/cache" }');
});

const begin = (...args) => spawnSync(process.execPath, [nx, 'g', '@hl/nx:integration', ...args], { cwd: root, env, encoding: 'utf8' });
function laws(more = {}) {
  const jest = ['--experimental-vm-modules', '--no-warnings', join(home, 'node_modules/jest/bin/jest.js'), '-i'];
  const { status, stderr } = spawnSync(process.execPath, jest, {
    cwd: join(root, 'packages/status'),
    encoding: 'utf8',
    env: { ...process.env, HL_DEEP: '', ...more },
  });
  return { status, stderr };
}

test('a new integration has rooms and laws; the laws are red until it is written, and then green', () => {
  const { status, stdout } = begin('status');
  assert.equal(status, 0, stdout);
  assert.match(stdout, /packages\/status is begun/);
  const folder = join(root, 'packages/status');
  for (const room of ['desired', 'observe', 'apply', 'client']) assert.ok(existsSync(join(folder, 'src', room)), room);
  assert.deepEqual(JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references, [{ path: './packages/status' }]);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => /\.\w+$/.test(one)))
    assert.doesNotMatch(readFileSync(join(folder, path), 'utf8'), /uptime/i, path);

  assert.match(laws().stderr, /[1-9]\d* failed/);
  const write = (path, from, to) => {
    const text = readFileSync(join(folder, path), 'utf8');
    assert.ok(text.includes(from), path);
    writeFileSync(join(folder, path), text.replace(from, to));
  };
  write(
    'src/observe/observed.ts',
    'return new Map();',
    "return new Map(_checks.filter(({ name }) => _resources.some(({ key }) => key === name)).map(({ name, url, owner }) => [name, { spec: { url }, ours: owner === 'hl' }]));",
  );
  write(
    'src/apply/apply.ts',
    "throw new HlError('HL_STATUS_UNWRITTEN', 'apply of status is not written yet', { kind: 'bug' });",
    `for (const change of _changes) {
      const { key, after } = change;
      await (after === null ? _client.delete(key) : _client.put({ name: key, url: after.url, owner: 'hl' }));
      _report(change, { status: 'applied' });
    }`,
  );
  const [quick, deep] = [laws(), laws({ HL_DEEP: '1' })];
  assert.equal(quick.status, 0, quick.stderr);
  assert.equal(deep.status, 0, deep.stderr);
});

for (const [title, name, said] of [
  ['a name that is none', 'My-System', /My-System is no name of a package/],
  ['one that is there', 'there', /packages\/there is there already/],
])
  test(title, () => {
    mkdirSync(join(root, 'packages/there'), { recursive: true });
    writeFileSync(join(root, 'packages/there/README.md'), '');
    const { status, stdout, stderr } = begin(name);
    assert.equal(status, 1);
    assert.match(stdout + stderr, said);
  });
