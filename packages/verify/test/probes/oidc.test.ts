import { exampleService, exampleSite } from '@hl/core/testing';
import { authentikEmulator, type AuthentikEmulator } from '@hl/lab/authentik';
import { checksFor, type CheckResult } from '@hl/verify';
import { outside } from '../outside.js';
import { authority, certificate, closeAll, https, one } from '../servers.js';

const host = 'metube.example.org';
const redirectUri = `https://${host}/auth/callback`;
const ca = authority();
const good = certificate(host, { ca });

let authentik: AuthentikEmulator;
beforeEach(async () => void (authentik = await authentikEmulator()));
afterEach(() => Promise.all([authentik.close(), closeAll()]));

const clientIdOf = async (slug: string): Promise<string | null> =>
  (authentik.providers().find(({ name }) => name === slug)?.['client_id'] as string | undefined) ?? null;

/** An application that logs in by itself; `status`: what it says at its callback. */
async function seen(
  listed: string,
  { redirectUris = [redirectUri], status = 400, slug = 'metube' as string | null } = {},
): Promise<CheckResult> {
  const settings = { redirect_uris: [{ matching_mode: 'strict', url: listed }] };
  authentik.addForeign({ slug, provider: 'metube', kind: 'oauth2', settings });
  const port = await https(
    ({ url }, response) => void response.writeHead(status).end(status === 404 && url === '/auth/callback' ? '404 page not found' : ''),
    () => good,
  );
  const site = outside(exampleSite({ traefik: { addresses: ['127.0.0.1'], httpsPort: port } }));
  const login = site.login && { ...site.login, reachedAt: authentik.url };
  const service = exampleService({ authentik: { method: 'oidc', redirectUris } });
  return one(
    checksFor(service, { ...site, login }).find(({ name }) => name === 'sso'),
    { ca: ca.cert, clientIdOf },
  );
}

test('there is a provider, its configuration is found, and it sends visitors back to the service, which answers there', async () => {
  expect(await seen(redirectUri)).toMatchObject({
    status: 'pass',
    actual: 'there is one',
    evidence: {
      client: 'its own',
      configuration: '/application/o/metube/.well-known/openid-configuration: 200',
      login: 'https://auth.example.org/application/o/authorize/: 302 to /flows/-/default/authentication/',
      callback: '/auth/callback: 400',
    },
  });
});

test.each([
  [
    'a provider that sends nobody back there',
    `https://${host}/other`,
    {},
    /^Authentik refuses to send visitors back to https:\/\/metube.*: 400$/,
    /redirect_uris/,
  ],
  ['a way back that nobody serves', redirectUri, { status: 404 }, /^\/auth\/callback, the way back from the login: 404/, /no router/],
  ['an application without that provider', redirectUri, { slug: null }, /^404 for \/application\/o\/metube\//, /hl authentik/],
])('%s', async (_, listed, over, actual, hint) => {
  expect(await seen(listed, over)).toMatchObject({
    status: 'fail',
    actual: expect.stringMatching(actual),
    hint: expect.stringMatching(hint),
  });
});

test.each([
  ['a pattern', ['regex:https://.*', 'logout:https://a.test/']],
  ['none', []],
])('of %s it is not known where the service would send visitors', async (_, redirectUris) => {
  const { status, evidence } = await seen(redirectUri, { redirectUris });
  expect([status, evidence?.['login'], evidence?.['callback']]).toEqual(['pass', undefined, undefined]);
});

test('a way back to another host is asked for, and not looked at', async () => {
  const elsewhere = 'https://other.example.org/callback';
  const { status, evidence } = await seen(elsewhere, { redirectUris: [elsewhere] });
  expect([status, evidence?.['callback']]).toEqual(['pass', undefined]);
});
