import { snapshotOf } from '../../src/client/snapshot.js';
import { onlyConfig, type RouteSpec } from '../../src/desired/spec.js';
import { judge, leftovers, outdated } from '../../src/observe/compare.js';

const router = { rule: 'Host(`a.b`)', service: 'a', entryPoints: ['websecure'], tls: { certResolver: 'le' } };
const shownRouter = {
  ...router,
  tls: { options: 'default', certResolver: 'le' },
  priority: 11,
  priorityStr: '11',
  status: 'enabled',
  using: ['websecure'],
};
const balancer = { loadBalancer: { servers: [{ url: 'http://x' }] } };
const shownBalancer = {
  loadBalancer: { servers: [{ url: 'http://x' }], strategy: 'wrr', passHostHeader: true, responseForwarding: { flushInterval: '100ms' } },
  status: 'enabled',
};
const auth = { forwardAuth: { address: 'http://auth', trustForwardHeader: true } };

const http = (routers: object, services: object = {}, middlewares: object = {}) =>
  onlyConfig({ http: { routers, services, middlewares } } as never);
const shown = (routers: object, services: object = {}, middlewares: object = {}) => snapshotOf({ routers, services, middlewares });

const entryPoints = new Map([
  ['web', { tls: false, udp: false }],
  ['websecure', { tls: false, udp: false }],
  ['modelled', { tls: true, udp: false }],
]);

/** One field of the router as it is wanted, and as it is shown. */
const differing = (wanted: object, served: object) =>
  judge(http({ a: { ...router, ...wanted } }), shown({ 'a@file': { ...shownRouter, ...served } }), entryPoints).state;

test.each<[string, object, object, 'live' | 'missing']>([
  ['nothing', {}, {}, 'live'],
  ['the rule', {}, { rule: 'Host(`c.d`)' }, 'missing'],
  ['the service', {}, { service: 'b' }, 'missing'],
  ['the provider of the service', {}, { service: 'a@file' }, 'live'],
  ['another provider of the service', {}, { service: 'a@docker' }, 'missing'],
  ['a priority that is as wanted', { priority: 11 }, {}, 'live'],
  ['the priority', { priority: 50 }, {}, 'missing'],
  ['the priority, the other way', { priority: 50 }, { priority: 60, priorityStr: '60' }, 'missing'],
  ['a priority that only stands as text', { priority: 50 }, { priority: undefined, priorityStr: '50' }, 'live'],
  ['no priority wanted', {}, { priority: 99 }, 'live'],
  ['the resolver', { tls: { certResolver: 'other' } }, {}, 'missing'],
  ['TLS that is not there', {}, { tls: undefined }, 'missing'],
  ['TLS that nobody wants', { tls: undefined }, {}, 'missing'],
  ['TLS of the entryPoint', { tls: undefined, entryPoints: ['modelled'] }, { entryPoints: ['modelled'] }, 'live'],
  ['an entryPoint', { entryPoints: ['websecure', 'web'] }, {}, 'missing'],
  ['an entryPoint more', {}, { entryPoints: ['web', 'websecure'] }, 'live'],
  ['no entryPoints wanted', { entryPoints: undefined }, { entryPoints: ['web'] }, 'live'],
  ['middlewares', { middlewares: ['m'] }, { middlewares: ['m@file'] }, 'live'],
  ['middlewares that are missing', { middlewares: ['m'] }, {}, 'missing'],
  ['their order', { middlewares: ['m', 'n'] }, { middlewares: ['n@file', 'm@file'] }, 'missing'],
  ['middlewares of the entryPoint', { middlewares: ['m'] }, { middlewares: ['first@file', 'm@file'] }, 'live'],
  ['middlewares after ours', { middlewares: ['m'] }, { middlewares: ['m@file', 'last@file'] }, 'missing'],
])('a router differs in %s', (_, wanted, served, state) => expect(differing(wanted, served)).toBe(state));

