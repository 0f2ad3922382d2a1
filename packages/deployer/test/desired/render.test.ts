import { exampleService, nasty } from '@hl/core/testing';
import { parse } from 'yaml';
import { effective } from '@hl/compose';
import { rendered as written, type Rendered } from '../../src/desired/render.js';
import { renderedAsRead as render } from './as-read.js';

type File = { name: string; services: Record<string, Record<string, unknown>>; networks?: unknown; volumes?: unknown };
const rendered = (over?: Parameters<typeof exampleService>[0]): File => parse(render(exampleService(over))) as File;
const main = (deployment: NonNullable<Parameters<typeof exampleService>[0]>['deployment']): Record<string, unknown> =>
  rendered({ deployment: { ...deployment } }).services['metube'] ?? {};

test('the whole file of a plain service', () => {
  expect(render(exampleService()))
    .toBe(`# hl: service metube, from services/downloads/metube.yml. Edit it there: changes made here are overwritten.
name: metube
services:
  metube:
    image: ghcr.io/alexta69/metube:latest
    container_name: metube
    restart: unless-stopped
    ports:
      - "8082:8081"
    volumes:
      - /opt/metube/downloads:/downloads
    environment:
      TZ: "America/New_York"
    labels:
      hl.service: "metube"
`);
});

test('a container of one letter is called as compose calls it, since Docker takes no such name', () => {
  expect(rendered({ name: 'p' }).services['p']).not.toHaveProperty('container_name');
});

