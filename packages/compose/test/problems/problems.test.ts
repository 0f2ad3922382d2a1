import type { Json } from '@hl/core';
import { Ajv } from 'ajv';
import { problemsOf } from '../../src/problems/problems.js';
import { specification } from '../../src/problems/specification.gen.js';

const said = (container: Json): string[] => problemsOf(container, 'service').map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each<[Json, string, string]>([
  [{ network_mode: 'host', networks: ['a'] }, 'networks', 'networks does not go with network_mode: keep one of them'],
  [
    { deploy: { resources: { reservations: { devices: [{ capabilities: ['gpu'], count: 1, device_ids: ['0'] }] } } } },
    'deploy.resources.reservations.devices.0.device_ids',
    'device_ids does not go with count: keep one of them',
  ],
])('%j: keys that compose does not take together', (service, path, message) => {
  expect(problemsOf(service, 'service')).toEqual([{ path: path.split('.'), message }]);
});

test.each<[Json]>([
  [{}],
  [{ image: 'a', ports: ['80:80', 8080, { target: 80, published: '81', mode: 'host' }], environment: { A: 1, B: null }, labels: ['a=b'] }],
  [
    {
      volumes: ['/a', { type: 'bind', source: '/a', target: '/b', bind: { selinux: 'z' } }],
      networks: { a: null },
      healthcheck: { test: 'x', interval: '1m30s' },
    },
  ],
  [{ 'x-own': { any: ['thing'] }, gpus: 'all', mem_limit: '1.5g', shm_size: 64, deploy: { resources: { limits: { memory: '1g' } } } }],
  [{ privileged: '${ROOT}', mem_limit: '${LIMIT:-1g}', ports: ['${PORT}:80', '$PORT'], stop_grace_period: '$GRACE' }],
  [{ ports: { '!reset': null }, volumes: { '!override': ['/a:/a'] }, environment: { A: { '!reset': null } } }],
  [
    {
      build: '.',
      command: null,
      entrypoint: ['a'],
      ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 5 },
      extra_hosts: { a: ['192.0.2.1'] },
    },
  ],
])('%j is as the specification has it', (container) => {
  expect(said(container)).toEqual([]);
});

test.each<[Json, string[]]>([
  [{ shm_siz: 1 }, ['shm_siz: unknown key shm_siz; did you mean shm_size?']],
  [{ volume: ['/a'] }, ['volume: unknown key volume; did you mean volumes?']],
  [
    { healthcheck: { command: 'x' } },
    [
      'healthcheck.command: unknown key command; compose knows disable, interval, retries, test, timeout, start_period, start_interval here',
    ],
  ],
  [{ ports: '80:80' }, ['ports: ports takes a list, not a text']],
  [{ restart: 'allways' }, ['restart: restart takes a policy such as always, unless-stopped, on-failure:3 or no, not "allways"']],
  [
    { devices: ['dev/dri:/dev/dri', '/dev/dri', '/dev/a:/dev/b:rw', 'nvidia.com/gpu=all'] },
    ['devices.0: an entry of devices takes a device such as /dev/dri:/dev/dri or nvidia.com/gpu=all, not "dev/dri:/dev/dri"'],
  ],
  [
    { ports: ['a:b'] },
    ['ports.0: an entry of ports takes [address:][published:]target[/protocol], such as 8080:80 or 9000-9010:9000-9010/udp, not "a:b"'],
  ],
  [
    { ports: [{ port: 80 }] },
    ['ports.0.port: unknown key port; compose knows name, mode, host_ip, target, published, protocol, app_protocol here'],
  ],
  [{ ports: [['80']] }, ['ports.0: an entry of ports takes a number, a text or a map, not a list']],
  [{ user: 1000 }, ['user: user takes a text: put it in quotes, "1000"']],
  [{ restart: false }, ['restart: restart takes a text: put it in quotes, "false"']],
  [{ init: 'x' }, []],
  [{ cap_add: ['A', 'A'] }, ['cap_add.1: cap_add has the same entry twice: keep one']],
  [{ environment: 'A=1' }, ['environment: environment takes a map or a list, not a text']],
  [{ environment: { A: [1] } }, ['environment.A: A takes a text, a number or true or false, not a list']],
  [{ volumes: [{ source: '/a', target: '/b' }] }, ['volumes.0: an entry of volumes needs type']],
  [{ volumes: [{ type: 'bnd' }] }, ['volumes.0.type: type takes bind, volume, tmpfs, cluster, npipe or image, not "bnd"']],
  [
    { depends_on: { db: { condition: 'service_helthy' } } },
    ['depends_on.db.condition: condition takes service_started, service_healthy or service_completed_successfully, not "service_helthy"'],
  ],
  [{ depends_on: { db: {} } }, ['depends_on.db: db needs condition']],
  [{ stop_grace_period: '30' }, ['stop_grace_period: stop_grace_period takes a duration such as 30s or 1m30s, not "30"']],
  [{ healthcheck: { interval: 30 } }, ['healthcheck.interval: interval takes a duration such as 30s or 1m30s: write 30s']],
  [{ mem_limit: 'lots' }, ['mem_limit: mem_limit takes a size such as 512m or 1g, not "lots"']],
  [{ oom_score_adj: 5000 }, ['oom_score_adj: oom_score_adj is 5000, and must be from -1000 to 1000']],
  [{ cpu_count: -1 }, ['cpu_count: cpu_count is -1, and must be 0 or more']],
  [
    { pull_policy: 'newer' },
    ['pull_policy: pull_policy takes always, never, build, if_not_present, missing, refresh, daily, weekly or every_12h, not "newer"'],
  ],
  [
    { container_name: '-a' },
    ['container_name: container_name takes at least two letters, digits, _ . or -, the first a letter or digit, not "-a"'],
  ],
  [{ ports: { '!override': '80' } }, ['ports: ports takes a list, not a text']],
  ['x', [': it takes a map, not a text']],
])('%j is not', (container, messages) => {
  expect(said(container)).toEqual(messages);
});

test('a whole file', () => {
  const file = { name: 'a', services: { web: { image: 7 } }, network: {}, volumes: { a: null, b: { drivr: 'x' } }, 'x-a': 1 };
  expect(problemsOf(file).map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    'services.web.image: image takes a text: put it in quotes, "7"',
    'network: unknown key network; did you mean networks?',
    'volumes.b.drivr: unknown key drivr; did you mean driver?',
  ]);
  expect(problemsOf({ services: { 'a b': {} } }).map(({ message }) => message)).toEqual(['unknown key a b; no such name is allowed here']);
});

/** The validator is our own, for the sake of its words; whether it finds something is what any JSON schema validator says. */
test('it refuses what a JSON schema validator refuses', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const valid = ajv.compile(specification);
  const values: Json[] = [
    null,
    true,
    0,
    1.5,
    '',
    'all',
    ['a'],
    ['a', 'a'],
    [{}],
    {},
    { a: 'b' },
    { a: null },
    [1],
    [null],
    { type: 'bind' },
  ];
  const node = (specification as { definitions: { service: { properties: Record<string, unknown> } } }).definitions.service;
  let refused = 0;
  for (const key of [...Object.keys(node.properties), 'unknown', 'x-a']) {
    for (const value of values) {
      const file = { services: { a: { [key]: value } } };
      const ours = problemsOf(file).filter(({ message }) => typeof value === 'number' || !/such as/.test(message));
      expect({ key, value, valid: ours.length === 0 }).toEqual({ key, value, valid: valid(file) });
      refused += ours.length > 0 ? 1 : 0;
    }
  }
  expect(refused).toBeGreaterThan(500);
});
