import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { loopback } from '@hl/lab';
import type { DockerHost } from '@hl/lab/docker';
import { bench, type Bench } from './bench.js';

const address = loopback()(11);
let root: string;
let docker: DockerHost;
let run: Bench['run'];
let compose: Bench['compose'];

beforeEach(async () => {
  ({ root, docker, run, compose } = await bench({
    address,
    images: {
      'broken:*': { exit: 2 },
      'grumpy:1': { http: 500 },
      'sick:1': { health: 'unhealthy' },
      'slow:1': { startMs: 60_000, health: 'healthy' },
      'hostnet:1': { listens: [8123] },
    },
  }));
});
afterEach(() => docker.close());

const file = (path: string, text: string): void => writeFileSync(join(root, path), text);
const up = (text: string, flags = ''): ReturnType<typeof run> => {
  compose(text);
  return run(`cd /opt/app && docker compose up -d ${flags}`);
};
const get = async (port: number): Promise<string> => {
  const response = await fetch(`http://${address}:${port}/`);
  return `${response.status} ${(await response.text()).trim()}`;
};

const app =
  'name: app\nservices:\n  app:\n    image: web:v1\n    container_name: app\n    ports: ["8082:80"]\n    environment: {A: "${SECRET}"}\n  side:\n    image: side:1\n';

test('up makes networks and containers, opens ports, and says what compose says', async () => {
  file('opt/app/.env', 'SECRET="a b"\n');
  const first = await up(app);
  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(first.stderr).toMatch(/ Network app_default {2}Created\n[^]* Container app {2}Started\n/);
  expect(await get(8082)).toBe('200 app');
  expect(docker.state().containers.map(({ name, environment }) => [name, environment])).toEqual([
    ['app', { A: 'a b' }],
    ['app-side-1', {}],
  ]);
  expect(docker.pulls).toEqual(['web:v1', 'side:1']);
});

test('unchanged services are left alone, changed ones are recreated, orphans go when asked', async () => {
  await up(app);
  const events = docker.events.length;
  expect((await up(app)).stderr).toContain(' Container app  Running\n');
  expect(docker.events.length).toBe(events);
  await up(app.replace('${SECRET}', 'x').replace(/ {2}side:[^]*/, ''));
  expect(docker.events.slice(events)).toEqual(['stop app', 'remove app', 'create app', 'start app']);
  await up(app.replace('${SECRET}', 'x').replace(/ {2}side:[^]*/, ''), '--remove-orphans');
  expect(docker.state().containers.map(({ name }) => name)).toEqual(['app']);
});

test('down needs only the project name; volumes and other projects stay', async () => {
  docker.register({ name: 'glance', image: 'glanceapp/glance:v0.8.4' });
  await up(`${app}    volumes: ["data:/data"]\nvolumes: {data: {}}\n`);
  expect(await run('docker compose -p app down --remove-orphans')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(' Network app_default  Removed\n'),
  });
  expect(docker.state()).toMatchObject({ containers: [{ name: 'glance' }], volumes: ['app_data'] });
  await expect(get(8082)).rejects.toThrow();
  expect(await run('docker compose -p app down')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'Warning: No resource found to remove for project "app".\n',
  });
});

