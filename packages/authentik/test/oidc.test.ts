import { exampleService } from '@hl/core/testing';
import { credentials, protections } from '@hl/authentik';
import { call, oidcPermissions, restrict, setup, writes } from './support/setup.js';
import { oidc } from './support/subject.js';

const { service, changed } = oidc;

test('makes a client with scopes, grants and a signing key, and hands out its credentials', async () => {
  const { lab, go, options } = await setup();
  const outcomes = await go([], [service]);
  const provider = lab.providers().find(({ name }) => name === 'hl-metube');
  expect(provider).toMatchObject({
    client_type: 'confidential',
    grant_types: ['authorization_code', 'refresh_token'],
    property_mappings: [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
    signing_key: expect.any(String),
  });
  const expected = { clientId: provider?.['client_id'], clientSecret: provider?.['client_secret'] };
  expect((await credentials(options)).get('metube')).toEqual(expected);
  expect((await protections(options)).get('metube')).toEqual({ clientId: expected.clientId });
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
  const redirect_uris = [
    { matching_mode: 'regex', url: 'https://.*' },
    { matching_mode: 'strict', url: 'https://metube.example.org/bye', redirect_uri_type: 'logout' },
  ];
  await call(lab, 'PATCH', `providers/oauth2/${String(provider?.['pk'])}/`, { redirect_uris });
  expect(await left([service], [service])).toEqual(['metube']);
  const [outcome] = await go([service], [service]);
  expect(outcome?.before?.provider).toMatchObject({ redirectUris: ['logout:https://metube.example.org/bye', 'regex:https://.*'] });
  expect(lab.providers().find(({ name }) => name === 'hl-metube')?.['redirect_uris']).toEqual(
    [...(service.authentik?.redirectUris ?? [])].sort().map((url) => ({ matching_mode: 'strict', url })),
  );
});

describe('what an OpenID Connect client cannot do without', () => {
  const forward = exampleService({ authentik: { groups: ['family'] } });
  const without = (permission: string): string[] => oidcPermissions.filter((one) => one !== permission);

  test.each([
    ['the email scope', oidcPermissions, ['email'], 'HL_AUTHENTIK_SCOPE', /no scope mapping for email/],
    [
      'the right to see scopes',
      without('authentik_providers_oauth2.view_scopemapping'),
      [],
      'HL_AUTHENTIK_PERMISSION',
      /may not GET propertymappings/,
    ],
    ['the right to see keys', without('authentik_crypto.view_certificatekeypair'), [], 'HL_AUTHENTIK_PERMISSION', /may not GET crypto/],
  ])('%s: said before anything is written', async (_, permissions, lost, code, message) => {
    const { lab, go } = await setup();
    await go([], [forward]);
    const before = writes(lab).length;
    for (const scope of lost) lab.lostScopes.add(scope);
    restrict(lab, permissions);
    expect(await go([forward], [service])).toMatchObject([{ status: 'failed', error: { code, message: expect.stringMatching(message) } }]);
    expect(writes(lab)).toHaveLength(before);
  });

  test('the permissions of the README are enough', async () => {
    const { lab, go, left, options } = await setup();
    restrict(lab, oidcPermissions);
    expect(await go([], [service])).toMatchObject([{ status: 'applied' }]);
    expect(await go([service], [changed])).toMatchObject([{ status: 'applied' }]);
    expect(await left([changed], [changed])).toEqual([]);
    expect((await credentials(options)).get('metube')).toMatchObject({ clientSecret: expect.stringMatching(/.{64,}/) });
    expect(await go([changed], [])).toMatchObject([{ status: 'applied' }]);
  });
});

test('blanks around a redirect URI and an icon are nothing', async () => {
  const { lab, go, left } = await setup();
  const blank = exampleService({
    icon: ' https://icons.example.org/x.svg ',
    authentik: { method: 'oidc', redirectUris: [' https://metube.example.org/callback '] },
  });
  await go([], [blank]);
  expect(await left([blank], [blank])).toEqual([]);
  expect(lab.applications()).toContainEqual(expect.objectContaining({ slug: 'metube', meta_icon: 'https://icons.example.org/x.svg' }));
});