test.each<[string, object, object, 'live' | 'missing', boolean]>([
  ['nothing', {}, {}, 'live', true],
  ['a server', { servers: [{ url: 'http://y' }] }, {}, 'missing', false],
  ['a server more', { servers: [{ url: 'http://x' }, { url: 'http://y' }] }, {}, 'missing', false],
  ['a server that is gone', {}, { servers: [] }, 'missing', false],
  ['a detail', { strategy: 'p2c' }, {}, 'live', false],
  ['a duration in other words', { healthCheck: { interval: '90s' } }, { healthCheck: { interval: '1m30s' } }, 'live', true],
  ['a duration in hours', { healthCheck: { interval: '3600s' } }, { healthCheck: { interval: '1h0m0s' } }, 'live', true],
  ['a duration in milliseconds', { healthCheck: { interval: '1500ms' } }, { healthCheck: { interval: '1.5s' } }, 'live', true],
  ['a duration', { healthCheck: { interval: '60s' } }, { healthCheck: { interval: '1m1s' } }, 'live', false],
  ['the provider of a transport', { serversTransport: 'a' }, { serversTransport: 'a@file' }, 'live', true],
  ['a falsehood that is not shown', { healthCheck: { followRedirects: false } }, { healthCheck: {} }, 'live', true],
  ['a zero that is not shown', { healthCheck: { port: 0 } }, { healthCheck: {} }, 'live', true],
  ['a truth that is not shown', { healthCheck: { followRedirects: true } }, { healthCheck: {} }, 'live', false],
  ['a list', { sticky: { x: ['a', 'b'] } }, { sticky: { x: ['a'] } }, 'live', false],
  ['the order of a list', { sticky: { x: ['a', 'b'] } }, { sticky: { x: ['b', 'a'] } }, 'live', false],
])('a service differs in %s', (_, wanted, served, state, exact) => {
  const config = http({}, { a: { loadBalancer: { ...balancer.loadBalancer, ...wanted } } });
  const snapshot = shown({}, { 'a@file': { ...shownBalancer, loadBalancer: { ...shownBalancer.loadBalancer, ...served } } });
  expect(judge(config, snapshot, null)).toMatchObject({ state, exact });
});

test.each<[string, object, 'live' | 'missing', boolean]>([
  ['nothing', {}, 'live', true],
  ['the address', { address: 'http://other' }, 'missing', false],
  ['a detail', { trustForwardHeader: false }, 'live', false],
  ['a default that is shown', { maxBodySize: -1 }, 'live', true],
])('a middleware differs in %s', (_, served, state, exact) => {
  const snapshot = shown({}, {}, { 'm@file': { forwardAuth: { ...auth.forwardAuth, ...served } } });
  expect(judge(http({}, {}, { m: auth }), snapshot, null)).toMatchObject({ state, exact });
});

test.each<[string, object, object]>([
  ['nothing is served', {}, { state: 'missing', notes: ['router a', 'service a', 'middleware m'], exact: false }],
  [
    'all is well',
    { routers: { 'a@file': shownRouter }, services: { 'a@file': shownBalancer }, middlewares: { 'm@file': auth } },
    { state: 'live', notes: [], exact: true },
  ],
  [
    'an error',
    {
      routers: { 'a@file': { ...shownRouter, status: 'disabled', error: ['no', 'never'] } },
      services: { 'a@file': shownBalancer },
      middlewares: { 'm@file': { ...auth, status: 'disabled' } },
    },
    { state: 'disabled', notes: ['router a: no', 'router a: never', 'middleware m is disabled'], exact: true },
  ],
  [
    'a warning',
    {
      routers: { 'a@file': { ...shownRouter, status: 'warning', error: ['hm'] } },
      services: { 'a@file': { ...shownBalancer, error: 'odd' } },
      middlewares: { 'm@file': auth },
    },
    { state: 'live', notes: ['router a: hm'], exact: true },
  ],
])('%s', (_, raw, expected) => {
  expect(judge(http({ a: router }, { a: balancer }, { m: auth }), snapshotOf(raw as never), entryPoints)).toEqual(expected);
});

test('what has no place in the API is not looked for', () => {
  expect(judge(onlyConfig({ http: { serversTransports: { a: { insecureSkipVerify: true } } } }), shown({}), null).state).toBe('live');
});

