import { containerNames, effective, expected, imageOf, imagesOf, readCompose, sharedNetworks } from '../src/compose-file.js';

test('services that are maps, with merge keys resolved', () => {
  const { top, services } = readCompose('x-a: &a {image: "a:1"}\nname: app\nservices:\n  web: {<<: *a, user: "1"}\n  broken: 7\n');
  expect(top['name']).toBe('app');
  expect(Object.fromEntries(services)).toEqual({ web: { image: 'a:1', user: '1' } });
});

test('several files are one, each over the ones before it', () => {
  const base = 'services: {a: {image: a, ports: ["1:1"], environment: {A: "1"}}}';
  const over = 'services: {a: {ports: !override ["2:2"], environment: {A: !reset null, B: "2"}}, b: {image: b, user: !reset "1"}}';
  const { top, services } = effective(base, over, 'services: {b: !reset {}}');
  expect(top).toEqual({ services: { a: { image: 'a', ports: ['2:2'], environment: { B: '2' } } } });
  expect([...services.keys()]).toEqual(['a']);
});

test('documents of one file are merged, too', () => {
  const text = 'services: {a: {image: a, ports: ["1:1"]}}\n---\nservices: {a: {ports: ["2:2"], user: !reset "1"}}\n';
  expect(readCompose(text).top).toEqual({ services: { a: { image: 'a', ports: ['1:1', '2:2'] } } });
  expect(effective('services: {a: {image: b}}', text).services.get('a')).toEqual({ image: 'a', ports: ['1:1', '2:2'] });
});

test('tags of a single file are kept as what stands for them', () => {
  const { top } = readCompose(
    'services: {a: {ports: !reset [], mem_limit: !override 512, build: !override {context: .}, image: !override "1"}}',
  );
  expect(top).toEqual({
    services: {
      a: {
        ports: { '!reset': null },
        mem_limit: { '!override': 512 },
        build: { '!override': { context: '.' } },
        image: { '!override': '1' },
      },
    },
  });
});

/** Compose is written in Go, whose YAML is neither 1.1 nor 1.2. */
test.each([
  ['0777', 511],
  ['0o17', 15],
  ['0b11', 3],
  ['0x1F', 31],
  ['1_000', 1000],
  ['1_0.5', 10.5],
  ['-010', -8],
  ['-0x1F', -31],
  ['0x_1F', 31],
  ['0b', '0b'],
  ['_1', '_1'],
  ['1e3', 1000],
  ['1.10', 1.1],
  ['yes', 'yes'],
  ['12:30:45', '12:30:45'],
  ['2024-1-02', '2024-01-02 00:00:00 +0000 UTC'],
  ['2024-01-02T03:04:05Z', '2024-01-02 03:04:05 +0000 UTC'],
  ['"0777"', '0777'],
])('compose reads %s as %j', (text, value) => {
  expect(readCompose(`x-a: ${text}`).top).toEqual({ 'x-a': value });
});

test.each(['', 'a: [', '- a', '7', 'services: 7', 'services: [a]'])('%j holds no services', (text) => {
  expect(readCompose(text).services.size).toBe(0);
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
