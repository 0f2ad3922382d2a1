// Taking things away.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { image, path, service } from '../services.mjs';
import { alpha, beta, everything, good, repo, step, without } from '../stage.mjs';

step('remove: the container goes, its named volume stays', async () => {
  beta.docker('exec', 'web', 'sh', '-c', 'echo precious > /data/file');
  const before = everything();
  repo.commit('feat: no more web', { [path('web')]: null, 'services/utility/site.conf': null });
  const { printed } = await good(['run']);
  assert.match(printed, /web_data/);
  assert.deepEqual(everything(), { alpha: before.alpha, beta: without(before.beta, 'web', 'web-side-1') });
  assert.equal(beta.docker('run', '--rm', '--volume', 'web_data:/data', image('v1'), 'cat', '/data/file'), 'precious\n');
  assert.ok(!beta.succeeds('test', '-e', '/opt/web'));
});

step('rename: the new name takes over the port of the old one', async () => {
  const before = everything();
  repo.commit('refactor: still is calm', { [path('still')]: null, [path('calm')]: service('calm', 'alpha', 8083, 'v1') });
  await good(['run']);
  assert.deepEqual(Object.keys(alpha.containers()), ['calm']);
  assert.equal(await alpha.say(8083), 'v1');
  assert.ok(!alpha.succeeds('test', '-e', '/opt/still'));
  assert.deepEqual(beta.containers(), before.beta);
});

step('at the end nothing is half done', async () => {
  await good(['drift']);
  for (const [host, names] of [
    [alpha, ['calm']],
    [beta, ['far']],
  ]) {
    assert.deepEqual(Object.keys(host.containers()), names);
    assert.equal(
      host.exec('find', '/opt', '-name', '*.new', '-o', '-name', '*staged*', '-o', '-name', '.tmp*', '-o', '-name', '*.before-hl'),
      '',
    );
  }
  assert.equal(existsSync(join(repo.directory, '.hl')), true);
});