describe('an entryPoint with a model calls its copy otherwise', () => {
  const wanted = http({ a: { ...router, entryPoints: ['web', 'websecure'], tls: undefined } });
  const copy = (entryPoint: string, more: object = {}) => ({ ...shownRouter, entryPoints: [entryPoint], ...more });

  test.each<[string, object, 'live' | 'missing']>([
    ['both', { 'a@file': copy('web'), 'websecure-a@file': copy('websecure') }, 'live'],
    ['one of them', { 'a@file': copy('web') }, 'missing'],
    ['only copies', { 'web-a@file': copy('web'), 'websecure-a@file': copy('websecure') }, 'live'],
    ['a copy of another', { 'a@file': copy('web'), 'websecure-a@file': copy('websecure', { rule: 'Path(`/`)' }) }, 'missing'],
    ['a copy with another service', { 'a@file': copy('web'), 'websecure-a@file': copy('websecure', { service: 'b' }) }, 'missing'],
    ['a copy more', { 'a@file': copy('web'), 'websecure-a@file': copy('websecure'), 'lan-a@file': copy('lan', { service: 'b' }) }, 'live'],
  ])('%s', (_, routers, state) => expect(judge(wanted, shown(routers), null).state).toBe(state));
});

const spec = (config: object, live = true): RouteSpec => ({ ...onlyConfig(config as never), live });

test.each<[string, RouteSpec | null, object | null, object, string[]]>([
  ['nothing was there', null, null, { 'a@file': shownRouter }, []],
  ['it is gone', spec(http({ a: router })), null, {}, []],
  ['it is still there', spec(http({ a: router })), null, { 'a@file': shownRouter }, ['a@file']],
  [
    'its copy, too',
    spec(http({ a: router })),
    null,
    { 'a@file': shownRouter, 'websecure-a@file': shownRouter },
    ['a@file', 'websecure-a@file'],
  ],
  ['it is wanted', spec(http({ a: router })), http({ a: {} }), { 'a@file': shownRouter }, []],
  [
    'one of two',
    spec(http({ a: router, a_http: router })),
    http({ a: {} }),
    { 'a@file': shownRouter, 'a_http@file': shownRouter },
    ['a_http@file'],
  ],
  ['somebody else’s rule', spec(http({ a: router })), null, { 'a@file': { ...shownRouter, rule: 'Path(`/`)' } }, []],
  ['somebody else’s service', spec(http({ a: router })), null, { 'a@file': { ...shownRouter, service: 'b' } }, []],
  ['what was never live', spec(http({ a: router }), false), null, { 'a@file': { ...shownRouter, service: 'b' } }, ['a@file']],
])('left over: %s', (_, before, after, routers, expected) => {
  expect(leftovers(before, after as never, shown(routers))).toEqual(expected);
});

test.each<[string, object, object, object, boolean]>([
  ['as before', router, router, shownRouter, false],
  ['a priority that was taken away', { ...router, priority: 50 }, router, { ...shownRouter, priority: 50 }, true],
  ['a priority that is the length of the rule', { ...router, priority: 11 }, router, shownRouter, false],
  ['a priority that was never shown', { ...router, priority: 50 }, router, shownRouter, false],
  ['a resolver that was taken away', router, { ...router, tls: {} }, shownRouter, true],
])('still shown: %s', (_, before, after, served, expected) => {
  expect(outdated(http({ a: before }), http({ a: after }), shown({ 'a@file': served }))).toBe(expected);
});

test.each<[string, object, object, object, boolean]>([
  ['an interval that is now the default', { interval: '30s' }, {}, { interval: '30s', timeout: '5s' }, false],
  ['a timeout that is now the default', { timeout: '5s' }, {}, { interval: '30s', timeout: '5s' }, false],
  ['an interval that was taken away', { interval: '60s' }, {}, { interval: '1m0s', timeout: '5s' }, true],
])('still shown: %s', (_, before, after, served, expected) => {
  const service = (healthCheck: object) => ({ loadBalancer: { servers: [], healthCheck: { path: '/', ...healthCheck } } });
  expect(outdated(http({}, { a: service(before) }), http({}, { a: service(after) }), shown({}, { 'a@file': service(served) }))).toBe(
    expected,
  );
});

test('nothing before, or nothing shown, is nothing outdated', () => {
  expect(outdated(null, http({ a: router }), shown({ 'a@file': shownRouter }))).toBe(false);
  expect(outdated(http({ a: router }), http({ a: {} }), shown({}))).toBe(false);
  expect(outdated(http({ a: router }), http({}), shown({ 'a@file': shownRouter }))).toBe(false);
});
