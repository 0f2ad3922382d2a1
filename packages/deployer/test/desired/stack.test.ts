import { exampleService } from '@hl/core/testing';
import { parse } from 'yaml';
import { renderedAsRead as render } from './as-read.js';
import type { Example } from '../example.js';

const stack = (deployment: Partial<Example['deployment']>): { services: Record<string, Record<string, unknown>>; [key: string]: unknown } =>
  parse(render(exampleService({ deployment }), 'swarm'));

test('in the words of a stack', () => {
  const rendered = stack({
    ports: [{ host: 53, container: 53, protocol: 'udp', hostIp: null }],
    volumes: [],
    restartPolicy: 'on-failure:3',
    pullPolicy: 'always',
    dependsOn: { db: { condition: 'service_healthy' } },
    services: { db: { image: 'db:1', ports: ['5432:5432'], container_name: 'db', scale: 2, deploy: { labels: { a: 'b' } } } },
    compose: { deploy: { update_config: { order: 'start-first' } } },
  });
  expect(rendered).not.toHaveProperty('name');
  expect(rendered).toMatchObject({
    version: '3.8',
    services: {
      metube: {
        ports: [{ target: 53, published: 53, protocol: 'udp', mode: 'ingress' }],
        deploy: {
          replicas: 1,
          restart_policy: { condition: 'on-failure', max_attempts: 3 },
          update_config: { order: 'start-first' },
          labels: { 'hl.service': 'metube', 'hl.directory': '/opt/metube' },
        },
        labels: { 'hl.service': 'metube' },
      },
      db: {
        ports: [{ target: 5432, published: 5432, protocol: 'tcp', mode: 'ingress' }],
        deploy: { replicas: 2, restart_policy: { condition: 'none' }, labels: { a: 'b', 'hl.service': 'metube' } },
      },
    },
  });
  for (const { deploy: _, ...container } of Object.values(rendered.services)) {
    expect(Object.keys(container).filter((key) => /^(container_name|restart|pull_policy|depends_on|scale|env_file)$/.test(key))).toEqual(
      [],
    );
  }
});

test('the host network', () => {
  expect(stack({ networkMode: 'host', ports: [] })).toMatchObject({
    services: { metube: { networks: ['host'] } },
    networks: { host: { external: true, name: 'host' } },
  });
});

test("the service's own file keeps its words but for the name; labels are beside it", () => {
  const content = 'name: x\nservices:\n  web: # mine\n    image: web:1\n    deploy: {replicas: 3, labels: {a: b}}\n';
  const text = render(exampleService({ deployment: { composeFile: { source: 'web.yml', content } } }), 'swarm');
  const [own, ours] = text.split('---\n');
  expect(own).toBe(content.slice('name: x\n'.length));
  expect(parse(ours ?? '')).toEqual({
    services: {
      web: { deploy: { labels: { 'hl.service': 'metube', 'hl.directory': '/opt/metube' } }, labels: { 'hl.service': 'metube' } },
    },
  });
  const versioned = render(
    exampleService({ deployment: { composeFile: { source: 'web.yml', content: `version: "3.4"\n${content}` } } }),
    'swarm',
  );
  expect(parse(versioned.split('---\n')[1] ?? '')).toMatchObject({ version: '3.4' });
});

test.each<[string, Partial<Example['deployment']>]>([
  ['privileged', { privileged: true }],
  ['devices', { devices: ['/dev/dri'] }],
  ['one address', { ports: [{ host: 1, container: 1, protocol: 'tcp', hostIp: '127.0.0.1' }] }],
  ['one IPv6 address', { ports: [{ host: 1, container: 1, protocol: 'tcp', hostIp: '::1' }] }],
  ['a network of another container', { networkMode: 'container:vpn', ports: [] }],
  ['one address of a side container', { services: { db: { image: 'db', ports: ['127.0.0.1:5432:5432'] } } }],
])('%s is an input error', (_, deployment) => {
  expect(() => stack(deployment)).toThrow(expect.objectContaining({ code: 'HL_SWARM', kind: 'input' }));
});

const side = (container: object): Record<string, unknown> =>
  stack({ services: { db: { image: 'db:1', ...container } } as never }).services['db'] ?? {};

test.each<[string, object, object]>([
  ['a long port', { ports: [{ target: 80, published: 8080 }] }, { ports: [{ target: 80, published: 8080, mode: 'ingress' }] }],
  [
    'a port of the host',
    { ports: [{ target: 80, published: 8080, mode: 'host' }] },
    { ports: [{ target: 80, published: 8080, mode: 'host' }] },
  ],
  ['a range', { ports: ['8000-8001:8000-8001'] }, { ports: ['8000-8001:8000-8001'] }],
  ['a port of the container', { ports: ['80'] }, { ports: ['80'] }],
  ['an env file of its own', { env_file: '.env' }, { env_file: '.env' }],
  ['the network of the host', { network_mode: 'host' }, { networks: ['host'] }],
  ['always', { restart: 'always' }, { deploy: { restart_policy: { condition: 'any' } } }],
  ['on failure', { restart: 'on-failure' }, { deploy: { restart_policy: { condition: 'on-failure' } } }],
  ['data', { volumes: ['a:/b'] }, { deploy: { placement: { constraints: ['node.id == ${HL_NODE}'] } } }],
  [
    'data with a place',
    { volumes: ['a:/b'], deploy: { placement: { constraints: ['x'] } } },
    { deploy: { placement: { constraints: ['x'] } } },
  ],
  ['as many', { scale: 3 }, { deploy: { replicas: 3 } }],
  ['as many by its own words', { scale: 3, deploy: { mode: 'replicated', replicas: 2 } }, { deploy: { replicas: 2 } }],
])('%s in the words of a stack', (_, container, expected) => {
  expect(side(container)).toMatchObject(expected);
});

test('what a stack does not know is not there: empty lists, the bridge, replicas of a global service', () => {
  const container = side({ devices: [], privileged: false, network_mode: 'bridge', deploy: { mode: 'global' } });
  expect(Object.keys(container).sort()).toEqual(['deploy', 'image', 'labels']);
  expect(container['deploy']).not.toHaveProperty('replicas');
  expect(container['deploy']).not.toHaveProperty('placement');
});

test.each([
  { ports: [{ target: 1, published: 2, host_ip: '127.0.0.1' }] },
  { ports: ['127.0.0.1:8000-8001:8000-8001'] },
  { ports: ['[::1]:80:80'] },
])('one address is refused in every spelling: %j', (container) => {
  expect(() => side(container)).toThrow(
    expect.objectContaining({ code: 'HL_SWARM', message: expect.stringContaining('on one address only') }),
  );
});
