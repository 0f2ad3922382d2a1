import { canonicalConfig, configProblems } from '../../src/rule/dynamic-config.js';

const router = (fields: object) => ({ http: { routers: { a: fields } } });
const balancer = (fields: object) => ({ http: { services: { a: { loadBalancer: fields } } } });
const headers = (fields: object) => ({ http: { middlewares: { a: { headers: fields } } } });

test.each<[string, unknown, unknown]>([
  ['nothing', null, {}],
  ['nothing at all', undefined, {}],
  ['sections that it does not know', { 'x-base': {}, version: 3 }, {}],
  ['a section without a value', { http: null }, {}],
  [
    'names in any case',
    { HTTP: { Routers: { A: { RULE: 'r', entrypoints: ['x'] } } } },
    { http: { routers: { A: { rule: 'r', entryPoints: ['x'] } } } },
  ],
  ['a list as text', router({ entryPoints: 'web, websecure' }), router({ entryPoints: ['web', 'websecure'] })],
  ['a list of one', router({ middlewares: 7 }), router({ middlewares: ['7'] })],
  ['a list of no value', router({ middlewares: null }), router({ middlewares: [] })],
  ['a whole number as text', router({ priority: '-50' }), router({ priority: -50 })],
  ['a whole number', router({ priority: 50 }), router({ priority: 50 })],
  ['a number that is none', router({ priority: '5x' }), router({ priority: '5x' })],
  ['a number of no value', router({ priority: null }), router({})],
  [
    'truths',
    headers({ frameDeny: 'T', stsPreload: 1, isDevelopment: true }),
    headers({ frameDeny: true, stsPreload: true, isDevelopment: true }),
  ],
  [
    'falsehoods',
    headers({ frameDeny: 'f', stsPreload: '0', isDevelopment: false }),
    headers({ frameDeny: false, stsPreload: false, isDevelopment: false }),
  ],
  ['neither', headers({ frameDeny: 'yes', stsPreload: null }), headers({ frameDeny: 'yes' })],
  ['texts', router({ rule: 7, service: null }), router({ rule: '7', service: '' })],
  ['a map where a text should be', router({ rule: {} }), router({ rule: {} })],
  ['texts by name', headers({ customRequestHeaders: { 'x-a': 1 } }), headers({ customRequestHeaders: { 'x-a': '1' } })],
  ['an element that may stand alone', router({ tls: true }), router({ tls: {} })],
  ['the same, switched off', router({ tls: false, observability: null }), router({})],
  ['an element that may not', { tcp: { routers: true } }, { tcp: { routers: true } }],
  [
    'a domain that is no list',
    router({ tls: { domains: { MAIN: 'a', sans: 'b,c' } } }),
    router({ tls: { domains: [{ main: 'a', sans: ['b', 'c'] }] } }),
  ],
  ['what is not looked into', { tls: { stores: { Default: { X: null } } } }, { tls: { stores: { Default: { X: null } } } }],
  ['a field that is unknown', router({ Servce: { A: 1 } }), router({ Servce: { A: 1 } })],
])('%s', (_, file, config) => {
  expect(canonicalConfig(file)).toEqual(config);
  expect(canonicalConfig(config)).toEqual(config);
});

test('names of every object are names like others', () => {
  const file = JSON.parse('{"http":{"routers":{"__proto__":{"rule":"x"},"constructor":{"rule":"y"}}}}') as unknown;
  expect(Object.keys((canonicalConfig(file) as { http: { routers: object } }).http.routers)).toEqual(['__proto__', 'constructor']);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['TLS that stands alone', router({ tls: {} })],
  [
    'all that a router has',
    router({ rule: 'x', service: 'y', entryPoints: [], priority: 9007199254740991, observability: { tracing: true } }),
  ],
  ['durations', balancer({ healthCheck: { interval: '30', timeout: '1m30.5s' } })],
  ['what is not looked into', { http: { middlewares: { a: { plugin: { x: {} }, basicAuth: 7 } } } }],
])('%s is taken', (_, config) => expect(configProblems(config)).toEqual([]));

