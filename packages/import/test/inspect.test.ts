import { parse } from 'yaml';
import { composeOfInspect, importCompose } from '@hl/import';

const image = {
  Id: 'sha256:1',
  Config: { Env: ['PATH=/bin', 'LANG=C'], Cmd: ['serve'], Entrypoint: ['/entry'], Labels: { 'org.x': '1' }, WorkingDir: '/app', User: '' },
};

/** In the words of `docker inspect`, as a real engine has them. */
const container = (config: object = {}, host: object = {}, more: object = {}) =>
  JSON.parse(
    JSON.stringify({
      Id: 'abcdef0123456789',
      Name: '/web',
      Image: 'sha256:1',
      Config: {
        Image: 'x/web:1',
        Hostname: 'abcdef012345',
        Env: ['PATH=/bin', 'LANG=C'],
        Cmd: ['serve'],
        Entrypoint: ['/entry'],
        Labels: { 'org.x': '1' },
        WorkingDir: '/app',
        User: '',
        ...config,
      },
      HostConfig: {
        NetworkMode: 'default',
        RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
        ShmSize: 67108864,
        LogConfig: { Type: 'json-file', Config: {} },
        Runtime: 'runc',
        ...host,
      },
      Mounts: [],
      ...more,
    }),
  ) as Parameters<typeof composeOfInspect>[0];

const read = (...parts: Parameters<typeof container>) =>
  (parse(composeOfInspect(container(...parts), image as never)) as { services: { web: object } }).services.web;
const bare = { image: 'x/web:1', container_name: 'web', restart: 'no', network_mode: 'bridge' };

test.each([
  ['what the image says by itself is left out', [], {}],
  ['its own environment', [{ Env: ['PATH=/bin', 'LANG=de', 'A=$b'] }], { environment: ['LANG=de', 'A=$$b'] }],
  ['its own command', [{ Cmd: ['serve', '--x'] }], { command: ['serve', '--x'] }],
  ['labels', [{ Labels: { 'org.x': '1', a: 'b' } }], { labels: { a: 'b' } }],
  ['a host name', [{ Hostname: 'films' }], { hostname: 'films' }],
  [
    'ports',
    [{}, { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '53/udp': [{ HostIp: '192.0.2.1', HostPort: '53' }] } }],
    { ports: ['8080:80', '192.0.2.1:53:53/udp'] },
  ],
  ['restart', [{}, { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } }], { restart: 'on-failure:3' }],
  ["the host's network", [{}, { NetworkMode: 'host' }], { network_mode: 'host' }],
  [
    'devices and rights',
    [
      {},
      { Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev/b', CgroupPermissions: 'rwm' }], CapAdd: ['NET_ADMIN'], Privileged: true },
    ],
    { devices: ['/dev/a:/dev/b'], cap_add: ['NET_ADMIN'], privileged: true },
  ],
  [
    'mounts',
    [
      {},
      {},
      {
        Mounts: [
          { Type: 'bind', Source: '/a', Destination: '/b', RW: false },
          { Type: 'volume', Name: 'data', Source: '/var/lib/x', Destination: '/d', RW: true },
          { Type: 'volume', Name: 'f'.repeat(64), Source: '/var/lib/y', Destination: '/e', RW: true },
        ],
      },
    ],
    { volumes: ['/a:/b:ro', 'data:/d'] },
  ],
  ['a memory limit', [{}, { Memory: 1024, NanoCpus: 500000000 }], { mem_limit: 1024, cpus: 0.5 }],
  [
    'a log driver',
    [{}, { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } } }],
    { logging: { driver: 'json-file', options: { 'max-size': '10m' } } },
  ],
] as const)('%s', (_, parts, more) => {
  expect(read(...(parts as unknown as Parameters<typeof container>))).toEqual({ ...bare, ...more });
});

test('a network of its own, with the address and aliases that it was given', () => {
  const networks = {
    NetworkSettings: { Networks: { lan: { Aliases: ['abcdef012345', 'dns'], IPAMConfig: { IPv4Address: '192.0.2.60' } } } },
  };
  const { network_mode: _, ...rest } = bare;
  expect(read({}, { NetworkMode: 'lan' }, networks)).toEqual({
    ...rest,
    networks: { lan: { aliases: ['dns'], ipv4_address: '192.0.2.60' } },
  });
});

test('it becomes a service file, its secrets named', () => {
  const text = composeOfInspect(
    container({ Env: ['API_TOKEN=abcdef12'] }, { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } }),
    image as never,
  );
  const { files } = importCompose({ text, path: 'web', options: { category: 'media', targetHost: 'box' } });
  expect(files[0]?.text).toContain('port: 8080');
  expect(files[0]?.text).not.toContain('abcdef12');
});
