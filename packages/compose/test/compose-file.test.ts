import {
  readCompose,
  containerNames,
  expected,
  imageOf,
  imagesOf,
  listOf,
  mapOf,
  mountSources,
  namesIn,
  pairsOf,
  sharedNetworks,
} from '../src/compose-file.js';

test('services that are maps, with merge keys resolved', () => {
  const { top, services } = readCompose('x-a: &a {image: "a:1"}\nname: app\nservices:\n  web: {<<: *a, user: "1"}\n  broken: 7\n');
  expect(top['name']).toBe('app');
  expect(Object.fromEntries(services)).toEqual({ web: { image: 'a:1', user: '1' } });
});

test.each(['', 'a: [', '- a', '7', 'services: 7', 'services: [a]'])('%j holds no services', (text) => {
  expect(readCompose(text).services.size).toBe(0);
});

test.each([
  [undefined, []],
  [null, []],
  ['a', ['a']],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [{ a: 1 }, [{ a: 1 }]],
])('listOf(%j)', (written, list) => {
  expect(listOf(written)).toEqual(list);
});

test.each([
  [undefined, {}],
  ['a', {}],
  [['a'], {}],
  [{ a: 1 }, { a: 1 }],
])('mapOf(%j)', (written, map) => {
  expect(mapOf(written)).toEqual(map);
});

test.each([
  [['a=b=c', 'd', 'e='], { a: 'b=c', d: '', e: '' }],
  [['text=a\nb'], { text: 'a\nb' }],
  [{ a: 1 }, { a: 1 }],
  [undefined, {}],
  ['a=b', {}],
])('pairsOf(%j)', (written, pairs) => {
  expect(pairsOf(written)).toEqual(pairs);
});

test.each([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [{ a: null, b: {} }, ['a', 'b']],
  [undefined, []],
])('namesIn(%j)', (written, names) => {
  expect(namesIn(written)).toEqual(names);
});

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

describe('what is expected to run', () => {
  const of = (container: string): unknown => expected(readCompose(`services: {a: ${container}}`));

  test.each([['{image: a, profiles: [debug]}'], ['{image: a, scale: 0}'], ['{image: a, deploy: {replicas: 0}}']])(
    '%s is not started',
    (container) => {
      expect(of(container)).toEqual([]);
    },
  );

  test.each([
    ['{image: a}', true],
    ['{image: a, profiles: []}', true],
    ['{image: a, scale: 1, deploy: {replicas: 2}}', true],
    ['{image: a, restart: "no"}', true],
    ['{image: a, restart: false}', true],
    ['{image: a, restart: on-failure:3}', true],
    ['{image: a, restart: always}', false],
    ['{image: a, restart: unless-stopped}', false],
    ['{image: a, deploy: {restart_policy: {condition: none}}}', true],
    ['{image: a, deploy: {restart_policy: {condition: any}}}', false],
    ['{image: a, restart: always, deploy: {restart_policy: {condition: none}}}', false],
  ])('%s: a one-shot is %s', (container, oneShot) => {
    expect(of(container)).toEqual([{ service: 'a', oneShot }]);
  });
});

test.each([
  ['-', ['mine', 'app-db-1']],
  ['_', ['mine', 'app_db']],
] as const)('names of containers with %s', (separator, names) => {
  const file = readCompose('services: {web: {container_name: mine}, db: {container_name: 7}}');
  expect(containerNames(file, 'app', separator)).toEqual(names);
});

test.each([
  ['web', 'nginx:1'],
  ['asked', null],
  ['built', null],
  ['absent', null],
])('the image of %s is %s', (service, image) => {
  expect(imageOf(readCompose('services: {web: {image: "nginx:1"}, asked: {image: "${TAG}"}, built: {build: .}}'), service)).toBe(image);
});

test.each([
  ['{a: {image: "x:1"}, b: {image: "x:1"}, c: {image: "r.io:5000/y@sha256:00"}}', ['x:1', 'r.io:5000/y@sha256:00']],
  ['{a: {image: "x:1"}, b: {image: "${TAG}"}}', []],
  ['{a: {image: "x:1", build: .}}', []],
  ['{a: {image: "x y"}}', []],
  ['{}', []],
])('images of %s', (services, images) => {
  expect(imagesOf(readCompose(`services: ${services}`))).toEqual(images);
});

test('networks that other services share', () => {
  const networks = '{own: {}, none: null, proxy: {external: true}, web: {external: true, name: edge}, old: {external: false, name: x}}';
  expect(sharedNetworks(readCompose(`networks: ${networks}`))).toEqual(['proxy', 'edge']);
  expect(sharedNetworks(readCompose('services: {}'))).toEqual([]);
});
