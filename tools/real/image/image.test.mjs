// The Dockerfile, built by the real engine on a stand-in base, and what people do with the image. Argument: a directory that has
// base/, the base's files. Nothing here has a network.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from '../../bundle/bundle.mjs';

const home = dirname(dirname(dirname(import.meta.dirname)));
const work = process.argv[2];
const { version } = JSON.parse(readFileSync(join(home, 'apps/pipeline-runner/package.json'), 'utf8'));
const [image, socket] = [`hl:${version}`, join(work, 'docker.sock')];
const env = { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_BUILDKIT: '0' };
let engine;

const docker = (...args) => execFileSync('docker', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
/** Runs a command in a container, with options of `docker run` before it. */
const inContainer = (options, ...command) => docker('run', '--rm', '--network', 'none', ...options, image, ...command);
const shell = (options, script) => inContainer(options, 'sh', '-c', script);

before(async () => {
  mkdirSync(join(work, 'exec'));
  const network = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'];
  const places = ['--data-root', join(work, 'data'), '--exec-root', join(work, 'exec'), '--pidfile', join(work, 'pid')];
  const log = openSync(join(work, 'dockerd.log'), 'w');
  const groups = ['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', '/hl-real/image'];
  engine = spawn('dockerd', [...places, ...network, ...groups, '--host', env.DOCKER_HOST], { stdio: ['ignore', log, log] });
  for (let tries = 0; spawnSync('docker', ['version'], { env }).status !== 0; tries += 1) {
    assert.ok(tries < 150 && engine.exitCode === null, 'dockerd does not start');
    await sleep(200);
  }
});
after(() => engine.kill());

test('the Dockerfile builds with hl.mjs beside it', async () => {
  execFileSync('sh', ['-c', `tar -C '${work}/base' -c . | docker import - node:stand-in`], { env, stdio: 'pipe' });
  const context = join(work, 'context');
  mkdirSync(context);
  await bundle(join(context, 'hl.mjs'));
  writeFileSync(join(context, 'THIRD-PARTY.txt'), 'licences\n');
  const args = ['NODE_IMAGE=node:stand-in', `VERSION=${version}`].flatMap((arg) => ['--build-arg', arg]);
  docker('build', '--network=none', '--file', join(home, 'image/Dockerfile'), ...args, '--tag', image, context);
  const layers = docker('history', '--format', '{{.Size}} {{.CreatedBy}}', image).split('\n').slice(0, -1);
  console.log(layers.filter((layer) => !layer.startsWith('0B')).join('\n'));
});

test('hl is there, whole, and says which it is', () => {
  const began = performance.now();
  assert.match(inContainer([], 'hl', '--version'), new RegExp(`^hl/${version} `));
  console.log(`docker run … hl --version: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const { installed, commit } = JSON.parse(inContainer([], 'hl', 'version', '--json'));
  assert.deepEqual([installed, commit], ['image', null]);
  assert.equal(docker('image', 'inspect', '--format', '{{index .Config.Labels "org.opencontainers.image.version"}}', image), version);
  assert.match(inContainer([]), /plan/, 'without a command it says what there is');
});

test('it is nobody of power, behind an init, with git and the authorities that sign certificates', () => {
  assert.equal(shell([], 'id -u'), '1000');
  assert.equal(shell([], 'cat /proc/1/comm'), 'tini');
  assert.match(shell([], 'git --version'), /^git version/);
  const authorities =
    "require('node:tls').createSecureContext({ ca: require('node:fs').readFileSync('/etc/ssl/certs/ca-certificates.crt') })";
  assert.equal(inContainer([], 'node', '-e', authorities), '');
  assert.equal(shell([], 'ls /var/lib/apt/lists'), '');
});

/** A clone of this repository that somebody owns, as a runner or a person has one. */
function clone(name, owner) {
  const repository = join(work, name);
  mkdirSync(repository);
  for (const path of ['hl.yml', 'services']) cpSync(join(home, path), join(repository, path), { recursive: true });
  const git = (...args) => execFileSync('git', ['-C', repository, '-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args]);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'feat: a homelab');
  execFileSync('chown', ['-R', owner, repository]);
  return ['--volume', `${repository}:/repo`, '--workdir', '/repo'];
}

test('docker run -v "$PWD:/repo" with the user of the checkout', () => {
  const options = [...clone('of-a-person', '4321:4321'), '--user', '4321:4321'];
  assert.match(inContainer(options, 'hl', 'validate'), /valid/);
  assert.match(shell(options, 'touch ~/x && git -C /repo log --format=%s && stat -c %u .hl'), /^feat: a homelab\n4321$/);
});

test('as a job of a runner, whose checkout is root’s and open to all', () => {
  const options = clone('of-a-runner', 'root:root');
  execFileSync('chmod', ['-R', 'a+rwX', join(work, 'of-a-runner')]);
  const script = 'if [ -x /bin/sh ]; then exec /bin/sh; fi';
  const job = spawnSync('docker', ['run', '--rm', '--interactive', '--network', 'none', ...options, image, 'sh', '-c', script], {
    env,
    encoding: 'utf8',
    input: 'set -e\nhl validate\nhl detect\nls .hl\n',
  });
  assert.equal(job.status, 0, job.stderr);
  assert.match(job.stdout, /changes\.json/);
});

test('a signal ends what it runs', async () => {
  const id = docker('run', '--detach', '--network', 'none', image, 'hl', 'lab');
  for (let tries = 0; !docker('logs', id).includes('The lab is up'); tries += 1) {
    assert.ok(tries < 100, docker('logs', id));
    await sleep(200);
  }
  docker('stop', '--time', '20', id);
  assert.equal(docker('inspect', '--format', '{{.State.ExitCode}}', id), '0');
});
