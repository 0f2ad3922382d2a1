import { exampleService } from '@hl/core/testing';
import { markedApplications, protections, serverVersion } from '@hl/authentik';
import { setup } from './support/setup.js';

const service = exampleService();

test('is what the outpost redirects to', async () => {
  const { lab, go, options } = await setup({ outposts: [{ name: 'proxy' }] });
  expect((await protections(options)).get('metube')).toBeUndefined();
  await go([], [service]);
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'metube.example.org', 'x-forwarded-uri': '/' };
  const answer = await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, { headers, redirect: 'manual' });
  const location = new URL(answer.headers.get('location') ?? '');
  const expected = (await protections(options)).get('metube');
  expect(expected).toEqual({ clientId: location.searchParams.get('client_id') });
});

test('an application without provider protects nothing', async () => {
  const { lab, go, options } = await setup();
  await go([], [service]);
  lab.deleteProvider('hl-metube');
  expect((await protections(options)).get('metube')).toBeUndefined();
});

test('applications with our mark are listed, and nobody else’s', async () => {
  const { lab, go, options } = await setup();
  lab.addForeign({ slug: 'theirs' });
  expect(await markedApplications(options)).toEqual([]);
  await go([], [service]);
  expect(await markedApplications(options)).toEqual(['metube']);
});

test('the version of the server, for who has a token', async () => {
  const { options } = await setup();
  expect(await serverVersion(options)).toMatch(/^\d{4}\.\d+\.\d+$/);
  await expect(serverVersion({ ...options, token: 'wrong' })).rejects.toMatchObject({ kind: 'refused' });
});
