// What people run besides one container with one port: their own compose file, the network of another container, what runs already.
import assert from 'node:assert/strict';
import { image, path } from '../services.mjs';
import { alpha, bad, everything, good, repo, secret, step, without } from '../stage.mjs';

const file = (name, deployment, more = {}) =>
  `${JSON.stringify(
    {
      service: { name, display_name: name, description: 'For a step', category: 'utility' },
      deployment: { target_host: 'alpha', ...deployment },
      ...more,
    },
    null,
    2,
  )}\n`;
const quick = { init: true, stop_grace_period: '1s' };

const own = (version) => `# As somebody wrote it:   with  its  own   spaces
services:
    front:
        image: ${image(version)}
        init: true
        stop_grace_period: 1s
        ports: ["\${FRONT_PORT}:8080"]   # from .env
        env_file: [.env]
        volumes: [ "kept:/data" ]
    back:
        image: ${image('v1')}
        init: true
        stop_grace_period: 1s
        command: ["sleep", "86400"]
        environment: { ONLY: "\${ONLY}" }
volumes: { kept: {} }
`;
const stack = file('stack', {
  ...{ port: 8091, compose_file: 'stack.compose.yaml', compose_service: 'front' },
  ...{ environment: { FRONT_PORT: '8091' }, secrets: [{ name: 'ONLY', source: 'WEB_TOKEN' }], healthcheck: { endpoint: '/' } },
});
const composeFile = 'services/utility/stack.compose.yaml';

step(
  'a compose file of one’s own: byte for byte on the host, run by its own names, with values and secrets where they are named',
  async () => {
    repo.commit('feat(stack): add', { [path('stack')]: stack, [composeFile]: own('v1') });
    await good(['run']);
    assert.equal(alpha.exec('cat', '/opt/stack/compose.yml'), own('v1'));
    assert.equal(await alpha.say(8091), 'v1');
    assert.ok(alpha.environment('stack-back-1').includes(`ONLY=${secret.WEB_TOKEN}`));
    for (const name of ['stack-front-1', 'stack-back-1']) assert.equal(alpha.inspect(name, '.Config.Labels')['hl.service'], 'stack');
    assert.ok(alpha.volumes().includes('stack_kept'));
    const before = everything();
    await good(['run', '--all']);
    await good(['drift']);
    assert.deepEqual(everything(), before);
  },
);

step('a new image in it recreates its container alone; one that is nowhere leaves everything as it was', async () => {
  const before = everything();
  repo.commit('feat(stack): v2', { [composeFile]: own('v2') });
  await good(['run']);
  assert.equal(await alpha.say(8091), 'v2');
  const now = everything();
  assert.deepEqual(without(now.alpha, 'stack-front-1'), without(before.alpha, 'stack-front-1'));
  repo.commit('feat(stack): nowhere', { [composeFile]: own('nowhere') });
  await bad(['run']);
  assert.deepEqual(everything(), now);
  assert.equal(alpha.exec('cat', '/opt/stack/compose.yml'), own('v2'));
  repo.commit('revert(stack)', { [composeFile]: own('v2') });
  await good(['run']);
});

step('it goes whole, but for its volume', async () => {
  repo.commit('feat(stack): remove', { [path('stack')]: null, [composeFile]: null });
  await good(['run']);
  assert.deepEqual(
    Object.keys(alpha.containers()).filter((name) => name.startsWith('stack')),
    [],
  );
  assert.ok(!alpha.succeeds('test', '-e', '/opt/stack'));
  assert.ok(alpha.volumes().includes('stack_kept'));
});

const vpn = (version) => file('vpn', { port: 8092, container_port: 8080, image: image(version), ...quick });
const guest = file('guest', { image: image('v1'), command: ['sleep', '86400'], ...quick, network_mode: 'container:vpn' });
const together = () => assert.equal(alpha.inspect('guest', '.HostConfig.NetworkMode'), `container:${alpha.inspect('vpn', '.Id')}`);