describe('refusals in the words and with the codes of compose 2.26', () => {
  test.each<[string, string, number, RegExp]>([
    [
      'an unknown key',
      'services: {a: {image: x, bogus: 1}}',
      15,
      /^validating \/opt\/app\/compose\.yml: services\.a Additional property bogus is not allowed\n$/,
    ],
    ['no image', 'services: {a: {}}', 15, /^service "a" has neither an image nor a build context specified: invalid compose project\n$/],
    [
      'an undefined network',
      'services: {a: {image: x, networks: [n]}}',
      15,
      /^service "a" refers to undefined network n: invalid compose project\n$/,
    ],
    [
      'an undefined volume',
      'services: {a: {image: x, volumes: ["data:/d"]}}',
      15,
      /refers to undefined volume data: invalid compose project\n$/,
    ],
    [
      'an undefined dependency',
      'services: {a: {image: x, depends_on: [b]}}',
      15,
      /^service "a" depends on undefined service "b": invalid compose project\n$/,
    ],
    [
      'a missing env file',
      'services: {a: {image: x, env_file: no.env}}',
      14,
      /^env file \/opt\/app\/no\.env not found: stat \/opt\/app\/no\.env: no such file or directory\n$/,
    ],
    [
      'both networks and network_mode',
      'services: {a: {image: x, networks: [n], network_mode: host}}\nnetworks: {n: {}}',
      15,
      /^service a declares mutually exclusive/,
    ],
  ])('%s', async (_, text, code, stderr) => {
    compose(text);
    expect(await run('cd /opt/app && docker compose config -q')).toEqual({ code, stdout: '', stderr: expect.stringMatching(stderr) });
  });

  test.each<[string, string, number, RegExp]>([
    [
      'an image that does not exist',
      'services: {a: {image: "x:no-such-tag"}}',
      18,
      /Error response from daemon: manifest for x:no-such-tag not found: manifest unknown: manifest unknown\n$/,
    ],
    [
      'a missing external network',
      'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true}}',
      1,
      /network n declared as external, but could not be found\n$/,
    ],
    [
      'a command that does not exist',
      'services: {a: {image: x, command: [nosuch]}}',
      1,
      /exec: "nosuch": executable file not found in \$PATH: unknown\n$/,
    ],
    ['a taken port', 'services: {a: {image: x, ports: ["8082:1"]}}', 1, /Bind for 0\.0\.0\.0:8082 failed: port is already allocated\n$/],
    [
      'a taken name',
      'services: {a: {image: x, container_name: app}}',
      1,
      /Conflict\. The container name "\/app" is already in use by container "[0-9a-f]{64}"/,
    ],
    [
      'a sick dependency',
      'services: {a: {image: x, depends_on: {b: {condition: service_healthy}}}, b: {image: "sick:1"}}',
      1,
      /dependency failed to start: container other-b-1 is unhealthy\n$/,
    ],
    [
      'a failing one-shot',
      'services: {a: {image: x, depends_on: {b: {condition: service_completed_successfully}}}, b: {image: "broken:1"}}',
      1,
      /service "b" didn't complete successfully: exit 2\n$/,
    ],
  ])('%s', async (_, text, code, stderr) => {
    await up(app);
    mkdirSync(join(root, 'opt/other'));
    file('opt/other/compose.yml', text);
    expect(await run('cd /opt/other && docker compose up -d')).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
    expect(await get(8082)).toBe('200 app');
  });

  test('a port that another program holds', async () => {
    const server = createServer().listen(8082, address);
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await up(app)).toMatchObject({ code: 1, stderr: expect.stringContaining('bind: address already in use') });
    server.close();
  });
});

test('a recreated container whose new command fails is gone: compose rolls nothing back', async () => {
  await up(app);
  expect((await up(app.replace('container_name: app', 'container_name: app\n    command: nosuch'))).code).toBe(1);
  expect(docker.state().containers.find(({ name }) => name === 'app')).toMatchObject({ state: 'created' });
  await expect(get(8082)).rejects.toThrow();
});

test('single-file mounts follow the inode; a missing source becomes a directory', async () => {
  file('opt/app/a.conf', 'one');
  await up('services: {a: {image: x, volumes: ["./a.conf:/a.conf", "/opt/app/new:/new"]}}');
  const seen = (): unknown => docker.state().containers[0]?.files;
  file('opt/app/a.conf', 'two');
  expect(seen()).toEqual({ '/a.conf': 'two' });
  file('opt/app/b.conf', 'three');
  renameSync(join(root, 'opt/app/b.conf'), join(root, 'opt/app/a.conf'));
  expect(seen()).toEqual({ '/a.conf': 'two' });
  expect(await run('test -d /opt/app/new')).toMatchObject({ code: 0 });
});

