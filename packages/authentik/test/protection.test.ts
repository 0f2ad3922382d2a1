import { exampleService } from '@hl/core/testing';
import { protection } from '@hl/authentik';
import { setup } from './setup.js';

const service = exampleService();

test('is what the outpost redirects to', async () => {
  const { lab, go, options } = await setup({ outposts: [{ name: 'proxy' }] });
  expect(await protection(options, 'metube')).toBeNull();
  await go([], [service]);
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'metube.example.org', 'x-forwarded-uri': '/' };
  const answer = await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, { headers, redirect: 'manual' });
  const location = new URL(answer.headers.get('location') ?? '');
  const expected = await protection(options, 'metube');
  expect(expected).toEqual({ clientId: location.searchParams.get('client_id'), authorizeUrl: `${location.origin}${location.pathname}` });
});

test.each([
  ['a standalone outpost: as its environment says', { outposts: [{ name: 'proxy' }] }, 'https://auth.example.org'],
  ['the embedded outpost ignores the browser host', {}, 'http://server:9000'],
])('names the address that browsers are sent to, %s', async (_, labOptions, base) => {
  const { lab, go, options } = await setup(labOptions);
  await go([], [service]);
  Object.assign(lab.outposts()[0]?.config as object, {
    authentik_host: 'http://server:9000/',
    authentik_host_browser: 'https://auth.example.org/',
  });
  expect(await protection(options, 'metube')).toMatchObject({ authorizeUrl: `${base}/application/o/authorize/` });
});

test('an application without provider protects nothing', async () => {
  const { lab, go, options } = await setup();
  await go([], [service]);
  lab.deleteProvider('hl-metube');
  expect(await protection(options, 'metube')).toBeNull();
});
