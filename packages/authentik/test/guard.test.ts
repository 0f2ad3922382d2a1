import { exampleService } from '@hl/core/testing';
import { setup, statuses } from './support/setup.js';

type Lab = Awaited<ReturnType<typeof setup>>['lab'];

const service = exampleService({ authentik: { groups: ['family'] } });
const guarded = { outposts: [{ name: 'proxy', bystander: null }] };

test('without it nothing is put into an outpost that would serve it for every host', async () => {
  const { lab, go, left } = await setup(guarded);
  const answer = { status: 400, body: { app: { name: ['No guards today.'] } } };
  lab.faults.push({ match: ({ method, body }) => method === 'PUT' && body.includes('hl-guard'), answer });
  expect(statuses(await go([], [service]))).toEqual({
    'hl-guard': 'failed HL_AUTHENTIK_INVALID refused',
    metube: 'failed HL_AUTHENTIK_GUARD refused',
  });
  expect([lab.served(), lab.outposts()[0]?.providers]).toEqual([[], []]);
  lab.faults.length = 0;
  expect(await left([], [service])).toEqual(['hl-guard', 'metube']);
  expect(statuses(await go([], [service]))).toEqual({ 'hl-guard': 'applied', metube: 'applied' });
});

const ask = async (lab: Lab, host: string, cookie = ''): Promise<number> => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-uri': '/', cookie };
  return (await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, { headers, redirect: 'manual' })).status;
};

test('closes a standalone outpost with a single application to unknown hosts', async () => {
  const { lab, go, left } = await setup(guarded);
  expect(statuses(await go([], [service]))).toEqual({ 'hl-guard': 'applied', metube: 'applied' });
  const cookie = lab.session({ name: 'eve', groups: [] }, 'metube');
  expect([await ask(lab, 'metube.example.org', cookie), await ask(lab, 'unknown.example.org', cookie)]).toEqual([200, 400]);
  expect(await left([service], [])).toEqual(['metube']);
  await go([service], []);
  expect(lab.served().map(({ slug }) => slug)).toEqual(['hl-guard']);
  expect(await ask(lab, 'unknown.example.org', lab.session({ name: 'eve', groups: [] }, 'hl-guard'))).toBe(502);
});

test('without it the single application answers for every host', async () => {
  const { lab, go } = await setup(guarded, { guard: false });
  expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
  expect(await ask(lab, 'unknown.example.org', lab.session({ name: 'eve', groups: [] }, 'metube'))).toBe(200);
});

test('the last provider of a standalone outpost is no longer served when it is gone', async () => {
  const { lab, go } = await setup(guarded, { guard: false });
  await go([], [service]);
  expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
  expect(lab.served()).toEqual([]);
  expect([lab.applications(), lab.providers(), lab.violations]).toEqual([[], [], []]);
});

test.each([
  ['the embedded outpost needs none', {}, {}],
  ['it can be declined', guarded, { guard: false }],
])('%s', async (_, lab, over) => {
  const { integration, site } = await setup(lab, over);
  expect(integration.foundation?.(site)).toEqual([]);
});
