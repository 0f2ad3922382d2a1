import { jest } from '@jest/globals';
import { exampleService, laws } from '@hl/core/testing';
import { credentials, protection } from '@hl/authentik';
import { setup } from './setup.js';
import { subject } from './subject.js';

jest.setTimeout(60_000);

const section = { method: 'oidc', redirectUris: ['https://metube.example.org/callback', 'app.metube:///oauth'] } as const;
const service = exampleService({ authentik: { ...section, groups: ['family'] } });
const changed = exampleService({
  authentik: { ...section, groups: ['family', 'authentik Admins'], redirectUris: ['https://metube.example.org/other'] },
});

describe.each(['2024.8', '2026.5'] as const)('laws for OpenID Connect, %s', (version) => {
  test.each(laws.filter(({ title }) => version === '2026.5' || !title.includes('crash')))('$title', ({ run }) =>
    run(subject({ service, changed, lab: { version } })),
  );
});

test('makes a client with scopes, grants and a signing key, and hands out its credentials', async () => {
  const told: unknown[] = [];
  const { lab, go, options } = await setup({}, { onCredentials: (name, found) => told.push([name, found]) });
  const outcomes = await go([], [service]);
  const provider = lab.providers().find(({ name }) => name === 'hl-metube');
  expect(provider).toMatchObject({
    client_type: 'confidential',
    grant_types: ['authorization_code', 'refresh_token'],
    property_mappings: [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
    signing_key: expect.any(String),
  });
  const expected = { clientId: provider?.['client_id'], clientSecret: provider?.['client_secret'] };
  expect(told).toEqual([['metube', expected]]);
  expect(await credentials(options, 'metube')).toEqual(expected);
  expect(await protection(options, 'metube')).toEqual({ clientId: expected.clientId, authorizeUrl: `${lab.url}/application/o/authorize/` });
  expect(lab.outposts()[0]?.providers).toEqual(['grafana']);
  expect(JSON.stringify(outcomes)).not.toContain(expected.clientSecret);
});

test.each(['2024.8', '2026.5'] as const)('from forward auth to OpenID Connect and back, %s', async (version) => {
  const { lab, go, left } = await setup({ version });
  lab.closed.add('metube');
  const forward = exampleService({ authentik: { groups: ['family'] } });
  await go([], [forward]);
  expect(await go([forward], [service])).toMatchObject([{ status: 'applied' }]);
  expect(lab.outposts()[0]?.providers).toEqual(['grafana']);
  expect(await left([forward], [service])).toEqual([]);
  expect(await go([service], [forward])).toMatchObject([{ status: 'applied' }]);
  expect(await left([service], [forward])).toEqual([]);
  expect(lab.outposts()[0]?.providers).toEqual(['grafana', 'hl-metube']);
  expect(lab.violations).toEqual([]);
});

test('a redirect URI with a pattern is seen, and put back by undo', async () => {
  const { lab, go, left } = await setup();
  await go([], [service]);
  const provider = lab.providers().find(({ name }) => name === 'hl-metube');
  const headers = { authorization: 'Bearer lab-token', 'content-type': 'application/json' };
  const redirect_uris = [
    { matching_mode: 'regex', url: 'https://.*' },
    { matching_mode: 'strict', url: 'https://metube.example.org/bye', redirect_uri_type: 'logout' },
  ];
  await fetch(`${lab.url}/api/v3/providers/oauth2/${String(provider?.['pk'])}/`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ redirect_uris }),
  });
  expect(await left([service], [service])).toEqual(['metube']);
  const [outcome] = await go([service], [service]);
  expect(outcome?.before?.provider).toMatchObject({ redirectUris: ['logout:https://metube.example.org/bye', 'regex:https://.*'] });
  expect(lab.providers().find(({ name }) => name === 'hl-metube')?.['redirect_uris']).toEqual(
    [...section.redirectUris].sort().map((url) => ({ matching_mode: 'strict', url })),
  );
});