test.each([
  ['plain', 'x', 'x'],
  ['double quotes', '"a \\"b\\" \\\\ \\$X \\n"', 'a "b" \\ $X \n'],
  ['single quotes', "'a $X'", 'a $X'],
  ['a comment', 'x # y', 'x'],
])('.env with %s', async (_, written, value) => {
  file('opt/app/.env', `SECRET=${written}\n`);
  await up(app);
  expect(docker.state().containers[0]?.environment).toEqual({ A: value });
});

test.each([
  ['$$X', '$X'],
  ['${X:-d}', 'd'],
  ['${X-d}', 'd'],
  ['a${PWD:+b}', 'ab'],
  ['1_000', '1_000'],
])('interpolation of %s', async (written, value) => {
  await up(app.replace('${SECRET}', () => written));
  expect(docker.state().containers[0]?.environment).toEqual({ A: value });
});

test('a variable that is not set is blank, with a warning', async () => {
  expect(await up(app)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('level=warning msg="The \\"SECRET\\" variable is not set. Defaulting to a blank string."\n'),
  });
});

test('behaviours of images', async () => {
  await up(
    'services: {g: {image: "grumpy:1", ports: ["8083:1"]}, b: {image: "broken:1", restart: always}, o: {image: "broken:2"}, s: {image: "slow:1", ports: ["8084:1", "8053:53/udp"]}, h: {image: "hostnet:1", network_mode: host}}',
  );
  expect(await get(8083)).toBe('500 g');
  await expect(get(8084)).rejects.toThrow();
  expect(await get(8123)).toBe('200 h');
  const { stdout } = await run(`docker ps -a --format '{{.Names}} {{.State}} {{.Status}}' --filter label=com.docker.compose.project=app`);
  expect(stdout).toMatch(/app-b-1 restarting Restarting \(2\)/);
  expect(stdout).toMatch(/app-o-1 exited Exited \(2\)/);
  expect(stdout).toMatch(/app-s-1 running Up .* \(health: starting\)/);
});

test('inspect, logs, stop, start, restart and rm', async () => {
  await up(app);
  expect(
    await run(
      `docker inspect --format '{{.State.Status}} {{index .Config.Labels "com.docker.compose.service"}} {{if .State.Health}}x{{else}}none{{end}} {{json .HostConfig.RestartPolicy.Name}}' app`,
    ),
  ).toMatchObject({ code: 0, stdout: 'running app none "no"\n' });
  expect(await run('docker logs --tail 1 app')).toMatchObject({ stdout: 'app started\n' });
  await run('docker stop app');
  await expect(get(8082)).rejects.toThrow();
  await run('docker start app');
  expect(await get(8082)).toBe('200 app');
  expect(await run('docker rm app')).toMatchObject({ code: 1 });
  expect(await run('docker rm -f app')).toMatchObject({ code: 0, stdout: 'app\n' });
  expect(await run('docker inspect app')).toEqual({ code: 1, stdout: '[]\n', stderr: 'Error: No such object: app\n' });
});

test('a foreign container is told when it is restarted', async () => {
  let restarts = 0;
  docker.register({ name: 'glance', image: 'glanceapp/glance:v0.8.4', onRestart: () => void (restarts += 1) });
  expect(await run('docker restart glance')).toEqual({ code: 0, stdout: 'glance\n', stderr: '' });
  expect(restarts).toBe(1);
});

