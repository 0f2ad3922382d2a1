import { isZero, validate } from '../../src/desired/validate.js';

const http = (router: object, more: object = {}) =>
  ({ http: { routers: { a: { rule: 'Host(`a.b`)', service: 'a', ...router } }, ...more } }) as never;
const tcp = (router: object) => ({ tcp: { routers: { a: { service: 'a', ...router } } } }) as never;
const headers = (fields: object) => http({}, { middlewares: { a_headers: { headers: fields } } });

test.each<[string, never]>([
  ['a router', http({})],
  ['TLS that stands alone', http({ tls: {} })],
  ['every name of TCP', tcp({ rule: 'HostSNI(`*`)' })],
  ['a name of TCP with TLS', tcp({ rule: 'HostSNI(`a.b`)', tls: {} })],
  ['UDP, which has no rules', { udp: { routers: { a: { service: 'a' } } } } as never],
  ['a header', headers({ customResponseHeaders: { 'X-A': '' } })],
  ['patterns of origins', headers({ accessControlAllowOriginListRegex: ['^a$', '^b$'] })],
])('%s', (_, spec) => expect(() => validate('a', spec)).not.toThrow());

test.each<[string, never, string]>([
  ['nothing', {} as never, 'there is nothing in it'],
  ['an empty map', { http: { routers: {} } } as never, 'http.routers: an empty map'],
  ['an unknown field', http({ servce: 'x' }), 'http.routers.a: unknown field servce'],
  ['no rule', http({ rule: undefined }), 'http.routers.a: rule : the rule ends where a matcher is expected (Write matchers such as'],
  ['a rule of TCP', tcp({ rule: 'Host(`a`)' }), 'tcp.routers.a: rule Host(`a`): Traefik has no matcher Host for TCP (It has HostSNI'],
  ['a rule with a hint', http({ rule: 'Host(`a`, `b`)' }), 'not 2 (Join several with ||: Host(`a`) || Host(`b`).)'],
  ['names without TLS', tcp({ rule: 'hostsni(`a.b`)' }), 'tcp.routers.a: rule hostsni(`a.b`): names need TLS'],
  ['patterns without TLS', tcp({ rule: 'HostSNIRegexp(`^a`)' }), 'names need TLS'],
  ['no service', http({ service: undefined }), 'http.routers.a: no service'],
  ['a name', http({}, { middlewares: { 'a@b': { compress: {} } } }), 'http.middlewares.a@b: not a name'],
  ['a name with a space', http({}, { services: { 'a b': { weighted: {} } } }), 'http.services.a b: not a name'],
  [
    'headers without effect',
    headers({ frameDeny: false, stsSeconds: 0 }),
    'http.middlewares.a_headers: headers: no value that has an effect',
  ],
  [
    'a bad pattern',
    headers({ accessControlAllowOriginListRegex: ['^a$', '(a'] }),
    'OriginListRegex: (a is no pattern: missing closing ): `(a`',
  ],
  [
    'the name of a header',
    headers({ customRequestHeaders: { 'X A': 'x' } }),
    'headers.customRequestHeaders: "X A" is not the name of a header',
  ],
  ['a template', http({ service: '{{ x }}' }), '"{{ x }}" holds "{{", which Traefik would read as a template'],
  ['a template in a list', http({ middlewares: ['{{'] }), 'holds "{{"'],
  ['a template in a name', headers({ customRequestHeaders: { '{{x': 'y' } }), 'holds "{{"'],
  ['a control character', http({ service: 'a\u0007' }), '"a\\u0007" holds a control character'],
  ['a line end of Unicode', http({ service: 'a\u2028' }), 'holds a control character'],
  [
    'a host that is not known',
    http({}, { services: { a: { loadBalancer: { servers: [{ url: 'http://nas.not-in-hl-yml.invalid:1' }] } } } }),
    'host nas is not in hl.yml',
  ],
  [
    'one of TCP',
    { tcp: { services: { a: { loadBalancer: { servers: [{ address: 'nas.not-in-hl-yml.invalid:1' }] } } } } } as never,
    'host nas is not in hl.yml',
  ],
  [
    'the outpost',
    http({}, { middlewares: { m: { forwardAuth: { address: 'http://outpost.not-in-hl-yml.invalid/x' } } } }),
    'the URL of the Authentik outpost is not known',
  ],
])('%s is wrong', (_, spec, message) => {
  expect(() => validate('a', spec)).toThrow(
    expect.objectContaining({
      code: 'HL_TRAEFIK_ROUTE',
      kind: 'input',
      message: expect.stringContaining(message) as string,
      hint: 'Correct the traefik section of the service file (or hl.yml); nothing was written.',
    }),
  );
});

test('every problem once, in one line', () => {
  expect(() => validate('A', http({ service: undefined, rule: 'Path(`x`)' }))).toThrow(
    'the route of A would not work: "A" cannot be the name of a route; http.routers.a: rule Path(`x`): Path takes a path, not x (A path begins with /.); http.routers.a: no service',
  );
  const twice = http(
    {},
    { middlewares: { a: { headers: { frameDeny: true, customFrameOptionsValue: '{{' } }, b: { headers: { publicKey: '{{' } } } },
  );
  expect(() => validate('a', twice)).toThrow(/work: "\{\{" holds "\{\{", which Traefik would read as a template$/);
});

test.each([
  [null, true],
  [false, true],
  [0, true],
  ['', true],
  [[], true],
  [{}, true],
  ['0', false],
  [1, false],
  [true, false],
  [[0], false],
  [{ a: null }, false],
])('%j is zero: %s', (value, expected) => expect(isZero(value)).toBe(expected));