test.each<[string, unknown, object]>([
  ['a list', [], { at: [], kind: 'mismatch', expected: 'object', value: [] }],
  ['an empty section', { http: {} }, { at: ['http'], kind: 'empty', goType: '*dynamic.HTTPConfiguration', value: {} }],
  [
    'routers of no value',
    { http: { routers: null } },
    { at: ['http', 'routers'], kind: 'empty', goType: 'map[string]*dynamic.Router', value: null },
  ],
  ['an empty router', router({}), { at: ['http', 'routers', 'a'], kind: 'empty' }],
  ['a text for a map', { udp: 'x' }, { at: ['udp'], kind: 'mismatch', expected: 'object', value: 'x' }],
  ['an unknown field', router({ servce: 1 }), { at: ['http', 'routers', 'a'], kind: 'unknown', value: 'servce' }],
  [
    'a priority in words',
    router({ priority: 'high' }),
    { at: ['http', 'routers', 'a', 'priority'], kind: 'mismatch', expected: 'integer', value: 'high' },
  ],
  ['a priority that is too high', router({ priority: 2 ** 63 }), { kind: 'mismatch', expected: 'integer' }],
  ['a priority that is too low', router({ priority: -(2 ** 63) - 2048 }), { kind: 'mismatch', expected: 'integer' }],
  ['half a priority', router({ priority: 1.5 }), { kind: 'mismatch', expected: 'integer' }],
  ['a truth in words', headers({ frameDeny: 'yes' }), { kind: 'mismatch', expected: 'boolean', value: 'yes' }],
  ['an interval in words', balancer({ healthCheck: { interval: 'soon' } }), { kind: 'mismatch', expected: 'string', value: 'soon' }],
  [
    'a server that is none',
    balancer({ servers: [{ url: 'x' }, {}] }),
    { at: ['http', 'services', 'a', 'loadBalancer', 'servers', 1], kind: 'empty' },
  ],
  [
    'a map in a list of texts',
    router({ entryPoints: [{}] }),
    { at: ['http', 'routers', 'a', 'entryPoints', 0], kind: 'mismatch', expected: 'string' },
  ],
  [
    'a middleware of numbers',
    { http: { middlewares: { '1/~': { retry: {} } } } },
    { at: ['http', 'middlewares', '1/~', 'retry'], kind: 'empty' },
  ],
  ['TLS options', { tls: { options: {} } }, { at: ['tls', 'options'], kind: 'empty' }],
])('%s is not', (_, config, problem) => expect(configProblems(config)).toEqual([expect.objectContaining(problem)]));

test.each<[string, unknown, string]>([
  ['a list', [], 'the root is not a map'],
  ['an empty section', { http: {} }, 'http: an empty map'],
  ['routers of no value', { http: { routers: null } }, 'http.routers: an empty map (no value)'],
  ['a text for a map', { udp: 'x' }, 'udp: not a map'],
  ['an unknown field', router({ servce: 1 }), 'http.routers.a: unknown field servce'],
  ['a priority in words', router({ priority: 'high' }), 'http.routers.a.priority: "high" is not a whole number'],
  ['a truth in words', headers({ frameDeny: 'yes' }), 'http.middlewares.a.headers.frameDeny: "yes" is not true or false'],
  [
    'an interval in words',
    balancer({ healthCheck: { interval: 'soon' } }),
    'http.services.a.loadBalancer.healthCheck.interval: "soon" is not a duration',
  ],
  ['a map in a list of texts', router({ entryPoints: ['x', {}] }), 'http.routers.a.entryPoints[1]: not a text'],
  ['a name that looks like a place', { http: { routers: { 1: {} } } }, 'http.routers.1: an empty map'],
])('%s, in plain words', (_, config, message) => expect(configProblems(config).map((one) => one.message)).toEqual([message]));
