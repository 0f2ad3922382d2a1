import { faultOf, findFaults, placeOf, stoppedBy, withMessage } from '../../src/observe/faults.js';

const byVersion = 'by version';
const router = (fields: string): string => `http:\n  routers:\n    a: {${fields}}\n`;

test.each<[string, string, string, object | null]>([
  ['an empty file', 'a.yml', '', null],
  ['a good file', 'a.yml', router('rule: x, service: y'), null],
  ['a second document', 'a.yml', 'x: 1\n---\nhttp: {}\n', null],
  ['an unknown section', 'a.yml', 'x-base: {}\n', null],
  ['an empty map', 'a.yml', 'http:\n  routers: {}\n', { line: 2, why: 'http.routers: an empty map', sure: true }],
  ['an empty section', 'a.yml', '\n\ntcp: {}\n', { line: 3, why: 'tcp: an empty map', sure: true }],
  ['an empty map further in', 'a.yml', router(''), { line: 3, why: 'http.routers.a: an empty map', sure: byVersion }],
  ['TLS options', 'a.yml', 'tls:\n  options: {}\n', { line: 2, why: 'tls.options: an empty map', sure: byVersion }],
  ['a map without a value', 'a.yml', 'http:\n  routers:\n', { line: 2, why: 'http.routers: an empty map (no value)', sure: byVersion }],
  ['a text for a map', 'a.yml', 'http: x\n', { line: 1, why: 'http: not a map', sure: true }],
  ['an unknown field', 'a.yml', router('\n      servce: x'), { line: 4, why: 'http.routers.a: unknown field servce', sure: byVersion }],
  ['an unknown kind', 'a.yml', 'http:\n  router: {}\n', { line: 2, why: 'http: unknown field router', sure: byVersion }],
  [
    'in other letters',
    'a.yml',
    'HTTP:\n  Routers:\n    A:\n      Servce: x\n',
    { line: 4, why: 'http.routers.A: unknown field Servce', sure: byVersion },
  ],
  [
    'a priority in words',
    'a.yml',
    router('priority: abc'),
    { line: 3, why: 'http.routers.a.priority: "abc" is not a whole number', sure: byVersion },
  ],
  [
    'an item of a list',
    'a.yml',
    'http:\n  services:\n    a:\n      loadBalancer:\n        servers:\n          - url: x\n          - {}\n',
    { line: 7, why: 'http.services.a.loadBalancer.servers[1]: an empty map', sure: byVersion },
  ],
  ['a list', 'a.yml', '- http\n', { line: null, why: 'the root is not a map', sure: true }],
  ['a name twice', 'a.yml', 'a: 1\na: 2\n', { line: 2, why: 'Map keys must be unique', sure: true }],
  ['a quote that is not closed', 'a.yml', 'a: "\n', { line: 2, why: 'Missing closing "quote', sure: true }],
  ['tabs, which Go may take', 'a.yml', 'a:\n\tb: 1\n', { line: 2, why: 'Tabs are not allowed as indentation', sure: false }],
  ['an alias of nothing', 'a.yml', 'http: *nowhere\n', { line: null, why: expect.stringMatching(/^Unresolved alias/), sure: true }],
  [
    'a word of no template',
    'a.yml',
    'a: 1\n# {{ nope }}\n',
    { line: 2, why: '"{{" is a template to Traefik, even in a comment', sure: false },
  ],
  [
    'a template that is not closed',
    'a.yml',
    'a: {{ env "X"\n',
    { line: 1, why: '"{{" is a template to Traefik, even in a comment', sure: false },
  ],
  ['a template that only Traefik can tell', 'a.yml', 'http: {{ env "X" }}\n{{- end -}}\n', null],
  ['TOML', 'a.toml', '[http.routers.a]\nrule = "x"\n', null],
  [
    'TOML with an unknown field',
    'a.TOML',
    '[http.routers.a]\nservce = "x"\n',
    { line: null, why: 'http.routers.a: unknown field servce', sure: byVersion },
  ],
  ['TOML that is broken', 'a.toml', 'a = 1\nb = \n', { line: 2, why: expect.stringMatching(/^Invalid TOML/), sure: false }],
])('%s', (_, file, text, expected) => expect(faultOf(file, text)).toEqual(expected));

const api = (version: string | null) => ({ version: async () => version }) as never;
const unknown = new Map([['a.yml', router('servce: x')]]);

test.each([
  ['3.7.9', true],
  ['v3.0.0', true],
  ['3.8.0', false],
  ['4.7.0', false],
  [null, false],
])('whether Traefik %s is sure to reject a field that we do not know: %s', async (version, sure) => {
  expect(await findFaults(unknown, api(version))).toEqual([{ file: 'a.yml', line: 3, why: 'http.routers.a: unknown field servce', sure }]);
});

test('the version is asked only when it matters', async () => {
  const files = new Map<string, string | null>([
    ['a.yml', null],
    ['b.yml', 'http: {}\n'],
    ['c.yml', ''],
  ]);
  const never = { version: () => Promise.reject(new Error('asked')) } as never;
  expect(await findFaults(files, never)).toEqual([
    { file: 'a.yml', line: null, why: 'it cannot be read', sure: false },
    { file: 'b.yml', line: 1, why: 'http: an empty map', sure: true },
  ]);
  expect(await findFaults(unknown, null)).toMatchObject([{ sure: false }]);
});

const fault = { file: 'a.yml', line: 3, why: 'broken', sure: true };

test('in words', () => {
  expect(placeOf(fault, '/etc/traefik')).toBe('/etc/traefik/a.yml:3');
  expect(placeOf({ ...fault, line: null }, '/etc/traefik')).toBe('/etc/traefik/a.yml');
  expect(withMessage(fault, '/t').message).toBe(
    'Traefik rejects every update of its files, and after a restart has none of their routes: /t/a.yml:3: broken',
  );
  expect(withMessage({ ...fault, sure: false }, '/t').message).toMatch(/^Traefik may reject every update/);
  expect(stoppedBy([fault, { ...fault, line: null }, fault, fault])).toBe(
    'another file stops all updates: a.yml: line 3: broken; a.yml: broken; a.yml: line 3: broken',
  );
});
