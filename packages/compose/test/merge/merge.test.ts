import type { Json } from '@hl/core';
import { mapOf } from '../../src/forms/json.js';
import { merge } from '../../src/merge/merge.js';

const reset = { '!reset': null };
const override = (value: Json): Json => ({ '!override': value });
const long = (target: number, published: string): Json => ({ mode: 'ingress', target, published, protocol: 'tcp' });

/** Of a service's key: what compose 2.26 makes of the two. */
test.each<[string, Json, Json, Json | undefined]>([
  ['image', 'a', 'b', 'b'],
  ['image', 'a', null, 'a'],
  ['environment', { A: '1', B: 'x' }, ['A=2', 'C'], { A: '2', B: 'x', C: null }],
  ['environment', { A: '1' }, { A: null }, { A: null }],
  ['environment', ['A=a=b'], null, { A: 'a=b' }],
  ['labels', ['A=1', 'B'], { B: 'x' }, { A: '1', B: 'x' }],
  ['sysctls', ['a=1'], { a: 2 }, { a: 2 }],
  ['annotations', { a: '1' }, ['a=2'], { a: '2' }],
  ['build', '.', { dockerfile: 'x' }, { context: '.', dockerfile: 'x' }],
  ['build', { args: ['A=1'] }, { args: { A: 2 } }, { args: { A: 2 } }],
  ['build', { context: 'x', target: 't' }, 'y', { context: 'y', target: 't' }],
  ['command', 'a b', ['c'], ['c']],
  ['command', 'a b', null, null],
  ['entrypoint', ['a'], [], []],
  ['healthcheck', { test: 'a', interval: '1s' }, { test: ['CMD', 'b'] }, { test: ['CMD', 'b'], interval: '1s' }],
  ['healthcheck', { test: 'a' }, { disable: true }, { test: 'a', disable: true }],
  ['volumes', ['./a:/a', 'b1:/b'], ['./c:/a:ro', '/d:/d'], ['./c:/a:ro', 'b1:/b', '/d:/d']],
  ['volumes', ['./a:/a'], [{ type: 'tmpfs', target: '/a/' }], [{ type: 'tmpfs', target: '/a/' }]],
  ['volumes', ['d:/b'], ['c:/b'], ['d:/b', 'c:/b']], // one letter is a drive
  ['ports', ['8080:80'], ['8081:80', '8080:80/udp', '127.0.0.1:8080:80'], ['8080:80', '8081:80', '8080:80/udp', '127.0.0.1:8080:80']],
  ['ports', ['8080:80'], ['0.0.0.0:8080:80'], ['0.0.0.0:8080:80']],
  ['ports', ['8080:80'], [{ target: 80, published: '8080', mode: 'host' }], [{ target: 80, published: '8080', mode: 'host' }]],
  ['ports', [80], ['80/tcp', '81'], ['80/tcp', '81']],
  [
    'ports',
    ['8000-8002:8000-8002'],
    [{ target: 8001, published: '8001', mode: 'host' }],
    [long(8000, '8000'), { target: 8001, published: '8001', mode: 'host' }, long(8002, '8002')],
  ],
  ['ports', ['8000-8002:8000-8002'], ['8000-8002:8000-8002/udp', '9:9'], ['8000-8002:8000-8002', '8000-8002:8000-8002/udp', '9:9']],
  ['ports', ['8000-8010:80'], ['8000:80'], ['8000-8010:80', '8000:80']],
  ['ports', ['${A}:80'], ['${A}:80', '1:1'], ['${A}:80', '1:1']],
  [
    'devices',
    ['/dev/a:/dev/x', '/dev/b'],
    ['/dev/c:/dev/x:r', 'example.org/gpu=all'],
    ['/dev/c:/dev/x:r', '/dev/b', 'example.org/gpu=all'],
  ],
  ['dns', '192.0.2.1', ['192.0.2.1', '192.0.2.2'], ['192.0.2.1', '192.0.2.2']],
  ['dns_opt', ['a', 'b=1'], ['b=2'], ['a', 'b=2']],
  ['tmpfs', '/a', ['/a', '/b'], ['/a', '/b']],
  ['tmpfs', ['/a:size=1'], ['/a:size=2'], ['/a:size=2']],
  ['cap_add', ['A'], ['A', 'B'], ['A', 'B']],
  ['group_add', ['1', 'a'], ['a', 'b'], ['1', 'a', 'b']],
  ['expose', [1, '2'], ['1'], ['1', '2']],
  ['extra_hosts', { a: '192.0.2.1' }, ['a=192.0.2.1', 'a:192.0.2.2'], ['a=192.0.2.1', 'a:192.0.2.2']],
  ['extra_hosts', { a: ['192.0.2.1', '192.0.2.2'] }, { b: '192.0.2.3' }, ['a=192.0.2.1', 'a=192.0.2.2', 'b=192.0.2.3']],
  ['env_file', 'a.env', ['b.env', { path: 'a.env', required: false }], [{ path: 'a.env', required: false }, 'b.env']],
  [
    'depends_on',
    ['b'],
    { c: { condition: 'service_healthy' } },
    { b: { condition: 'service_started', required: true }, c: { condition: 'service_healthy' } },
  ],
  [
    'depends_on',
    { b: { condition: 'service_healthy', restart: true } },
    ['b'],
    { b: { condition: 'service_started', restart: true, required: true } },
  ],
  ['networks', ['n'], { m: { aliases: ['x'] } }, { n: null, m: { aliases: ['x'] } }],
  [
    'networks',
    { n: { aliases: ['x'], ipv4_address: '192.0.2.7' } },
    { n: { aliases: ['x', 'y'] } },
    { n: { aliases: ['x', 'y'], ipv4_address: '192.0.2.7' } },
  ],
  ['networks', { n: { aliases: ['x'] } }, ['n'], { n: { aliases: ['x'] } }],
  ['logging', { driver: 'a', options: { x: '1' } }, { driver: 'b', options: { y: '1' } }, { driver: 'b', options: { y: '1' } }],
  ['logging', { driver: 'a', options: { x: '1' } }, { options: { y: '1' } }, { driver: 'a', options: { x: '1', y: '1' } }],
  ['logging', { options: { x: '1' } }, { driver: 'a' }, { options: { x: '1' }, driver: 'a' }],
  ['ulimits', { nofile: { soft: 1, hard: 2 }, x: 3 }, { nofile: 3 }, { nofile: 3, x: 3 }],
  ['ulimits', { nofile: { soft: 1, hard: 2 } }, { nofile: { hard: 6 } }, { nofile: { hard: 6 } }],
  [
    'secrets',
    ['s'],
    [
      { source: 's', target: 'x' },
      { source: 't', target: '/run/secrets/s' },
    ],
    [
      { source: 't', target: '/run/secrets/s' },
      { source: 's', target: 'x' },
    ],
  ],
  ['configs', ['c'], [{ source: 'c' }, { source: 'c', target: '/x' }], [{ source: 'c' }, { source: 'c', target: '/x' }]],
  ['deploy', { labels: { a: '1' }, replicas: 2 }, { labels: ['a=2'] }, { labels: { a: '2' }, replicas: 2 }],
  ['models', ['m'], { n: { endpoint_var: 'N' } }, { m: null, n: { endpoint_var: 'N' } }],
  ['label_file', 'a', ['b'], ['a', 'b']],
  ['gpus', 'all', [{ driver: 'x' }], [{ count: -1 }, { driver: 'x' }]],
  ['gpus', [{ driver: 'x' }], 'all', 'all'],
  ['x-own', { l: [1], m: 1 }, { l: [2] }, { l: [2] }],
  ['ports', ['1:1'], reset, undefined],
  ['ports', ['1:1'], override(['2:2']), ['2:2']],
  ['environment', { A: '1', B: '2' }, { A: reset }, { B: '2' }],
  ['networks', { n: null }, override({ m: null }), { m: null }],
  ['healthcheck', { test: 'a', interval: '1s' }, override({ test: 'b', timeout: reset }), { test: 'b' }],
  ['working_dir', '/a', override(override('/b')), '/b'],
])('%s: %j and %j over it', (key, base, over, merged) => {
  const [before, after] = [{ services: { a: { [key]: base } } }, { services: { a: { [key]: over } } }];
  const copies = structuredClone([before, after]);
  expect(mapOf(merge(before, after)['services'])['a']).toEqual(merged === undefined ? {} : { [key]: merged });
  expect([before, after]).toEqual(copies);
});

