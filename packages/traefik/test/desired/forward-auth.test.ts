import { forwardAuth, knowsLimit, withLimit, withoutLimit } from '../../src/desired/forward-auth.js';
import { onlyConfig } from '../../src/desired/spec.js';

test.each([
  ['3.6.9', true],
  ['v3.6.9', true],
  ['3.6.10', true],
  ['3.7.0', true],
  ['4.0.0', true],
  ['3.6.8', false],
  ['3.5.99', false],
  ['2.11.30', false],
  ['dev', false],
  [null, false],
])('whether %s knows the limit: %s', async (version, knows) => {
  expect(await knowsLimit({ version: async () => version })).toBe(knows);
});

test('without an API it is not known', async () => expect(await knowsLimit(null)).toBe(false));

const spec = (fields: object) => ({
  ...onlyConfig({
    http: {
      routers: { a: { rule: 'r' } },
      middlewares: { a_sso: { forwardAuth: fields as never }, a_headers: { headers: { frameDeny: true } } },
    },
  }),
  live: true,
});

test('the limit is taken away and given again, and nothing else is touched', () => {
  const [full, bare] = [spec({ address: 'x', maxResponseBodySize: 4_194_304 }), spec({ address: 'x' })];
  const change = { system: 'traefik', key: 'a', service: 'a' };
  expect(withoutLimit({ ...change, before: full, after: null })).toEqual({ ...change, before: bare, after: null });
  expect(withoutLimit({ ...change, before: null, after: full })).toEqual({ ...change, before: null, after: bare });
  expect(withLimit(bare)).toEqual(full);
  expect(withLimit(spec({ address: 'x', maxResponseBodySize: 7 }))).toEqual(spec({ address: 'x', maxResponseBodySize: 7 }));
  const open = onlyConfig({ udp: { routers: { a: { service: 'a' } } } });
  expect(withLimit(open)).toEqual(open);
});

test('the middleware asks the outpost, and takes all that it adds', () => {
  const { forwardAuth: options } = forwardAuth('http://outpost:9000') as {
    forwardAuth: { authResponseHeaders: string[]; address: string };
  };
  expect(options.address).toBe('http://outpost:9000/outpost.goauthentik.io/auth/traefik');
  expect(options.authResponseHeaders).toHaveLength(12);
  expect(options.authResponseHeaders).toEqual(expect.arrayContaining(['X-authentik-username', 'X-authentik-meta-version']));
});
