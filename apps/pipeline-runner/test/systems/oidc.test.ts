import { exampleService } from '@hl/core/testing';
import { oidcSecrets, withOidcSecrets } from '../../src/systems/oidc.js';

const oidc = (slug: string) => ({ slug, method: 'oidc' as const, clientIdVariable: `${slug}_ID`, clientSecretVariable: `${slug}_SECRET` });
const page = { ...exampleService({ name: 'metube-stats', authentik: oidc('stats') }), deployment: null };

test('a service gets the client ids and secrets of all its pages', () => {
  const service = exampleService({ authentik: oidc('main') });
  expect(withOidcSecrets({ ...service, pages: [page] }).deployment?.secrets).toEqual([
    { name: 'main_ID', source: 'authentik:metube:id' },
    { name: 'main_SECRET', source: 'authentik:metube:secret' },
    { name: 'stats_ID', source: 'authentik:metube-stats:id' },
    { name: 'stats_SECRET', source: 'authentik:metube-stats:secret' },
  ]);
  expect(withOidcSecrets(page)).toBe(page);
  expect(withOidcSecrets(exampleService())).toEqual(exampleService());
});

test('their values are Authentik’s, as far as it has them; it is asked once, and not at all when nobody needs it', async () => {
  let asked = 0;
  const known = async () => ((asked += 1), new Map([['stats', { clientId: 'i', clientSecret: 's' }]]));
  const other = exampleService({ authentik: oidc('main') });
  expect(await oidcSecrets([other, page], known)).toEqual({ 'authentik:metube-stats:id': 'i', 'authentik:metube-stats:secret': 's' });
  expect(asked).toBe(1);
  expect(await oidcSecrets([exampleService(), exampleService({ authentik: null })], known)).toEqual({});
  expect(asked).toBe(1);
});
