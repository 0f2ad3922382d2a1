import { decode } from '../../../src/traefik/provider/decode.js';

const router = (fields: string): string => `http:\n  routers:\n    a: {${fields}}\n`;
const middleware = (options: string): string => `http: {middlewares: {m: {${options}}}}\n`;

test.each([
  ['an empty map of routers', 'http:\n  routers: {}\n', 'routers cannot be a standalone element (type map[string]*dynamic.Router)'],
  ['routers without a value', 'http:\n  routers:\n', 'routers cannot be a standalone element (type map[string]*dynamic.Router)'],
  ['an empty http', 'http: {}\n', 'http cannot be a standalone element (type *dynamic.HTTPConfiguration)'],
  ['an unknown field', router('bogus: 1, rule: x, service: y'), 'field not found, node: bogus'],
  ['broken YAML', 'http: "\n', 'yaml: '],
  ['a key twice', 'http:\n  routers:\n    a: {rule: x}\n    a: {rule: y}\n', 'yaml: Map keys must be unique'],
  ['a list', '- http\n', 'yaml: unmarshal errors: cannot unmarshal into map[string]interface {}'],
  ['a text for a map', 'http: x\n', 'field http: unexpected value "x" (type *dynamic.HTTPConfiguration)'],
  ['a map for a text', router('rule: {}'), 'field rule: unexpected value {} (type )'],
  ['a priority in words', router('rule: x, priority: abc'), 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['the greatest integer as priority', router('rule: x, priority: 9223372036854775807'), 'strconv.ParseInt'],
  ['a truth in words', middleware('headers: {frameDeny: "yes"}'), 'strconv.ParseBool: parsing "yes": invalid syntax'],
  ['retry', middleware('retry: {}'), 'retry cannot be a standalone element (type *dynamic.Retry)'],
  ['rateLimit', middleware('rateLimit: {}'), 'rateLimit cannot be a standalone element (type *dynamic.RateLimit)'],
  ['buffering', middleware('buffering: {}'), 'buffering cannot be a standalone element (type *dynamic.Buffering)'],
  [
    'an interval in words',
    'http: {services: {s: {loadBalancer: {healthCheck: {path: /, interval: soon}}}}}\n',
    'time: invalid duration "soon"',
  ],
  ['a template, even in a comment', '# {{ nope }}\n', 'function "nope" not defined'],
])('%s is rejected', (_, text, reason) => expect(() => decode(text, 'a.yml')).toThrow(reason));

test('TOML is read as such', () => {
  expect(decode('[http.routers.a]\nrule = "x"\npriority = "7"\n', 'a.TOML')).toEqual({
    http: { routers: { a: { rule: 'x', priority: 7 } } },
  });
  expect(() => decode('a = \n', 'a.toml')).toThrow('TOML');
});

test.each<[string, string, object]>([
  ['nothing', '', {}],
  ['comments only', '# hi\n', {}],
  ['unknown keys at the root', 'x-base: {a: 1}\n', {}],
  ['http without a value', 'http:\n', {}],
  [
    'any case, a string for a list, a number as text',
    'HTTP:\n  Routers:\n    c: {Rule: "Host(`c`)", SERVICE: c, entrypoints: websecure, priority: "50"}\n',
    { http: { routers: { c: { rule: 'Host(`c`)', service: 'c', entryPoints: ['websecure'], priority: 50 } } } },
  ],
  ['a list with commas', router('entryPoints: "web,websecure"'), { http: { routers: { a: { entryPoints: ['web', 'websecure'] } } } }],
  ['TLS in few words', router('rule: x, tls: true'), { http: { routers: { a: { rule: 'x', tls: {} } } } }],
  ['no TLS', router('rule: x, tls: false'), { http: { routers: { a: { rule: 'x' } } } }],
  ['an environment variable', '# {{ env "X" }}\n', {}],
  ['a second document, which is not read', 'x-a: 1\n---\nhttp: {}\n', {}],
  [
    'merge keys',
    'x: &x {rule: r}\nhttp: {routers: {a: {<<: *x, service: s}}}\n',
    { http: { routers: { a: { rule: 'r', service: 's' } } } },
  ],
  ['a template comment and a variable', '{{/* of\nours */}}\n{{ $x := env "X" }}\n# {{ $x }}\n', {}],
])('%s is taken', (_, text, expected) => expect(decode(text, 'a.yml')).toEqual(expected));

test.each([
  ['0b11', '<int Value>'],
  ['0o17', '<int Value>'],
  ['1_000', '<int Value>'],
  ['1.5', '<float64 Value>'],
  ['1e3', '<float64 Value>'],
  ['true', '<bool Value>'],
  ['2026-08-15', '<time.Time Value>'],
  ['"123"', '123'],
  ['yes', 'yes'],
  ['a-1', 'a-1'],
])('the name %s is served as %s', (name, expected) => {
  const { http } = decode(`http: {routers: {${name}: {rule: x}}}\n`, 'a.yml') as { http: { routers: object } };
  expect(Object.keys(http.routers)).toEqual([expected]);
});
