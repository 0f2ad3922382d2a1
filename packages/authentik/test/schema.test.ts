import { readFileSync } from 'node:fs';
import { exampleService } from '@hl/core/testing';
import { setup } from './setup.js';

/** Field names of Authentik's own OpenAPI document, 2026.8.3 (MIT). */
const schemas = JSON.parse(readFileSync(new URL('fixtures/schema-fields.json', import.meta.url), 'utf8')) as Record<
  string,
  { fields: string[]; required: string[] }
>;

const schemaOf: readonly (readonly [method: string, path: RegExp, schema: string])[] = [
  ['PUT', /^core\/transactional\/applications\/$/, 'TransactionApplicationRequest'],
  ['POST', /^providers\/proxy\/$/, 'ProxyProviderRequest'],
  ['PATCH', /^providers\/proxy\/\d+\/$/, 'PatchedProxyProviderRequest'],
  ['POST', /^core\/applications\/$/, 'ApplicationRequest'],
  ['PATCH', /^core\/applications\/[\w-]+\/$/, 'PatchedApplicationRequest'],
  ['POST', /^policies\/bindings\/$/, 'PolicyBindingRequest'],
  ['PATCH', /^policies\/bindings\/[0-9a-f-]+\/$/, 'PatchedPolicyBindingRequest'],
  ['PATCH', /^outposts\/instances\/[0-9a-f-]+\/$/, 'PatchedOutpostRequest'],
];

const check = (body: object, name: string): void => {
  const { fields, required } = schemas[name] ?? { fields: [], required: [] };
  expect(fields).toEqual(expect.arrayContaining(Object.keys(body)));
  expect(Object.keys(body)).toEqual(expect.arrayContaining(required));
};

test('what we send has the fields of the API and none besides, required ones among them', async () => {
  const { lab, go } = await setup({ outposts: [{ name: 'proxy' }], version: '2026.8' });
  const service = exampleService({ authentik: { groups: ['family'] } });
  const changed = exampleService({
    displayName: 'Other',
    authentik: { method: 'proxy', groups: ['authentik Admins'], skipPathRegex: ['^/api'] },
  });
  await go([], [service]);
  await go([service], [changed]);
  lab.deleteApplication('metube');
  await go([changed], [changed]);
  lab.deleteApplication('metube');
  lab.deleteProvider('hl-metube');
  lab.addForeign({ slug: 'metube', fields: { meta_publisher: 'hl' } });
  await go([changed], [changed]);
  const sent = lab.requests.filter(({ method }) => ['PUT', 'POST', 'PATCH'].includes(method));
  const seen = new Set<string>();
  for (const { method, path, body } of sent) {
    const [, , schema] = schemaOf.find(([wanted, pattern]) => wanted === method && pattern.test(path.replace('/api/v3/', ''))) ?? [];
    expect([method, path, schema]).not.toContain(undefined);
    const json = JSON.parse(body) as Record<string, object>;
    check(json, schema ?? '');
    seen.add(schema ?? '');
    if (schema !== 'TransactionApplicationRequest') continue;
    check(json['app'] ?? {}, 'ApplicationRequest');
    check(json['provider'] ?? {}, 'ProxyProviderRequest');
    for (const binding of json['policy_bindings'] as object[]) check(binding, 'TransactionPolicyBindingRequest');
  }
  expect([...seen].sort()).toEqual(
    schemaOf
      .map(([, , schema]) => schema)
      .filter((schema) => schema !== 'PatchedPolicyBindingRequest')
      .sort(),
  );
  expect(sent.filter(({ method, path, body }) => method === 'PATCH' && path.includes('proxy') && !body.includes('"mode"'))).toEqual([]);
});

test.each([
  [
    'Application',
    'core/applications/metube/',
    [
      'pk',
      'name',
      'slug',
      'provider',
      'group',
      'meta_launch_url',
      'meta_description',
      'meta_publisher',
      'meta_icon',
      'open_in_new_tab',
      'policy_engine_mode',
      'pbm_uuid',
    ],
  ],
  [
    'ProxyProvider',
    'providers/proxy/',
    [
      'pk',
      'name',
      'authorization_flow',
      'invalidation_flow',
      'assigned_application_slug',
      'client_id',
      'mode',
      'external_host',
      'internal_host',
      'cookie_domain',
      'skip_path_regex',
    ],
  ],
  ['PolicyBinding', 'policies/bindings/', ['pk', 'target', 'group', 'group_obj', 'policy', 'user', 'negate', 'enabled', 'order']],
  ['Outpost', 'outposts/instances/', ['pk', 'name', 'type', 'providers', 'managed', 'config']],
  ['Flow', 'flows/instances/', ['pk', 'slug', 'designation']],
  ['Group', 'core/groups/', ['pk', 'name']],
  ['Version', 'admin/version/', ['version_current']],
])('what we read of %s is in the API, and in the emulator', async (name, path, read) => {
  const { lab, go } = await setup({ version: '2026.8' });
  await go([], [exampleService({ authentik: { groups: ['family'] } })]);
  const answer = (await (await fetch(`${lab.url}/api/v3/${path}`, { headers: { authorization: 'Bearer lab-token' } })).json()) as {
    results?: object[];
  };
  expect(schemas[name]?.fields).toEqual(expect.arrayContaining(read));
  expect(Object.keys(answer.results?.at(-1) ?? answer)).toEqual(expect.arrayContaining(read));
});
