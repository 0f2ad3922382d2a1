import { parse } from 'yaml';
import { composeOfRun } from '@hl/import';

const run = (words: string) =>
  parse(composeOfRun(['docker', ...words.split(' ')])) as { services: Record<string, unknown>; networks?: unknown; volumes?: unknown };

test.each([
  ['run -d --name web nginx:1.27', { image: 'nginx:1.27', container_name: 'web' }],
  ['run -dit --rm nginx', { image: 'nginx', stdin_open: true, tty: true }],
  ['container run -p 80:80 -p53:53/udp --publish=443:443 nginx', { image: 'nginx', ports: ['80:80', '53:53/udp', '443:443'] }],
  ['run -e A=1 --env B -v /a:/b:ro --volume c:/d nginx', { image: 'nginx', environment: ['A=1', 'B'], volumes: ['/a:/b:ro', 'c:/d'] }],
  [
    'run --restart on-failure:3 --user 1000:1000 -w /x nginx',
    { image: 'nginx', restart: 'on-failure:3', user: '1000:1000', working_dir: '/x' },
  ],
  ['run --net=host --pid host --privileged nginx', { image: 'nginx', network_mode: 'host', pid: 'host', privileged: true }],
  ['run --network container:vpn nginx', { image: 'nginx', network_mode: 'container:vpn' }],
  [
    'run --network lan --ip 192.0.2.60 --network-alias dns nginx',
    { image: 'nginx', networks: { lan: { ipv4_address: '192.0.2.60', aliases: ['dns'] } } },
  ],
  [
    'run --mount type=bind,source=/a,target=/b,readonly nginx',
    { image: 'nginx', volumes: [{ type: 'bind', source: '/a', target: '/b', read_only: true }] },
  ],
  ['run --gpus all --shm-size 1g --memory=2g nginx', { image: 'nginx', gpus: 'all', shm_size: '1g', mem_limit: '2g' }],
  [
    'run --ulimit nofile=1024:2048 --sysctl net.a=1 --stop-timeout 30 nginx',
    { image: 'nginx', ulimits: { nofile: { soft: 1024, hard: 2048 } }, sysctls: { 'net.a': '1' }, stop_grace_period: '30s' },
  ],
  [
    'run --log-driver json-file --log-opt max-size=10m nginx',
    { image: 'nginx', logging: { driver: 'json-file', options: { 'max-size': '10m' } } },
  ],
  ['run --health-cmd x --health-retries 3 nginx', { image: 'nginx', healthcheck: { test: 'x', retries: 3 } }],
  [
    'run --cap-add NET_ADMIN --device /dev/net/tun -l a=b nginx',
    { image: 'nginx', cap_add: ['NET_ADMIN'], devices: ['/dev/net/tun'], labels: ['a=b'] },
  ],
  ['run --entrypoint sh nginx -c x', { image: 'nginx', entrypoint: ['sh'], command: ['-c', 'x'] }],
  ['run nginx --port 80', { image: 'nginx', command: ['--port', '80'] }],
  ['run -e A=$HOME nginx', { image: 'nginx', environment: ['A=$$HOME'] }],
])('docker %s', (words, container) => {
  expect(Object.values(run(words).services)).toEqual([container]);
});

test('the container is called as it is named, else as its image; networks are there already', () => {
  expect(Object.keys(run('run --name My_App ghcr.io/x/y:1').services)).toEqual(['my_app']);
  expect(Object.keys(run('run ghcr.io/x/Y:1@sha256:0').services)).toEqual(['y']);
  expect(run('run --network lan -v data:/d nginx')).toMatchObject({
    networks: { lan: { name: 'lan', external: true } },
    volumes: { data: { name: 'data' } },
  });
});

test.each([
  ['run --no-such 1 nginx', 'no option --no-such'],
  ['run -d', 'names no image'],
  ['run -dP nginx', '-P publishes at ports that Docker chooses'],
  ['ps', 'is no docker run'],
])('docker %s is refused: %s', (words, message) => {
  expect(() => run(words)).toThrow(message);
});

test('a command in one text is split as a shell would', () => {
  const text = `sudo docker run -d \\
  --name=web \\
  -e PASSWORD='$2a$12$x' -e "B=c d" \`#optional\` \\
  -v "/a b:/c" nginx sh -c "a && b"`;
  expect(parse(composeOfRun([text]))).toEqual({
    services: {
      web: {
        image: 'nginx',
        container_name: 'web',
        environment: ['PASSWORD=$$2a$$12$$x', 'B=c d'],
        volumes: ['/a b:/c'],
        command: ['sh', '-c', 'a && b'],
      },
    },
  });
});
