// Who logs in, and what a host lacks: the cause by its name, and nothing touched.
import assert from 'node:assert/strict';
import { path, service, site } from '../services.mjs';
import { alpha, bad, everything, good, knownHosts, repo, step, without } from '../stage.mjs';

const add = (name, account) => ({
  'hl.yml': site(knownHosts, { [name]: { address: alpha.address, ...account } }),
  [path('odd')]: service('odd', name, 8087, 'v1'),
});
const takeBack = () => repo.git('revert', '--no-edit', 'HEAD');

for (const [what, account, message] of [
  ['a user who is not in the group docker', { user: 'guest' }, /the SSH user may not use docker/],
  ['a user whom sudo lets do nothing', { user: 'guest', sudo: true }, /sudo does not let guest run commands/],
  ['a user who does not exist', { user: 'nobody-here' }, /does not accept the key .* for user nobody-here/],
])
  step(`${what}: said so, nothing touched`, async () => {
    const before = everything();
    repo.commit(`feat: ${what}`, add('account', account));
    const { printed } = await bad(['run'], { code: 4 });
    assert.match(printed, message);
    assert.deepEqual(everything(), before);
    assert.ok(!alpha.succeeds('test', '-e', '/opt/odd'));
    takeBack();
  });

step('a user who is root by sudo alone: what is deployed belongs to root', async () => {
  const before = everything();
  repo.commit('feat: deploy by sudo', add('account', { user: 'deploy', sudo: true }));
  await good(['run']);
  assert.equal(await alpha.say(8087), 'v1');
  assert.equal(alpha.exec('stat', '-c', '%U', '/opt/odd/compose.yml').trim(), 'root');
  const now = everything();
  await good(['run', '--all']);
  assert.deepEqual(everything(), now);
  repo.commit('feat: no more odd', { [path('odd')]: null });
  await good(['run']);
  assert.deepEqual(everything(), before);
  repo.git('revert', '--no-edit', 'HEAD', 'HEAD~1');
});

step('no compose plugin: said so, nothing touched', async () => {
  const before = everything();
  alpha.exec('mv', '/root/.docker/cli-plugins', '/root/.docker/away');
  repo.commit('feat: odd', { [path('odd')]: service('odd', 'alpha', 8087, 'v1') });
  const { printed } = await bad(['run'], { code: 4 });
  assert.match(printed, /the compose plugin of docker is not installed/);
  assert.deepEqual(without(everything().alpha, 'odd'), before.alpha);
  alpha.exec('mv', '/root/.docker/away', '/root/.docker/cli-plugins');
  takeBack();
  await good(['run']);
  assert.deepEqual(everything(), before);
});
