import { mountSources, volumesOf } from '../../src/forms/volumes.js';

test('where mounts come from', () => {
  const volumes = [
    './a:/a:ro',
    '/b:/b',
    'data:/c',
    '/anonymous',
    { type: 'bind', source: '/d:e', target: '/d' },
    { type: 'tmpfs', target: '/t' },
  ];
  expect(mountSources({ volumes })).toEqual(['./a', '/b', 'data', '/d:e']);
  expect(mountSources({})).toEqual([]);
});

const bind = (source: string, target: string, options: object = {}, more: object = {}): object => ({
  type: 'bind',
  source,
  target,
  ...more,
  bind: { ...options, create_host_path: true },
});

/** As `docker compose config` has it. */
test.each<[string, object]>([
  ['./a:/a', bind('./a', '/a')],
  ['/a:/b:ro', bind('/a', '/b', {}, { read_only: true })],
  ['/a:/b/:rw', bind('/a', '/b')],
  ['~/a:/b', bind('~/a', '/b')],
  ['..:/b', bind('..', '/b')],
  ['/:/host:ro,rslave', bind('/', '/host', { propagation: 'rslave' }, { read_only: true })],
  ['/a:/b:z', bind('/a', '/b', { selinux: 'z' })],
  ['/a:/b:Z,rshared', bind('/a', '/b', { propagation: 'rshared', selinux: 'Z' })],
  ['/a:/b:cached', bind('/a', '/b')],
  ['C:/a:/b', bind('C:/a', '/b')],
  ['data:/d', { type: 'volume', source: 'data', target: '/d', volume: {} }],
  ['data:/d:nocopy', { type: 'volume', source: 'data', target: '/d', volume: { nocopy: true } }],
  ['/d', { type: 'volume', target: '/d', volume: {} }],
  ['/', { type: 'volume', target: '/', volume: {} }],
  ['${DATA:-/srv}:/d', { type: 'volume', source: '${DATA:-/srv}', target: '/d', volume: {} }],
])('%s in the long form', (text, long) => {
  expect(volumesOf({ volumes: [text] })[0]?.long).toEqual(long);
});

test('what one needs to know of a mount, whichever way it is written', () => {
  const volumes = [
    './a:/a:ro',
    'data:/d',
    '/x',
    { type: 'tmpfs', target: '/t/' },
    { type: 'bind', source: '/s', target: '/s', read_only: true },
  ];
  expect(volumesOf({ volumes }).map(({ type, source, target, readOnly }) => [type, source, target, readOnly])).toEqual([
    ['bind', './a', '/a', true],
    ['volume', 'data', '/d', false],
    ['volume', null, '/x', false],
    ['tmpfs', null, '/t', false],
    ['bind', '/s', '/s', true],
  ]);
  expect(volumesOf({})).toEqual([]);
});

test('options that compose leaves out are told', () => {
  expect(
    volumesOf({ volumes: ['/a:/b:ro,U,z', '/a:/b:nocopy,cached,delegated,consistent,private', '/a:/b:red'] }).map(({ unknown }) => unknown),
  ).toEqual([['U'], [], ['red']]);
});
