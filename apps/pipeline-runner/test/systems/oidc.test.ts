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

test('their values are Authentik’s, as far as it has them', async () => {
  const known = async (slug: string) => (slug === 'stats' ? { clientId: 'i', clientSecret: 's' } : null);
  const other = exampleService({ authentik: oidc('main') });
  expect(await oidcSecrets([other, page], known)).toEqual({ 'authentik:metube-stats:id': 'i', 'authentik:metube-stats:secret': 's' });
});
