// A host of kind swarm: the same life, as a stack. Ports are published on the node itself: the routing mesh needs IPVS, which
// not every kernel has.
import assert from 'node:assert/strict';
import { image, path, service } from '../services.mjs';
import { bad, everything, good, repo, secret, step, swarm, without } from '../stage.mjs';

const hive = (version, { environment = {}, command } = {}) =>
  service('hive', 'swarm', 8086, version, {
    environment,
    ...(command === undefined ? {} : { command }),
    volumes: ['data:/data', './hive.conf:/www/hive.conf:ro'],
    extra_files: [{ source: 'hive.conf', destination: 'hive.conf' }],
    secrets: [{ name: 'TOKEN', source: 'HIVE_TOKEN' }],
    services: { side: { image: image('v1'), command: ['sleep', '86400'], init: true, stop_grace_period: '1s' } },
    compose: {
      init: true,
      stop_grace_period: '1s',
      ports: [{ target: 8080, published: 8086, mode: 'host' }],
      deploy: { update_config: { monitor: '1s' } },
    },
  });

const services = (told) =>
  Object.fromEntries(
    swarm
      .docker('service', 'ls', '--format', '{{.Name}}')
      .split('\n')
      .filter((name) => name !== '')
      .map((name) => [name, told(name).trim()]),
  );
/** Running tasks by service; equal means that nothing was restarted. */
const tasks = () => services((name) => swarm.docker('service', 'ps', '--no-trunc', '--quiet', '--filter', 'desired-state=running', name));
/** Equal means that no stack was deployed. */
const versions = () => services((name) => swarm.docker('service', 'inspect', '--format', '{{.Version.Index}}', name));
const environment = () =>
  JSON.parse(swarm.docker('service', 'inspect', '--format', '{{json .Spec.TaskTemplate.ContainerSpec.Env}}', 'hive_hive'));

/** One change: it reaches its own service and nothing else, here or on the other hosts. */
async function changed(message, files) {
  const [before, others] = [tasks(), everything()];
  if (files !== null) repo.commit(message, files);
  await good(files === null ? ['run', '--all'] : ['run']);
  const now = tasks();
  assert.notEqual(now.hive_hive, before.hive_hive);
  assert.deepEqual(without(now, 'hive_hive'), without(before, 'hive_hive'));
  assert.deepEqual(everything(), others);
}

step('swarm: an engine that is no Swarm is named so, and nothing is written there', async () => {
  repo.commit('feat: hive', { 'services/utility/hive.conf': 'bees = 1\n', [path('hive')]: hive('v1') });
  const { printed } = await bad(['run'], { code: 4 });
  assert.match(printed, /no manager of a Swarm/);
  assert.ok(!swarm.succeeds('test', '-e', '/opt/hive'));
});

step('swarm: a stack comes up with its file, secret and volume', async () => {
  swarm.docker('swarm', 'init', '--advertise-addr', swarm.address);
  const others = everything();
  await good(['run']);
  assert.equal(swarm.docker('stack', 'ls', '--format', '{{.Name}} {{.Services}}').trim(), 'hive 2');
  assert.equal(await swarm.say(8086), 'v1');
  assert.equal(await swarm.say(8086, '/hive.conf'), 'bees = 1');
  assert.ok(environment().includes(`TOKEN=${secret.HIVE_TOKEN}`));
  assert.deepEqual(swarm.volumes(), ['hive_data']);
  assert.deepEqual(everything(), others);
});

step('swarm: no-op', async () => {
  const before = [tasks(), versions()];
  await good(['run', '--all']);
  await good(['drift']);
  assert.deepEqual([tasks(), versions()], before);
});

step('swarm: a new image, a new config file, a rotated secret: each updates its own service and no other', async () => {
  await changed('feat(hive): v2', { [path('hive')]: hive('v2') });
  assert.equal(await swarm.say(8086), 'v2');
  await changed('feat(hive): more bees', { 'services/utility/hive.conf': 'bees = 2\n' });
  assert.equal(await swarm.say(8086, '/hive.conf'), 'bees = 2');
  secret.HIVE_TOKEN = `third $3 "value" \\ 'x'`;
  await changed('', null);
  assert.ok(environment().includes(`TOKEN=${secret.HIVE_TOKEN}`));
  for (const text of repo.texts('.hl')) assert.ok(!text.includes('third $3'), 'a secret is in an artifact');
});

step('swarm: an image that does not exist touches nothing', async () => {
  const before = [tasks(), versions()];
  repo.commit('feat(hive): v9', { [path('hive')]: hive('v9') });
  const { printed } = await bad(['run']);
  assert.match(printed, /v9/);
  assert.deepEqual([tasks(), versions()], before);
});

step('swarm: a command that does not exist is put back', async () => {
  repo.commit('feat(hive): broken', { [path('hive')]: hive('v2', { command: ['nosuch'], environment: { BROKEN: 'yes' } }) });
  const { printed } = await bad(['run']);
  assert.match(printed, /nosuch/);
  assert.equal(await swarm.say(8086), 'v2');
  assert.ok(!environment().includes('BROKEN=yes'));
  repo.commit('fix(hive): as it was', { [path('hive')]: hive('v2') });
  await good(['run']);
  await good(['drift']);
});

step('swarm: an earlier revision comes back by its number', async () => {
  const { printed } = await good(['rollback', '--list', '--service', 'hive']);
  assert.match(printed, /^hive +1 /m);
  await good(['rollback', '--service', 'hive', '--to', '1']);
  assert.deepEqual([await swarm.say(8086), await swarm.say(8086, '/hive.conf')], ['v1', 'bees = 1']);
});

step('swarm: remove takes the stack and keeps the volume', async () => {
  const others = everything();
  repo.commit('feat: no more hive', { 'services/utility/hive.conf': null, [path('hive')]: null });
  await good(['run']);
  assert.equal(swarm.docker('stack', 'ls', '--format', '{{.Name}}').trim(), '');
  assert.deepEqual(swarm.containers(), {});
  assert.deepEqual(swarm.volumes(), ['hive_data']);
  assert.ok(!swarm.succeeds('test', '-e', '/opt/hive'));
  assert.deepEqual(everything(), others);
});
