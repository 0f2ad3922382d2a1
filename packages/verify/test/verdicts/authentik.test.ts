import { browserAddress, fromCallback, fromGate, isLogin, startOf } from '../../src/verdicts/authentik.js';
import { described, isRedirect, withoutQuery } from '../../src/verdicts/reply.js';

const reply = (status: number, location?: string, body = '') => ({ status, headers: location === undefined ? {} : { location }, body });
const login = 'https://auth.example.org/application/o/authorize/?client_id=x&state=hush';
const start = 'https://metube.example.org/outpost.goauthentik.io/start';

test.each([
  ['the login', reply(302, login), '302 to the login', undefined],
  ['the login, by another status', reply(307, login), '307 to the login', undefined],
])('%s is a pass', (_, given, actual, hint) => {
  expect(fromGate(given)).toEqual({ pass: true, actual, hint });
});

test.each([
  ['open', reply(200), '200: open without a login', /forwardAuth/],
  ['a redirect of the service', reply(302, '/home'), '302 to /home: open without a login', /forwardAuth/],
  ['the login, as a page', reply(200, login), '200 to https://auth.example.org/application/o/authorize/: open without a login', /./],
  [
    'unknown to the outpost',
    reply(400, undefined, '{"Message":"no app for hostname"}'),
    '400: the outpost does not know this host',
    /refresh/,
  ],
  ['another bad request', reply(400), '400', undefined],
  ['unknown to the embedded outpost', reply(404, undefined, '{"detail":"Not Found"}'), '404 from the outpost', /refresh/],
  ['no outpost', reply(500), '500: Traefik cannot ask the outpost', /outpost_url/],
  ['an error of the service', reply(500, undefined, 'oh'), '500', undefined],
  ['its own start page', reply(302, `${start}?rd=hush`), `302 to ${start}`, /external_url/],
  ['forbidden', reply(403), '403', undefined],
])('%s is none', (_, given, actual, hint) => {
  expect(fromGate(given)).toEqual({ pass: false, actual, hint: hint && expect.stringMatching(hint) });
});

const callback = new URL('https://metube.example.org/outpost.goauthentik.io/callback?X-authentik-auth-callback=true');
test.each([
  ['a bad request without a word', reply(400), null],
  ["a bad request, on Authentik's page", reply(400, undefined, '<title>authentik</title>'), null],
  ['the external host', reply(302, 'https://metube.example.org/'), null],
  ['the external host, without a slash', reply(302, 'https://metube.example.org'), null],
  ['no router', reply(404, undefined, '404 page not found\n'), "404 page not found, Traefik's own"],
  ["the service's own page", reply(200, undefined, '<html>'), '200'],
  ["the service's 404", reply(404, undefined, 'mine'), '404'],
  ["the service's own words", reply(400, undefined, '400: Bad Request'), '400'],
  ['an outpost that does not know the host', reply(400, undefined, '{"Message":"no app for hostname"}'), '400'],
  ['the login again, in a circle', reply(302, login), '302 to https://auth.example.org/application/o/authorize/'],
  ["the service's login", reply(302, '/login'), '302 to /login'],
])('the way back from the login: %s', (_, given, seen) => {
  expect(fromCallback(given, callback)).toBe(seen && `/outpost.goauthentik.io/callback, the way back from the login: ${seen}`);
});

test('the external host of a provider may have a path', () => {
  const under = new URL('https://a.example.org/pre/outpost.goauthentik.io/callback?x=true');
  expect(fromCallback(reply(302, 'https://a.example.org/pre'), under)).toBeNull();
  expect(fromCallback(reply(302, 'https://a.example.org/'), under)).toContain('302 to https://a.example.org/');
});

test.each([
  [302, `${start}?rd=x`, `${start}?rd=x`],
  [303, '/outpost.goauthentik.io/start?rd=x', `${start}?rd=x`],
  [307, 'https://other.example.org/outpost.goauthentik.io/start', 'https://other.example.org/outpost.goauthentik.io/start'],
  [200, start, null],
  [302, `${start}/more`, null],
  [302, login, null],
  [302, 'https://[', null],
  [302, undefined, null],
])('%i to %s begins at the start page %s', (status, location, expected) => {
  expect(startOf(reply(status, location), 'metube.example.org')?.href ?? null).toBe(expected);
});

test.each([
  [undefined, null, false],
  ['/in?token=hush', '/in', false],
  ['/in#token', '/in', false],
  ['/a\n?b', '/a\n', false],
  [login, 'https://auth.example.org/application/o/authorize/', true],
  ['/application/o/authorize', '/application/o/authorize', false],
])('%j without its query is %j, the login: %s', (location, expected, is) => {
  expect([withoutQuery(location), isLogin(location)]).toEqual([expected, is]);
});

test('what is a redirect, and how an answer is described', () => {
  expect([200, 300, 301, 302, 303, 304, 307, 308, 401].filter(isRedirect)).toEqual([301, 302, 303, 307, 308]);
  expect([described(reply(200)), described(reply(302, '/in?token=hush'))]).toEqual(['200', '302 to /in']);
});

test.each([
  [
    'authentik Embedded Outpost',
    /^Set authentik_host to https:\/\/auth\.example\.org in Authentik \(.*authentik_host_browser is ignored\), or authentik\.browser_url in hl\.yml/,
  ],
  ['edge', /^Set AUTHENTIK_HOST_BROWSER to https:\/\/auth\.example\.org in the environment of the outpost "edge", or /],
])('how browsers come to the right address: %s', (outpost, expected) => {
  expect(browserAddress({ name: 'Authentik', url: 'https://auth.example.org/application/o/authorize/', outpost })).toMatch(expected);
});