test.each(nasty)('environment value %j is quoted, so that compose changes nothing', (value) => {
  const text = render(exampleService({ deployment: { environment: { VALUE: value }, labels: { 'my.label': value } } }));
  expect(text).toMatch(/VALUE: "/);
  expect(text).toMatch(/my\.label: "/);
  expect(parse(text).services.metube).toMatchObject({ environment: { VALUE: value }, labels: { 'my.label': value } });
});

test.each([
  ['pa$word', 'pa$$word'],
  ['$', '$$'],
  ['a$$b', 'a$$$$b'],
  ['${UNKNOWN}', '$${UNKNOWN}'],
  ['${API_KEY}', '${API_KEY}'],
  ['x${API_KEY}y$', 'x${API_KEY}y$$'],
  ['$API_KEY', '$$API_KEY'],
  ['${API_KEY:-x}', '$${API_KEY:-x}'],
  ['$argon2id$v=19$m=65540', '$$argon2id$$v=19$$m=65540'],
])('in an environment value %j is written %j', (value, written) => {
  expect(main({ environment: { VALUE: value }, secrets: [{ name: 'API_KEY', source: 'X' }] })['environment']).toMatchObject({
    VALUE: written,
    API_KEY: '${API_KEY}',
  });
});

test.each([
  ['pa$word', 'pa$$word'],
  ['a$$b', 'a$$b'],
  ['${API_KEY}', '${API_KEY}'],
  ['$API_KEY', '$API_KEY'],
  ['${OTHER}', '$${OTHER}'],
  ['${OTHER:-x}', '${OTHER:-x}'],
])("in compose's own language %j is written %j", (value, written) => {
  const file = rendered({
    deployment: { secrets: [{ name: 'API_KEY', source: 'X' }], services: { db: { image: 'postgres:18', environment: { VALUE: value } } } },
  });
  expect(file.services['db']?.['environment']).toEqual({ VALUE: written });
});

test.each<[string, Parameters<typeof main>[0], Record<string, unknown>]>([
  [
    'ports',
    {
      ports: [
        { host: 53, container: 53, protocol: 'udp', hostIp: '192.168.1.2' },
        { host: 22, container: 22, protocol: 'tcp', hostIp: null },
        { host: 80, container: 80, protocol: 'tcp', hostIp: 'fd00::1' },
      ],
    },
    { ports: ['192.168.1.2:53:53/udp', '22:22', '[fd00::1]:80:80'] },
  ],
  [
    'volumes',
    {
      volumes: [
        { host: './a', container: '/a', readOnly: true },
        { host: '/x:y', container: '/b', readOnly: false },
      ],
    },
    { volumes: ['./a:/a:ro', { type: 'bind', source: '/x:y', target: '/b' }] },
  ],
  ['host network', { networkMode: 'host', networks: ['proxy'] }, { network_mode: 'host' }],
  [
    'devices and rights',
    { devices: ['/dev/dri:/dev/dri'], privileged: true, capAdd: ['NET_ADMIN'], user: '1000:1000' },
    { devices: ['/dev/dri:/dev/dri'], privileged: true, cap_add: ['NET_ADMIN'], user: '1000:1000' },
  ],
  [
    'command and entrypoint',
    { command: ['serve', '--price=$5'], entrypoint: 'sh -c' },
    { command: ['serve', '--price=$$5'], entrypoint: 'sh -c' },
  ],
  [
    'an override of the main container',
    { compose: { shm_size: '1g', environment: { TZ: 'UTC' }, restart: { '!reset': null } } },
    { shm_size: '1g', environment: { TZ: 'UTC' } },
  ],
  [
    'an override of the file',
    { compose: { services: { metube: { mem_limit: '512m' } } } },
    { mem_limit: '512m', environment: { TZ: 'America/New_York' } },
  ],
  ['a pull policy', { pullPolicy: 'always' }, { pull_policy: 'always' }],
])('%s', (_, deployment, expected) => {
  const container = main(deployment);
  expect(container).toMatchObject(expected);
  for (const [key, value] of Object.entries(deployment?.compose ?? {}))
    if (typeof value === 'object' && value !== null && '!reset' in value) expect(container).not.toHaveProperty(key);
  if (deployment?.networkMode === 'host') expect(container).not.toHaveProperty('ports');
});

test('an override may speak of the main container and of the file at once', () => {
  const compose = { init: true, restart: { '!reset': null }, services: { metube: { ports: { '!reset': null }, init: false } } };
  const container = main({ compose });
  expect(container).toMatchObject({ init: false });
  expect(container).not.toHaveProperty('ports');
  expect(container).not.toHaveProperty('restart');
});

test('side containers keep their words, get our label, and can be reached', () => {
  const file = rendered({
    deployment: {
      networks: ['proxy'],
      volumes: [{ host: 'media', container: '/media', readOnly: false }],
      services: {
        db: {
          image: 'postgres:18',
          environment: { POSTGRES_DB: 'x', DEBUG: true, LEVEL: 3 },
          volumes: ['pg:/var/lib/postgresql'],
          labels: ['a=b=c'],
        },
      },
    },
  });
  expect(file.services['db']).toMatchObject({ environment: { DEBUG: 'true', LEVEL: '3' }, labels: { a: 'b=c', 'hl.service': 'metube' } });
  expect(file.services['metube']?.['networks']).toEqual(['proxy', 'default']);
  expect(file.networks).toEqual({ proxy: { external: true } });
  expect(file.volumes).toEqual({ media: {}, pg: {} });
});

test.each<[string, object, string[]]>([
  ['none', { image: 'db:1' }, ['proxy', 'default']],
  ['networks of its own', { image: 'db:1', networks: ['backend'] }, ['proxy']],
  ['the network of the host', { image: 'db:1', network_mode: 'host' }, ['proxy']],
])('a side container with %s: the main one is in %s', (_, db, networks) => {
  expect(main({ networks: ['proxy'], services: { db: db as never } })['networks']).toEqual(networks);
});

test('what compose will refuse is left for it to refuse', () => {
  const file = rendered({ deployment: { compose: { services: { odd: 'text' } } } });
  expect(file.services).toMatchObject({ odd: 'text', metube: { image: 'ghcr.io/alexta69/metube:latest' } });
  expect(rendered({ deployment: { compose: { name: 'media', version: '3', 'x-a': 1, include: [] } } })).toMatchObject({
    name: 'media',
    version: '3',
    'x-a': 1,
    include: [],
  });
});

test('only volumes are defined, not what else a mount may come from', () => {
  const volumes = ['media:/media:ro,nocopy', { type: 'volume', source: 'data', target: '/data' }, '/cache'];
  const others = [
    { type: 'image', source: 'docs:1', target: '/docs' },
    { type: 'tmpfs', target: '/tmp' },
    { type: 'bind', source: './x', target: '/x' },
  ];
  expect(rendered({ deployment: { volumes: [...volumes, ...others] } }).volumes).toEqual({ media: {}, data: {} });
});

test('a network shared with a side container belongs to the project; a definition of the override counts', () => {
  const services = { db: { image: 'postgres:18', networks: ['backend'] } };
  expect(rendered({ deployment: { networks: ['backend'], services } }).networks).toEqual({ backend: {} });
  expect(rendered({ deployment: { networks: ['proxy'], compose: { networks: { proxy: { name: 'web' } } } } }).networks).toEqual({
    proxy: { name: 'web' },
  });
});

test('a changed file changes the label of exactly the containers that mount it', () => {
  const file = (sha256: string): object => ({ source: 'x', destination: 'conf/app.conf', mode: 0o644, sha256, size: 1 });
  const labels = (sha256: string): unknown[] => {
    const { services } = rendered({
      deployment: {
        files: [file(sha256)] as never,
        volumes: [{ host: '/opt/metube/conf', container: '/conf', readOnly: true }],
        services: { db: { image: 'postgres:18' } },
      },
    });
    return [services['metube']?.['labels'], services['db']?.['labels']];
  };
  const [one, two] = [labels('a'.repeat(64)), labels('b'.repeat(64))];
  expect(one[0]).toHaveProperty(['hl.files']);
  expect(one[0]).not.toEqual(two[0]);
  expect(one[1]).toEqual(two[1]);
});

test('a compose file of their own stays byte for byte; ours is beside it', () => {
  const content =
    'x-common: &common\n  labels: { team: home }\nservices:\n  # the app\n  web:\n    <<: *common\n    image: nginx\n  db:\n    image: postgres\n    labels:\n      - a=b\n';
  const own = (text: string): Rendered =>
    written(
      { ...exampleService(), deployment: { ...exampleService().deployment, composeFile: { source: 'x/compose.yml', content: text } } },
      'docker',
    ).files;
  const { compose, overlay = '' } = own(content);
  expect(compose).toBe(content);
  expect(overlay.startsWith('# hl: ')).toBe(true);
  const labels = { 'hl.service': 'metube' };
  expect(parse(overlay)).toEqual({ name: 'metube', services: { web: { labels }, db: { labels } } });
  const { top } = effective(compose, overlay);
  expect(top).toMatchObject({ services: { web: { labels: { team: 'home', ...labels } }, db: { labels: { a: 'b', ...labels } } } });
  expect(parse(own(`name: x\n${content}`).overlay ?? '')).not.toHaveProperty('name');
});

test('as one text the two are documents of one file', () => {
  const content = 'services: {web: {image: nginx}}';
  const text = render(exampleService({ deployment: { composeFile: { source: 'x/compose.yml', content } } }));
  expect(text).toMatch(/^services: \{web: \{image: nginx\}\}\n---\n# hl: /);
  expect(render({ ...exampleService(), deployment: null })).toBe('');
});

test.each([
  ['a: [', 'services/x/compose.yml is not a compose file: '],
  ['name: x', 'services/x/compose.yml is not a compose file: it has no services'],
  ['services: 7', 'services/x/compose.yml is not a compose file: it has no services'],
])('what is no compose file says why: %j', (content, message) => {
  const service = exampleService({ deployment: { composeFile: { source: 'services/x/compose.yml', content } } });
  expect(() => render(service)).toThrow(expect.objectContaining({ code: 'HL_COMPOSE_FILE', message: expect.stringContaining(message) }));
});

test('what is no compose file is an input error', () => {
  expect(() => render(exampleService({ deployment: { composeFile: { source: 'services/x/compose.yml', content: 'a: [' } } }))).toThrow(
    expect.objectContaining({ code: 'HL_COMPOSE_FILE', kind: 'input', message: expect.stringContaining('services/x/compose.yml') }),
  );
});
