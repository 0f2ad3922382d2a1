import type { Json } from '@hl/core';
import { merge, type JsonMap } from '@hl/compose';
import { unique } from '../src/merge/unique.js';

/** The same numbers for the same seed, in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

/** Some of the items, in their order. */
const some = <T>(random: Random, items: readonly T[], chance = 0.4): T[] => items.filter(() => random() < chance);

const lines = (map: Readonly<Record<string, Json>>): string[] =>
  Object.entries(map).map(([name, value]) => (value === null ? name : `${name}=${String(value)}`));

/** A few pairs, as a map or as a list. */
const pairs =
  (values: readonly Json[], names = ['A', 'B', 'C.d', 'e/f']) =>
  (random: Random): Json => {
    const map = Object.fromEntries(some(random, names, 0.5).map((name) => [name, pick(random, values)]));
    return random() < 0.5 ? map : lines(map);
  };

/** At least one: compose 2.26 has trouble with `[]` over nothing. */
const list =
  (...items: readonly Json[]) =>
  (random: Random): Json =>
    atLeastOne(random, items);

const atLeastOne = (random: Random, items: readonly Json[]): Json[] => {
  const chosen = some(random, items);
  return chosen.length > 0 ? chosen : [pick(random, items)];
};

const oneOrList =
  (...items: readonly Json[]) =>
  (random: Random): Json =>
    random() < 0.4 ? pick(random, items) : atLeastOne(random, items);

const one =
  (...items: readonly Json[]) =>
  (random: Random): Json =>
    pick(random, items);

const map =
  (keys: Readonly<Record<string, (random: Random) => Json>>, chance = 0.5) =>
  (random: Random): Json =>
    Object.fromEntries(some(random, Object.entries(keys), chance).map(([key, make]) => [key, make(random)]));

const text = ['', '${NONE:-d}', 'a$$b', 'x', 'a b', '1_000', '0x1F', '2024-01-01', 'a=b', 'yes', 1, 1.5, true];

