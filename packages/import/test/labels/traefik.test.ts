import { parseDocument, YAMLMap } from 'yaml';
import { labelsOf } from '../../src/labels/labels.js';
import { routesOf } from '../../src/labels/traefik.js';
import { remarks } from '../../src/remarks.js';

function routes(labels: readonly string[], domain: string | null = 'example.org') {
  const container = parseDocument(JSON.stringify({ labels })).contents as YAMLMap;
  const told = remarks();
  const found = routesOf(labelsOf(container), domain, told);
  return { found, left: (container.toJSON() as { labels?: string[] }).labels ?? [], told: told.list.map(({ message }) => message) };
}

const router = (name: string, rest: string): string => `traefik.http.routers.${name}.${rest}`;
const host = (name: string, ...names: string[]): string => router(name, `rule=Host(${names.map((one) => `\`${one}\``).join(',')})`);

test.each([
  ['a name of the domain', [host('a', 'app.example.org')], { subdomain: 'app' }],
  ['a name deeper in the domain', [host('a', 'x.app.example.org')], { subdomain: 'x.app' }],
  ['another name', [host('a', 'app.example.net')], { hosts: ['app.example.net'] }],
  ['both', [host('a', 'app.example.net', 'app.example.org')], { subdomain: 'app', hosts: ['app.example.net'] }],
  [
    'more than a name',
    [router('a', 'rule=Host(`a.example.org`) && PathPrefix(`/x`)')],
    { rule: 'Host(`a.example.org`) && PathPrefix(`/x`)' },
  ],
  [
    'entry points',
    [host('a', 'a.example.org'), router('a', 'entrypoints=web, websecure')],
    { subdomain: 'a', entrypoints: ['web', 'websecure'] },
  ],
  ['TLS', [host('a', 'a.example.org'), router('a', 'tls=true')], { subdomain: 'a', tls: true }],
  [
    'a resolver, whatever the order',
    [router('a', 'tls.certresolver=le'), router('a', 'tls=true'), host('a', 'a.example.org')],
    { subdomain: 'a', tls: { cert_resolver: 'le' } },
  ],
  [
    'names of the certificate',
    [host('a', 'a.example.org'), router('a', 'tls.domains[0].main=example.org'), router('a', 'tls.domains[0].sans=*.example.org')],
    { subdomain: 'a', tls: { domains: [{ main: 'example.org', sans: ['*.example.org'] }] } },
  ],
  ['a priority', [host('a', 'a.example.org'), router('a', 'priority=7')], { subdomain: 'a', priority: 7 }],
  [
    'HTTPS behind',
    [host('a', 'a.example.org'), 'traefik.http.services.a.loadbalancer.server.scheme=https'],
    { subdomain: 'a', scheme: 'https' },
  ],
  ['sticky', [host('a', 'a.example.org'), 'traefik.http.services.a.loadbalancer.sticky.cookie=true'], { subdomain: 'a', sticky: true }],
  [
    'middlewares of a file',
    [host('a', 'a.example.org'), router('a', 'middlewares=x@file,y@file')],
    { subdomain: 'a', middlewares: ['x@file', 'y@file'] },
  ],
  [
    'headers',
    [
      host('a', 'a.example.org'),
      router('a', 'middlewares=h'),
      'traefik.http.middlewares.h.headers.STSSeconds=5',
      'traefik.http.middlewares.h.headers.accesscontrolalloworiginlist=https://a,https://b',
    ],
    { subdomain: 'a', headers: { sts_seconds: 5, access_control_allow_origin_list: ['https://a', 'https://b'] } },
  ],
  [
    'a redirect beside it',
    [
      host('a', 'a.example.org'),
      router('a', 'entrypoints=websecure'),
      host('b', 'a.example.org'),
      router('b', 'entrypoints=web'),
      router('b', 'middlewares=to-https@file'),
    ],
    { subdomain: 'a', entrypoints: ['websecure'], redirect_http: true },
  ],
  [
    'TCP',
    ['traefik.tcp.routers.a.rule=HostSNI(`*`)', 'traefik.tcp.routers.a.entrypoints=mqtt'],
    { rule: 'HostSNI(`*`)', entrypoints: ['mqtt'], tls: false, scheme: 'tcp' },
  ],
  ['UDP', ['traefik.udp.routers.a.entrypoints=dns'], { entrypoints: ['dns'], scheme: 'udp' }],
])('%s', (_, labels, section) => {
  const { found, left } = routes(['traefik.enable=true', ...labels]);
  expect(found.map((route) => route.section)).toEqual([section]);
  expect(left).toEqual([]);
});

test('without a domain every name is written in full', () => {
  expect(routes([host('a', 'a.example.org')], null).found[0]?.section).toEqual({ hosts: ['a.example.org'] });
});

test('routers to one port that differ in a name are one route; to another port another page', () => {
  const labels = [
    host('a', 'a.example.org'),
    host('b', 'b.example.org'),
    host('c', 'c.example.org'),
    router('a', 'service=x'),
    router('b', 'service=x'),
    router('c', 'service=y'),
  ];
  const ports = ['traefik.http.services.x.loadbalancer.server.port=80', 'traefik.http.services.y.loadbalancer.server.port=81'];
  expect(routes([...labels, ...ports]).found.map(({ name, port, section }) => [name, port, section])).toEqual([
    ['a', 80, { subdomain: 'a', hosts: ['b.example.org'] }],
    ['c', 81, { subdomain: 'c' }],
  ]);
});

test('a path that Traefik checks is a health check', () => {
  expect(routes([host('a', 'a.example.org'), 'traefik.http.services.a.loadbalancer.healthcheck.path=/health']).found[0]).toMatchObject({
    health: '/health',
    section: { health_check: true },
  });
});

test.each([
  [
    'a middleware with no key of ours',
    [host('a', 'a.example.org'), router('a', 'middlewares=auth'), 'traefik.http.middlewares.auth.basicauth.users=x'],
    ['traefik.enable=true', 'traefik.http.middlewares.auth.basicauth.users=x'],
    'the middleware auth (basicauth) stays a label',
  ],
  [
    'a middleware of another container',
    [host('a', 'a.example.org'), router('a', 'middlewares=auth@docker')],
    [],
    'auth is a middleware of another container',
  ],
  [
    'a service that is none of this container',
    [host('a', 'a.example.org'), router('a', 'service=api@internal')],
    ['traefik.enable=true', host('a', 'a.example.org'), router('a', 'service=api@internal')],
    'a leads to api@internal, not to this container; its labels stay',
  ],
  ['a rule that cannot be read', [router('a', 'rule=Host(a)')], [], 'the rule cannot be read'],
  ['no rule', [router('a', 'entrypoints=web')], [], "the router has no rule, so Traefik makes one of the container's name"],
  [
    'TLS handed through',
    ['traefik.tcp.routers.a.rule=HostSNI(`a.example.org`)', 'traefik.tcp.routers.a.tls.passthrough=true'],
    [],
    'a hands TLS through to the container, which has no key here',
  ],
])('%s is told', (_, labels, stays, message) => {
  const { left, told } = routes(['traefik.enable=true', ...labels]);
  expect(told).toContain(message);
  expect(left).toEqual(stays);
});

test('what Traefik is told to leave alone has no route', () => {
  const { found, left } = routes(['traefik.enable=false', host('a', 'a.example.org')]);
  expect([found, left.length]).toEqual([[], 2]);
});