step('in the network of another service’s container: made anew with it, verified with it, and told in the plan', async () => {
  repo.commit('feat: a vpn and its guest', { [path('vpn')]: vpn('v1'), [path('guest')]: guest });
  await good(['run']);
  together();
  const before = everything();
  repo.commit('feat(vpn): v2', { [path('vpn')]: vpn('v2') });
  const { printed } = await good(['run']);
  assert.match(printed, /compose +alpha\/guest/);
  together();
  assert.equal(await alpha.say(8092), 'v2');
  const now = everything();
  assert.notEqual(now.alpha.guest.id, before.alpha.guest.id);
  assert.deepEqual(without(now.alpha, 'vpn', 'guest'), without(before.alpha, 'vpn', 'guest'));
  await good(['drift']);
});

step('who gives the network does not go before its guests; with them it does', async () => {
  const before = everything();
  repo.commit('feat(vpn): remove', { [path('vpn')]: null });
  const { printed } = await bad(['run'], { code: 2 });
  assert.match(printed, /guest\.yml uses the network of the container vpn/);
  assert.deepEqual(everything(), before);
  repo.commit('feat(guest): remove', { [path('guest')]: null });
  await good(['run']);
  assert.deepEqual(everything().alpha, without(before.alpha, 'vpn', 'guest'));
});

const byHand = `services:
  hand:
    image: ${image('v1')}
    container_name: hand
    init: true
    stop_grace_period: 1s
    restart: unless-stopped
    ports: ["8093:8080"]
    environment: { COLOUR: blue }
    volumes: ["./data:/data", "state:/state"]
  helper:
    image: ${image('v1')}
    init: true
    stop_grace_period: 1s
    command: ["sleep", "86400"]
volumes:
  state: {}
`;
const hand = file('hand', {
  ...{ port: 8093, compose_file: 'hand.compose.yaml', install_path: '/srv/hand', healthcheck: { endpoint: '/' } },
});

step('what runs already is taken over without a restart, and is ours from then on', async () => {
  alpha.exec('mkdir', '-p', '/srv/hand');
  alpha.exec('sh', '-c', `printf %s "$1" > /srv/hand/docker-compose.yml`, 'sh', byHand);
  alpha.docker('compose', '--project-directory', '/srv/hand', '-f', '/srv/hand/docker-compose.yml', 'up', '--detach');
  const before = everything();
  repo.commit('feat(hand): take over', { [path('hand')]: hand, 'services/utility/hand.compose.yaml': byHand });
  const { printed } = await good(['run']);
  assert.match(printed, /alpha\/hand: is so already, and not made by hl \(hl adopt hand takes it over\)/);
  assert.deepEqual(everything(), before);
  await good(['adopt', 'hand']);
  assert.deepEqual(everything(), before);
  await good(['run', '--all']);
  await good(['drift']);
  assert.deepEqual(everything(), before);
  const changed = byHand.replace('COLOUR: blue', 'COLOUR: green');
  repo.commit('feat(hand): green', { 'services/utility/hand.compose.yaml': changed });
  await good(['run']);
  assert.ok(alpha.environment('hand').includes('COLOUR=green'));
  repo.commit('feat(hand): remove', { [path('hand')]: null, 'services/utility/hand.compose.yaml': null });
  await good(['run']);
  assert.deepEqual(everything().alpha, without(before.alpha, 'hand', 'hand-helper-1'));
  assert.ok(alpha.volumes().includes('hand_state'));
  assert.ok(alpha.succeeds('test', '-d', '/srv/hand/data'));
});

step('without a port, with an override as compose merges it', async () => {
  const watcher = file('watcher', {
    ...{ image: image('v1'), command: ['sleep', '86400'], volumes: ['/etc/hostname:/host:ro', 'kept:/kept'], ...quick },
    compose: { services: { watcher: { volumes: [{ type: 'tmpfs', target: '/cache' }], environment: { A: '1' }, cap_add: ['NET_ADMIN'] } } },
  });
  repo.commit('feat(watcher): add', { [path('watcher')]: watcher });
  await good(['run']);
  const mounts = alpha
    .docker('exec', 'watcher', 'cat', '/proc/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1]);
  for (const to of ['/cache', '/host', '/kept']) assert.ok(mounts.includes(to), `${to} is not mounted`);
  assert.match(alpha.inspect('watcher', '.HostConfig.CapAdd').join(), /^(CAP_)?NET_ADMIN$/);
  assert.deepEqual(Object.keys(alpha.inspect('watcher', '.HostConfig.PortBindings') ?? {}), []);
  repo.commit('feat(watcher): remove', { [path('watcher')]: null });
  await good(['run']);
  assert.ok(!('watcher' in alpha.containers()));
});