/** Ways to write each key of a service. */
const keys: Readonly<Record<string, (random: Random) => Json>> = {
  annotations: pairs(['x', 'y', 'a=b']),
  attach: one(true, false),
  build: (random) =>
    random() < 0.2
      ? './b'
      : map({
          context: one('.', './c'),
          dockerfile: one('D', 'E'),
          args: pairs(['x', 1, null]),
          labels: pairs(['x', 'y']),
          target: one('s', 't'),
          cache_from: list('i', 'j'),
          extra_hosts: pairs(['192.0.2.1', '192.0.2.2']),
          tags: list('t:1', 't:2'),
          additional_contexts: pairs(['./x', './y']),
          network: one('host', 'none'),
          shm_size: one('1m', 4096),
        })(random),
  cap_add: list('NET_ADMIN', 'SYS_TIME', 'ALL'),
  cap_drop: list('ALL', 'MKNOD'),
  cgroup_parent: one('x', 'y'),
  command: one('a "b c" d', ['a', 'b'], [], '', "sh -c 'x && y'"),
  configs: list('c', { source: 'c', target: '/c' }, { source: 'd', target: '/c', mode: 0o440 }, { source: 'd' }, { source: 'd', uid: '1' }),
  container_name: one('n', 'm'),
  cpu_shares: one(5, 6),
  cpus: one(0.5, '1.5', 2),
  depends_on: (random) =>
    random() < 0.5
      ? atLeastOne(random, ['db', 'cache'])
      : map({
          db: one({ condition: 'service_healthy' }, { condition: 'service_started', restart: true }),
          cache: one({ condition: 'service_completed_successfully', required: false }),
        })(random),
  deploy: map({
    replicas: one(0, 1),
    labels: pairs(['x', 'y']),
    resources: map({
      limits: map({ pids: one(6) }),
      reservations: map({ devices: list({ capabilities: ['gpu'], driver: 'nvidia', count: 'all' }, { capabilities: ['tpu'] }) }),
    }),
    restart_policy: map({ condition: one('any', 'on-failure'), delay: one('5s', '90s'), max_attempts: one(0, 3) }),
    placement: map({ constraints: list('node.role==manager', 'a==b') }),
    mode: one('replicated', 'global'),
  }),
  devices: list('/dev/a', '/dev/b:/dev/a', '/dev/c:/dev/d:r', 'example.org/gpu=all'),
  dns: oneOrList('192.0.2.1', '192.0.2.2', '::1'),
  dns_opt: list('a', 'timeout:3'),
  dns_search: oneOrList('example.org', 'example.com'),
  domainname: one('d', 'e'),
  entrypoint: one('/e x', ['/e'], []),
  env_file: (random) =>
    random() < 0.4
      ? pick(random, ['a.env', './b.env'])
      : atLeastOne(random, ['a.env', 'b.env', { path: 'c.env', required: false }, { path: 'a.env' }, 'none.env'].slice(0, 4)),
  environment: pairs([...text, null], ['A', 'B', 'C', 'FROM', 'e.f']),
  expose: list('1', '2/udp', '3-4'),
  external_links: list('x:y', 'z'),
  extra_hosts: (random) =>
    random() < 0.5
      ? map({ a: one('192.0.2.1', '192.0.2.2'), b: one('host-gateway', '::1') })(random)
      : atLeastOne(random, ['a:192.0.2.1', 'a=192.0.2.2', 'b:host-gateway', 'c:::1']),
  group_add: list('video', 109, 'render'),
  healthcheck: map({
    test: one('curl x', ['CMD', 'x'], ['NONE']),
    interval: one('90s', '1m'),
    timeout: one('500ms', '3s'),
    retries: one(0, 3),
    start_period: one('1h'),
    disable: one(true, false),
  }),
  hostname: one('h', 'i'),
  init: one(true, false),
  ipc: one('host', 'private'),
  isolation: one('x'),
  labels: pairs([...text, 'z']),
  logging: map({ driver: one('json-file', 'local'), options: map({ 'max-size': one('1m', '2m'), 'max-file': one('3') }) }),
  links: list('db', 'cache:c'),
  blkio_config: map({ weight: one(10, 20), device_read_bps: list({ path: '/dev/a', rate: '1mb' }, { path: '/dev/b', rate: 5 }) }),
  cgroup: one('host', 'private'),
  device_cgroup_rules: list('c 1:3 mr', 'a 7:* rmw'),
  gpus: one('all', [{ driver: 'nvidia', count: 2 }], [{ capabilities: ['gpu'], device_ids: ['0'] }]),
  mem_swappiness: one(0, 60),
  network_mode: one('host', 'none', 'bridge', 'service:db'),
  oom_kill_disable: one(true, false),
  scale: one(0, 1),
  uts: one('host'),
  volumes_from: list('db', 'cache:ro', 'container:x'),
  mac_address: one('02:42:ac:11:00:02'),
  mem_limit: one('512m', '1g', 1048576, '1.5gb'),
  mem_reservation: one('64m', '1k'),
  memswap_limit: one('1g', '2g'),
  networks: (random) =>
    random() < 0.5
      ? atLeastOne(random, ['n', 'm', 'default'])
      : map({
          n: one(null, { aliases: ['x', 'y'] }, { aliases: ['y'], ipv4_address: '192.0.2.7' }),
          m: one({ priority: 5 }, { link_local_ips: ['192.0.2.8'] }),
          default: one(null),
        })(random),
  oom_score_adj: one(5, -5),
  pid: one('host'),
  pids_limit: one(6),
  platform: one('linux/amd64'),
  ports: list(
    '8080:80',
    '8080:80/udp',
    '${NONE:-9100}:91',
    '127.0.0.1:8080:80',
    '0.0.0.0:8080:80',
    '[::1]:8080:80',
    '9000-9004:9000-9004',
    '9001:9001',
    '9002-9003:9002-9003',
    '9000-9004:80',
    '7000',
    7000,
    '7000-7002',
    '127.0.0.1::90',
    { target: 80, published: '8080' },
    { target: 80, published: '8080', mode: 'host', protocol: 'udp' },
    { target: 9003, published: '9003', host_ip: '127.0.0.1' },
    { target: 81, published: '8000-8010', name: 'x', app_protocol: 'http' },
  ),
  privileged: one(true, false),
  profiles: list('p', 'q'),
  pull_policy: one('always', 'missing', 'if_not_present', 'never'),
  read_only: one(true, false),
  restart: one('no', 'always', 'on-failure:3', 'unless-stopped'),
  runtime: one('runc', 'x'),
  secrets: list('s', { source: 's', target: 'x' }, { source: 't', target: '/run/secrets/s' }, { source: 't', uid: '1', mode: 0o400 }),
  security_opt: list('no-new-privileges:true', 'label:disable'),
  shm_size: one('64m', 1024, '1gb'),
  stdin_open: one(true, false),
  stop_grace_period: one('90s', '1m30s', '10s'),
  stop_signal: one('SIGINT', 'SIGTERM'),
  storage_opt: map({ size: one('1G', '2G') }),
  sysctls: pairs(['1', 2], ['net.a', 'net.b']),
  tmpfs: oneOrList('/a', '/b:size=1', '/b:size=2'),
  tty: one(true, false),
  ulimits: map({ nofile: one(3, { soft: 1, hard: 2 }, { soft: 5, hard: 6 }), nproc: one(7) }),
  user: one('1000', '1:2'),
  userns_mode: one('host'),
  volumes: list(
    './a:/a',
    '${NONE:-./v}:/a',
    '${NONE:-data}:/w:ro',
    '/b:/a:ro',
    'data:/data:nocopy',
    'data:/a:rw',
    '/anonymous',
    './c:/c:z,rslave',
    './c:/c:ro,Z,rshared,cached',
    '~/h:/h:delegated',
    'x:/one',
    { type: 'bind', source: './d', target: '/a', bind: { propagation: 'rprivate', create_host_path: true } },
    { type: 'volume', source: 'data', target: '/e', read_only: true, volume: { nocopy: true } },
    { type: 'tmpfs', target: '/c', tmpfs: { size: 1000 } },
    { type: 'tmpfs', target: '/t', tmpfs: { size: '1m' } },
    { type: 'bind', source: '/', target: '/host/' },
  ),
  working_dir: one('/w', '/v'),
  'x-own': one({ a: [1] }, 'y'),
};