test('faults, calls and what is unknown', async () => {
  docker.faults.push({
    match: ([verb]) => verb === 'ps',
    times: 1,
    answer: { code: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n' },
  });
  expect(await run('docker ps')).toMatchObject({ code: 1, stderr: expect.stringContaining('Cannot connect') });
  expect(await run('docker ps -q')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(docker.invocations).toEqual([['ps'], ['ps', '-q']]);
  expect(await run('docker frob')).toEqual({
    code: 1,
    stdout: '',
    stderr: "docker: 'frob' is not a docker command.\nSee 'docker --help'\n",
  });
  expect(await run('docker compose up --frob')).toMatchObject({ code: 16, stderr: 'unknown flag: --frob\n' });
});

test('a new image under the same tag recreates the container after a pull', async () => {
  await up(app);
  docker.publish('web:v1');
  const events = docker.events.length;
  await up(app);
  expect(docker.events.length).toBe(events);
  expect(await run('cd /opt/app && docker compose pull -q')).toEqual({ code: 0, stdout: '', stderr: expect.any(String) });
  await up(app);
  expect(docker.events.slice(events)).toEqual(['stop app', 'remove app', 'create app', 'start app']);
});

test('several files are merged as compose does; a tag takes what came before away', async () => {
  compose('services: {app: {image: "web:v1", labels: [a=1], volumes: ["/x:/x"]}}\n');
  file('opt/app/more.yml', 'services: {app: {labels: {b: "2"}, volumes: ["/y:/y"]}}\n');
  file('opt/app/less.yml', 'services: {app: {labels: !reset null}}\n');
  const flags = (...names: string[]): string => names.map((name) => `-f ${name}.yml`).join(' ');
  await run(`cd /opt/app && docker compose ${flags('compose', 'more')} up -d`);
  expect(docker.state().containers[0]).toMatchObject({ mounts: ['/x:/x', '/y:/y'], labels: { a: '1', b: '2' } });
  const hash = async (...names: string[]): Promise<string> =>
    (await run(`cd /opt/app && docker compose ${flags(...names)} config --hash app`)).stdout;
  const bare = 'services: {app: {image: "web:v1", volumes: ["/x:/x", "/y:/y"]}}\n';
  file('opt/app/bare.yml', bare);
  expect(await hash('compose', 'more', 'less')).toBe(await hash('bare'));
  expect(await hash('compose', 'more')).not.toBe(await hash('bare'));
});

test('a dry run says what would be and does nothing', async () => {
  await up(app);
  const events = docker.events.length;
  compose(app.replace('web:v1', 'side:1'));
  const { stderr } = await run('cd /opt/app && docker compose --dry-run up -d');
  expect(stderr).toMatch(/Container app {2}Recreate \n[^]*Container app-side-1 {2}Running \n/);
  expect(docker.events.length).toBe(events);
});

test('the network of another container is that of its ID', async () => {
  const vpn = 'services:\n  vpn: {image: "vpn:1", container_name: vpn}\n  in: {image: "web:v1", network_mode: "service:vpn"}\n';
  await up(vpn);
  file('opt/far.yml', 'name: other\nservices: {far: {image: "web:v1", network_mode: "container:vpn"}}\n');
  await run('cd /opt && docker compose -f far.yml up -d');
  const modes = (): Promise<{ stdout: string }> =>
    run("docker inspect --format '{{.Name}} {{.HostConfig.NetworkMode}}' app-in-1 other-far-1 && docker inspect --format '{{.Id}}' vpn");
  const [near, far, id] = (await modes()).stdout.split('\n');
  expect([near, far]).toEqual([`/app-in-1 container:${id}`, `/other-far-1 container:${id}`]);
  // Compose makes anew what is in the same file, and nothing else.
  await up(vpn.replace('vpn:1', 'vpn:2'));
  const [nearNow, farNow, idNow] = (await modes()).stdout.split('\n');
  expect([nearNow, farNow]).toEqual([`/app-in-1 container:${idNow}`, far]);
  expect((await run('cd /opt && docker compose -f far.yml up -d')).stderr).toContain('Container other-far-1  Running');
  expect((await run('docker restart other-far-1')).stderr).toContain(`No such container: ${id}`);
});