test('what names the same is there once in one file, too, and markers over nothing say what they hold', () => {
  const services = { a: { volumes: ['/a:/x', '/b:/x'], ports: reset, command: override('x') } };
  expect(merge({}, { services })).toEqual({ services: { a: { volumes: ['/b:/x'], command: 'x' } } });
});

test('beside the services', () => {
  const base = {
    name: 'a',
    networks: { n: { labels: ['a=1'], ipam: { config: [{ subnet: '192.0.2.0/28' }] } }, m: null },
    volumes: { v: { labels: { a: '1' } } },
    services: { a: { image: 'a' }, b: { image: 'b' } },
  };
  const over = {
    name: 'b',
    networks: { n: { labels: { a: '2' }, ipam: { config: [{ subnet: '192.0.2.0/28', gateway: '192.0.2.1' }] } }, m: { internal: true } },
    volumes: { v: { labels: ['b=2'] }, w: null },
    services: { b: reset, c: { image: 'c' } },
  };
  expect(merge(base, over)).toEqual({
    name: 'b',
    networks: { n: { labels: { a: '2' }, ipam: { config: [{ subnet: '192.0.2.0/28', gateway: '192.0.2.1' }] } }, m: { internal: true } },
    volumes: { v: { labels: { a: '1', b: '2' } }, w: null },
    services: { a: { image: 'a' }, c: { image: 'c' } },
  });
});

test('many wide ranges over each other stay ranges', () => {
  const wide = Array.from({ length: 50 }, (_, index) => `1-6000:1-6000${index % 2 ? '/udp' : ''}`);
  const shifted = Array.from({ length: 50 }, (_, index) => `${index + 2}-65000:${index + 2}-65000`);
  const ports = mapOf(mapOf(merge({ services: { a: { ports: wide } } }, { services: { a: { ports: shifted } } })['services'])['a'])[
    'ports'
  ];
  expect(ports).toHaveLength(52);
});

test.each(['constructor', 'toString', '__proto__'])('%s is a key like any other', (key) => {
  const of = (value: string): Record<string, Json> => Object.fromEntries([[key, value]]);
  expect(Object.entries(merge(of('a'), of('b')))).toEqual([[key, 'b']]);
  expect(Object.entries(mapOf(merge({ services: of('a') }, { services: of('b') })['services']))).toEqual([[key, 'b']]);
});