/** A service in compose's words; an override holds markers and nulls, too. */
function service(random: Random, base?: JsonMap): JsonMap {
  const chosen = some(random, Object.entries(keys), 0.3).map(([key, make]): [string, Json] => {
    const value = make(random);
    if (!base) return [key, value];
    const way = random();
    if (way < 0.16) return [key, way < 0.08 ? { '!reset': null } : { '!override': value }];
    if (way < 0.2 && nullable.has(key) && key in base) return [key, null];
    return [key, once.has(key) ? without(value as Json[], base[key]) : value];
  });
  const kept = chosen.filter(([key, value]) => !Array.isArray(value) || value.length > 0 || !once.has(key));
  const there = new Set([...kept.map(([key]) => key), ...Object.keys(base ?? {})]);
  return Object.fromEntries(kept.filter(([key]) => !(exclusive[key] ?? []).some((other) => there.has(other))));
}

/** Of these compose refuses the same item twice. */
const once = new Set(['device_cgroup_rules', 'external_links', 'group_add', 'security_opt', 'volumes_from']);

const without = (items: readonly Json[], others: Json | undefined): Json[] =>
  items.filter((item) => !(Array.isArray(others) && others.some((other) => String(other) === String(item))));

/** What compose refuses beside something else. */
const exclusive: Readonly<Record<string, readonly string[]>> = {
  network_mode: ['networks'],
  networks: ['network_mode'],
  scale: ['deploy'],
  deploy: ['scale', 'cpus', 'mem_limit', 'mem_reservation', 'pids_limit'],
  cpus: ['deploy'],
  mem_limit: ['deploy'],
  mem_reservation: ['deploy'],
};

const nullable = new Set(['environment', 'labels', 'command', 'entrypoint', 'networks', 'ports', 'volumes', 'restart', 'healthcheck']);

const parts = {
  networks: {
    n: one(
      null,
      { driver: 'bridge', labels: ['a=1'] },
      { driver_opts: { x: '1' }, labels: { a: '2', b: '3' } },
      { ipam: { config: [{ subnet: '192.0.2.0/28' }] } },
    ),
    m: one(
      { internal: true },
      { name: 'edge', external: true },
      { ipam: { driver: 'default', config: [{ subnet: '192.0.2.0/28', gateway: '192.0.2.1' }] } },
    ),
  },
  volumes: { data: one(null, { name: 'data' }, { labels: { a: '1' } }, { labels: ['b=2'], driver_opts: { type: 'nfs' } }) },
  secrets: { s: one({ file: './s' }, { file: './s2' }), t: one({ environment: 'HOME' }) },
  configs: { c: one({ content: 'x' }), d: one({ file: './d' }, { file: './e' }) },
};

