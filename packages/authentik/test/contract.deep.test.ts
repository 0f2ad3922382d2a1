import type { Service } from '@hl/core';
import { apply, undo } from '@hl/core';
import { jest } from '@jest/globals';
import { exampleService } from '@hl/core/testing';
import { credentials, protections } from '@hl/authentik';
import { contractOf, recordingFetch } from './support/contract.js';
import type { Exchange } from './support/contract.js';
import { call, setup } from './support/setup.js';

jest.setTimeout(60_000); // some hundred requests each

const groups = ['family'];
const services = [
  exampleService({ authentik: { groups } }),
  exampleService({ authentik: { skipPathRegex: ['^/api/'], openInNewTab: true } }),
  exampleService({ authentik: { level: 'domain', groups: ['authentik Admins'] } }),
  exampleService({ authentik: { method: 'proxy', groups } }),
  exampleService({ authentik: { method: 'oidc', redirectUris: ['https://metube.example.org/callback'], groups } }),
  exampleService({ authentik: { method: 'oidc', redirectUris: ['app.metube:///oauth'] } }),
];

/** All methods made, changed into one another, healed by halves, adopted, undone and removed. */
async function everything(
  version: '2024.8' | '2024.12' | '2025.10' | '2026.5' | '2026.8',
  outposts: { name: string; embedded?: boolean }[],
) {
  const exchanges: Exchange[] = [];
  const { lab, go, integration, site, options } = await setup({ version, outposts, strict: false }, {}, (fetch) =>
    recordingFetch(exchanges, fetch),
  );
  let before: Service[] = [];
  const turn = async (after: Service[]): Promise<void> => {
    for (const { status, error } of await go(before, after)) expect([status, error]).toEqual(['applied', undefined]);
    before = after;
  };
  for (const service of [...services, ...[...services].reverse()]) {
    await turn([service]);
    lab.deleteProvider('hl-metube');
    await turn([service]);
  }
  for (const service of services) {
    await turn([]);
    await turn([service]);
  }
  await protections(options);
  await credentials(options);
  await turn([]);

  lab.addForeign({ slug: 'metube', provider: 'by hand', externalHost: 'https://metube.example.org', fields: { meta_publisher: 'me' } });
  const [wanted] = integration.desired(exampleService({ authentik: { groups } }), site);
  const adopted = await apply(integration, [{ system: 'authentik', key: 'metube', service: 'metube', before: null, after: wanted!.spec }], {
    adopt: true,
  });
  const pk = String(lab.applications().find(({ slug }) => slug === 'metube')?.['pk']);
  const { results } = (await call(lab, 'GET', `policies/bindings/?target=${pk}`)) as { results: { pk: string; group: string }[] };
  await call(lab, 'PATCH', `policies/bindings/${results[0]!.pk}/`, { target: pk, group: results[0]!.group, enabled: false, order: 0 });
  before = [exampleService({ authentik: { groups } })];
  await turn(before);
  expect((await apply(integration, undo(adopted))).map(({ status }) => status)).toEqual(['applied']);
  return exchanges;
}

const embedded = [{ name: 'authentik Embedded Outpost', embedded: true }];

test.each([
  ['2024.8', embedded],
  ['2024.12', embedded],
  ['2025.10', [{ name: 'proxy' }]],
  ['2026.5', [{ name: 'proxy' }]],
  ['2026.8', embedded],
] as const)('all that is asked and sent is in the API of %s as it is asked and sent', async (version, outposts) => {
  const exchanges = await everything(version, [...outposts]);
  const check = contractOf(version);
  const checked = exchanges.map((exchange) => ({ ...check(exchange), sent: exchange.sent }));
  const wrong = checked
    .filter(({ problems }) => problems.length > 0)
    .map(({ operation, problems }) => `${operation}: ${problems.join(', ')}`);
  expect([...new Set(wrong)]).toEqual([]);
  const used = new Set(checked.map(({ operation }) => operation));
  const icons = ['2024.8', '2024.12', '2025.10'].includes(version);
  expect([...used].filter((operation) => !operation.startsWith('GET')).sort()).toEqual(
    [
      'DELETE core/applications/{slug}/',
      'DELETE policies/bindings/{uuid}/',
      'DELETE providers/oauth2/{id}/',
      'DELETE providers/proxy/{id}/',
      'PATCH core/applications/{slug}/',
      'PATCH outposts/instances/{uuid}/',
      'PATCH policies/bindings/{uuid}/',
      'PATCH providers/oauth2/{id}/',
      'PATCH providers/proxy/{id}/',
      ...(version === '2024.8' ? ['POST core/applications/'] : []), // else only in transactions
      'POST policies/bindings/',
      'POST providers/oauth2/',
      'POST providers/proxy/',
      ...(icons ? ['POST core/applications/{slug}/set_icon_url/'] : []),
      'PUT core/transactional/applications/',
    ].sort(),
  );
  const proxies = checked.filter(({ operation }) => operation === 'PATCH providers/proxy/{id}/');
  expect(proxies.filter(({ sent }) => !('mode' in (JSON.parse(sent) as object)))).toEqual([]);
});
