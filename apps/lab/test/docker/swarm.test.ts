import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostShell, loopback } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import type { DockerHost } from '@hl/lab/docker';
import { bench, type Bench } from './bench.js';

const address = loopback()(12);
let root: string;
let docker: DockerHost;
let run: Bench['run'];
let compose: Bench['compose'];

beforeEach(async () => {
  ({ root, docker, run, compose } = await bench({ address, swarm: true, images: { 'broken:1': { exit: 2 }, 'job:1': { exit: 0 } } }));
});
afterEach(() => docker.close());

const deploy = (services: unknown, name = 'app', more = ''): ReturnType<typeof run> => {
  compose(JSON.stringify({ version: '3.8', services }));
  return run(`cd /opt/app && KEY='a b' docker stack deploy --prune -c compose.yml ${more} ${name}`);
};
const tasks = async (service: string): Promise<string[]> => {
  const { stdout } = await run(`docker service ps --format '{{.Name}} {{.DesiredState}} {{.CurrentState}} {{.Error}}' ${service}`);
  return stdout.split('\n').slice(0, -1);
};

test('a stack runs, answers, is updated in place, pruned, and goes away', async () => {
  const web = { image: 'web:1', ports: [{ target: 80, published: 8082 }], environment: { KEY: '${KEY}' } };
  expect(await deploy({ web, side: { image: 'side:1' } })).toMatchObject({
    code: 0,
    stdout: 'Creating network app_default\nCreating service app_web\nCreating service app_side\n',
  });
  expect((await fetch(`http://${address}:8082/`)).status).toBe(200);
  expect(docker.state().containers.find(({ name }) => name.startsWith('app_web.1.'))?.environment).toEqual({ KEY: 'a b' });
  const events = docker.events.length;
  expect((await deploy({ web, side: { image: 'side:1' } })).stdout).toMatch(/^Updating service app_web \(id: \w+\)\n/);
  expect(docker.events.length).toBe(events);
  await deploy({ web: { ...web, image: 'web:2' } });
  expect((await run('docker service ls')).stdout).toMatch(/^\w+ +app_web +replicated +1\/1 +web:2\n$/);
  expect(
    (await run("docker service inspect --format '{{.UpdateStatus.State}} {{.Spec.TaskTemplate.ContainerSpec.Image}}' app_web")).stdout,
  ).toMatch(/^completed web:2@sha256:\w+\n$/);
  expect((await run('docker stack rm app')).stdout).toBe('Removing service app_web\nRemoving network app_default\n');
  expect(docker.state().containers).toEqual([]);
  expect(await run('docker stack rm app')).toMatchObject({ code: 0, stderr: 'Nothing found in stack: app\n' });
});

test('tasks that fail, end, or cannot start say so', async () => {
  const none = { deploy: { restart_policy: { condition: 'none' } } };
  await deploy({
    bad: { image: 'broken:1' },
    job: { image: 'job:1', ...none },
    gone: { image: 'gone:nosuchtag' },
    mount: { image: 'm', volumes: ['/srv/x:/x'] },
  });
  expect(await tasks('app_bad')).toEqual(['app_bad.1 Shutdown Failed 1 second ago "task: non-zero exit (2)"']);
  expect(await tasks('app_job')).toEqual(['app_job.1 Shutdown Complete 1 second ago ']);
  expect(await tasks('app_gone')).toEqual(['app_gone.1 Shutdown Rejected 1 second ago "No such image: gone:nosuchtag"']);
  expect((await tasks('app_mount')).join()).toContain('bind source path does not exist: /srv/x');
});

test('an update that fails is paused', async () => {
  await deploy({ web: { image: 'web:1' } });
  await deploy({ web: { image: 'broken:1' } });
  expect((await run("docker service inspect --format '{{.UpdateStatus.State}}' app_web")).stdout).toBe('paused\n');
});

test('a port is published once in the Swarm', async () => {
  const web = { image: 'web:1', ports: [{ target: 80, published: 8082 }] };
  await deploy({ web });
  expect(await deploy({ web }, 'other')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/port '8082' is already in use by service 'app_web' \(\w+\) as an ingress port/),
  });
});

test('data keeps a service on its node, scaling and updating by hand work', async () => {
  await deploy({ web: { image: 'web:1', deploy: { placement: { constraints: ['node.id == elsewhere'] } } } });
  expect((await tasks('app_web')).join()).toContain('no suitable node');
  const { stdout: node } = await run("docker info --format '{{.Swarm.NodeID}}'");
  await deploy({ web: { image: 'web:1', deploy: { replicas: 2, placement: { constraints: [`node.id == ${node.trim()}`] } } } });
  expect(docker.containers()).toHaveLength(2);
  await run('docker service scale app_web=0');
  expect(docker.containers()).toHaveLength(0);
  await run('docker service scale app_web=1');
  const [before] = docker.containers();
  await run('docker service update --force app_web');
  expect(docker.containers().map(({ id }) => id)).not.toEqual([before?.id]);
});

test.each([
  ['a name', { name: 'x', services: {} }, '(root) Additional property name is not allowed'],
  [
    'a pull policy',
    { services: { a: { image: 'a', pull_policy: 'always' } } },
    'services.a Additional property pull_policy is not allowed',
  ],
  ['conditions', { services: { a: { image: 'a', depends_on: { a: {} } } } }, 'services.a.depends_on must be a list'],
])('a stack file knows no %s', async (_, file, message) => {
  writeFileSync(join(root, 'opt/app/bad.yml'), JSON.stringify(file));
  for (const command of ['config', 'deploy']) {
    expect(await run(`cd /opt/app && docker stack ${command} -c bad.yml ${command === 'deploy' ? 'app' : ''}`)).toMatchObject({
      code: 1,
      stderr: `${message}\n`,
    });
  }
});

test('a host outside a Swarm refuses', async () => {
  await using plain = await dockerHost({ root, address });
  const { stderr } = await hostShell({ root, env: plain.env }).run('docker service ls');
  expect(Buffer.from(stderr).toString()).toContain('This node is not a swarm manager.');
});
