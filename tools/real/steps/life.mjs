// From nothing to a running fleet, and its everyday changes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { image, path, service, site, web } from '../services.mjs';
import { alpha, bad, beta, everything, good, knownHosts, repo, secret, step, without, work } from '../stage.mjs';

const firstToken = secret.WEB_TOKEN;

step('a host whose key is not known is refused, and nothing is touched', async () => {
  repo.commit('feat: three services', {
    'hl.yml': site(knownHosts),
    '.gitignore': '.hl/\n',
    'services/utility/site.conf': 'speed = 1\n',
    [path('web')]: web('alpha', 'v1'),
    [path('still')]: service('still', 'alpha', 8083, 'v1'),
    [path('far')]: service('far', 'beta', 8082, 'v1'),
  });
  const { printed } = await bad(['run']);
  assert.match(printed, /SHA256:/);
  assert.deepEqual(everything(), { alpha: {}, beta: {} });
});

step('hosts trust records the real keys', async () => {
  await good(['hosts', 'trust']);
  const known = readFileSync(knownHosts, 'utf8');
  for (const name of ['alpha', 'beta']) assert.ok(known.includes(readFileSync(join(work, name, 'host_key.pub'), 'utf8').split(' ')[1]));
});

step('add: three services on two hosts', async () => {
  await good(['run']);
  assert.deepEqual(Object.keys(alpha.containers()).sort(), ['still', 'web', 'web-side-1']);
  assert.deepEqual(Object.keys(beta.containers()), ['far']);
  assert.deepEqual([await alpha.say(8081), await alpha.say(8083), await beta.say(8082)], ['v1', 'v1', 'v1']);
  assert.equal(await alpha.say(8081, '/site.conf'), 'speed = 1');
  assert.ok(alpha.environment('web').includes(`TOKEN=${secret.WEB_TOKEN}`));
  assert.equal(alpha.exec('stat', '-c', '%a %U', '/opt/web/.env').trim(), '600 root');
  assert.deepEqual(alpha.volumes(), ['web_data']);
  for (const text of repo.texts('.hl'))
    assert.ok(!text.includes(secret.WEB_TOKEN) && !text.includes('"two"'), 'a secret is in an artifact');
});

step('no-op: no container is restarted, nothing is written', async () => {
  const files = () => alpha.exec('find', '/opt/web', '/opt/still', '-type', 'f', '-printf', '%p %i %T@ %m\n');
  const before = [everything(), files()];
  await good(['run', '--all']);
  await good(['drift']);
  assert.deepEqual([everything(), files()], before);
});

step('change: a new image recreates its own container and no other', async () => {
  const before = everything();
  repo.commit('feat(web): v2', { [path('web')]: web('alpha', 'v2') });
  await good(['run']);
  const now = everything();
  assert.equal(await alpha.say(8081), 'v2');
  assert.notEqual(now.alpha.web.id, before.alpha.web.id);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
  assert.deepEqual(now.beta, before.beta);
});

step('a config file that is mounted by itself: exactly its container is recreated', async () => {
  const before = everything();
  repo.commit('feat(web): faster', { 'services/utility/site.conf': 'speed = 2\n' });
  await good(['run']);
  const now = everything();
  assert.equal(await alpha.say(8081, '/site.conf'), 'speed = 2');
  assert.equal(alpha.docker('exec', 'web', 'cat', '/www/site.conf'), 'speed = 2\n');
  assert.notEqual(now.alpha.web.id, before.alpha.web.id);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
  assert.deepEqual(now.beta, before.beta);
});

step('a rotated secret reaches its container, and no argument list or artifact', async () => {
  const before = everything();
  secret.WEB_TOKEN = 'second $2 value';
  await bad(['drift']);
  await good(['run', '--all']);
  const now = everything();
  assert.ok(alpha.environment('web').includes('TOKEN=second $2 value'));
  assert.notEqual(now.alpha.web.id, before.alpha.web.id);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
  for (const text of repo.texts('.hl')) assert.ok(!text.includes(secret.WEB_TOKEN), 'a secret is in an artifact');
});

step('a secret that is not set stops the run before anything is touched', async () => {
  const before = everything();
  const { code } = await bad(['run', '--all'], { env: { WEB_TOKEN: '' } });
  assert.equal(code, 2);
  assert.deepEqual(everything(), before);
});

step('an earlier revision comes back with its own image, file and secret; a run brings back what git says', async () => {
  const before = everything();
  const { printed } = await good(['rollback', 'web', '--list', '--containers']);
  for (const number of [1, 2, 3]) assert.match(printed, new RegExp(`^web +${number} `, 'm'));
  await good(['rollback', 'web', '--to', '1', '--containers']);
  assert.deepEqual([await alpha.say(8081), await alpha.say(8081, '/site.conf')], ['v1', 'speed = 1']);
  assert.ok(alpha.environment('web').includes(`TOKEN=${firstToken}`));
  await good(['run', '--all']);
  assert.deepEqual([await alpha.say(8081), await alpha.say(8081, '/site.conf')], ['v2', 'speed = 2']);
  assert.ok(alpha.environment('web').includes(`TOKEN=${secret.WEB_TOKEN}`));
  assert.deepEqual(without(alpha.containers(), 'web'), without(before.alpha, 'web'));
});

step('another image under the same tag, where pull_policy is always: only its container is recreated', async () => {
  const latest = { [path('still')]: service('still', 'alpha', 8083, 'latest', { pull_policy: 'always' }) };
  tag('latest', 'v1');
  repo.commit('feat(still): the latest', latest);
  await good(['run']);
  const before = everything();
  await good(['run', '--all']);
  assert.deepEqual(everything(), before);
  tag('latest', 'v3');
  await bad(['drift'], { code: 1 });
  await good(['run', '--all']);
  assert.equal(await alpha.say(8083), 'v3');
  assert.deepEqual({ ...everything(), alpha: without(alpha.containers(), 'still') }, { ...before, alpha: without(before.alpha, 'still') });
  repo.commit('feat(still): v1', { [path('still')]: service('still', 'alpha', 8083, 'v1') });
  await good(['run']);
});

/** In the registry; from another host, so that the one with the service has to look there. */
function tag(name, version) {
  for (const args of [
    ['pull', '--quiet', image(version)],
    ['tag', image(version), image(name)],
    ['push', '--quiet', image(name)],
  ])
    beta.docker(...args);
}
