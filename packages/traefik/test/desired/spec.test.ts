import { configOf, definitionsIn, idOf, onlyConfig, serviceNamed } from '../../src/desired/spec.js';

const config = onlyConfig({
  http: { routers: { a: { rule: 'r' }, b: { rule: 's' } }, services: { a: { x: 1 } } },
  udp: { routers: { a: { service: 'a' } } },
  tls: { options: { o: { y: 2 } } },
});

test('a configuration is its definitions', () => {
  const definitions = definitionsIn(config);
  expect(definitions.map(idOf)).toEqual(['http.routers.a', 'http.routers.b', 'http.services.a', 'udp.routers.a', 'tls.options.o']);
  expect(definitions[0]).toEqual({ section: 'http', kind: 'routers', name: 'a', fields: { rule: 'r' } });
  expect(configOf(definitions)).toEqual(config);
});

test.each<[string, unknown, unknown[]]>([
  ['nothing', {}, []],
  ['a section that is none', { http: 'x' }, []],
  ['a list of definitions', { tls: { certificates: [{}] } }, [{ section: 'tls', kind: 'certificates', name: '', fields: {} }]],
  ['a definition without a value', { tcp: { routers: { a: null } } }, [{ section: 'tcp', kind: 'routers', name: 'a', fields: {} }]],
])('%s', (_, odd, expected) => expect(definitionsIn(odd as never)).toEqual(expected));

test.each([
  ['routers', 'metube', 'metube'],
  ['routers', 'metube_outpost', 'metube'],
  ['routers', 'metube_http', 'metube'],
  ['routers', 'metube_sso', null],
  ['services', 'metube_outpost', 'metube'],
  ['services', 'metube_http', null],
  ['middlewares', 'metube_sso', 'metube'],
  ['middlewares', 'metube_headers', 'metube'],
  ['middlewares', 'metube_https', 'metube'],
  ['middlewares', 'metube', null],
  ['serversTransports', 'metube', 'metube'],
  ['options', 'metube', null],
  ['constructor', 'metube', null],
  ['routers', '_outpost', null],
  ['routers', '', null],
  ['routers', 'my_router', null],
])('%s %s is a name of %s', (kind, name, service) => expect(serviceNamed({ kind, name })).toBe(service));