/** Everything that a service may name is there; an override says some of it again. */
function top(random: Random, over: boolean): JsonMap {
  const maps = Object.entries(parts).map(([part, things]): [string, Json] => [
    part,
    Object.fromEntries(some(random, Object.entries(things), over ? 0.3 : 1).map(([name, make]) => [name, make(random)])),
  ]);
  return Object.fromEntries(maps.filter(([, map]) => !over || Object.keys(map as object).length > 0));
}

/** A compose file and one over it. */
export function pair(seed: number): readonly [JsonMap, JsonMap] {
  const random = seeded(seed);
  const others = { db: { image: 'db', healthcheck: { test: 'x' } }, cache: { image: 'cache' } };
  const base = { services: { web: { image: 'web', ...service(random) }, ...others }, ...top(random, false) };
  const over = { services: { web: service(random, base.services.web) }, ...top(random, true) };
  // A list that says the same twice in two ways is an oddity; in an override compose 2.26 takes now the one, now the other.
  return [base, unique(over) as JsonMap];
}

/** The same file in another spelling, half of the time with one thing changed. */
export function changed(seed: number, file: JsonMap): JsonMap {
  const random = seeded(seed ^ 0x5bd1e995);
  const services = file['services'] as { readonly web: JsonMap };
  const web = Object.fromEntries(Object.entries(services.web).map(([key, value]) => [key, respelt(random, key, value)]));
  if (random() < 0.5) {
    const key = pick(
      random,
      Object.keys(keys).filter((name) => name !== 'env_file'),
    );
    const value = keys[key]?.(random) ?? null;
    return { ...file, services: { ...services, web: merge({ a: web }, { a: { [key]: { '!override': value } } })['a'] as JsonMap } };
  }
  return { ...file, services: { ...services, web } };
}

const spellings: Readonly<Record<string, (value: Json) => Json>> = {
  command: (value) =>
    typeof value === 'string' ? (['a', 'b c', 'd'].join(' ') === value.replace(/"/g, '') ? ['a', 'b c', 'd'] : value) : value,
  devices: (value) =>
    (value as Json[]).map((item) => (item === '/dev/b:/dev/a' ? { source: '/dev/b', target: '/dev/a', permissions: 'rwm' } : item)),
  dns: (value) => [value].flat() as Json,
  depends_on: (value) =>
    Array.isArray(value) ? Object.fromEntries(value.map((name: Json) => [String(name), { condition: 'service_started' }])) : value,
  environment: (value) =>
    Array.isArray(value) ? Object.fromEntries(value.map((line: Json) => splitLine(String(line)))) : lines(value as Record<string, Json>),
  labels: (value) =>
    Array.isArray(value) ? Object.fromEntries(value.map((line: Json) => splitLine(String(line)))) : lines(value as Record<string, Json>),
  mem_limit: (value) => (value === '512m' ? '0.5g' : value === '1g' ? 1024 ** 3 : value),
  networks: (value) => (Array.isArray(value) ? Object.fromEntries(value.map((name: Json) => [String(name), null])) : value),
  ports: (value) =>
    (value as Json[]).map((item) =>
      item === '8080:80'
        ? { target: 80, published: 8080 }
        : item === 7000
          ? '7000/tcp'
          : item === '127.0.0.1::90'
            ? { target: '90', host_ip: '127.0.0.1' }
            : item,
    ),
  pull_policy: (value) => (value === 'missing' ? 'if_not_present' : value),
  secrets: (value) => (value as Json[]).map((item) => (item === 's' ? { source: 's', target: '/run/secrets/s' } : item)),
  stop_grace_period: (value) => (value === '90s' ? '1m30s' : value),
  tmpfs: (value) => [value].flat() as Json,
  volumes: (value) =>
    (value as Json[]).map((item) =>
      item === './a:/a'
        ? { type: 'bind', source: './x/../a/', target: '/a', bind: { create_host_path: true } }
        : item === '/anonymous'
          ? { type: 'volume', target: '/anonymous/' }
          : item,
    ),
};

const splitLine = (line: string): [string, Json] =>
  line.includes('=') ? [line.replace(/=.*$/s, ''), line.replace(/^[^=]*=/s, '')] : [line, null];

function respelt(random: Random, key: string, value: Json): Json {
  const spelling = random() < 0.8 ? spellings[key] : undefined;
  return value === null || spelling === undefined ? value : spelling(value);
}
