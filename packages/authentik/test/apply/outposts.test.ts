import { exampleService } from '@hl/core/testing';
import type { HttpFault } from '@hl/lab';
import { setup, statuses } from '../support/setup.js';

type HttpRequest = Parameters<NonNullable<HttpFault['match']>>[0];

const service = exampleService();
const outpostPatch = ({ method, path, body }: HttpRequest): boolean =>
  method === 'PATCH' && path.includes('/outposts/') && body.includes('providers');
const outpostGet = ({ method, path }: HttpRequest): boolean => method === 'GET' && /outposts\/instances\/[0-9a-f-]{36}\/$/.test(path);

test('another writer adds a provider after our survey: it stays', async () => {
  const { lab, go } = await setup();
  lab.addForeign({ slug: 'late', provider: 'late', externalHost: 'https://late.example.org' });
  lab.faults.push({
    match: (request) => {
      if (request.method === 'PUT') lab.setMembers('authentik Embedded Outpost', ['grafana', 'late']);
      return false;
    },
  });
  expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
  expect(lab.outposts()[0]?.providers).toEqual(['grafana', 'hl-metube', 'late']);
});

test('another writer overwrites our entry: it is put in again, and theirs stays', async () => {
  const { lab, go } = await setup();
  lab.addForeign({ slug: 'late', provider: 'late', externalHost: 'https://late.example.org' });
  let patched = false;
  let overwritten = 0;
  lab.faults.push({
    match: (request) => {
      if (outpostPatch(request)) patched = true;
      else if (patched && outpostGet(request) && (overwritten += 1) <= 2) {
        patched = false;
        lab.setMembers('authentik Embedded Outpost', ['grafana', 'late']);
      }
      return false;
    },
  });
  expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
  expect(overwritten).toBeGreaterThan(2);
  expect(lab.outposts()[0]?.providers).toEqual(['grafana', 'hl-metube', 'late']);
});

test('a provider in the list is deleted between our read and our write', async () => {
  const { lab, go } = await setup();
  lab.addForeign({ slug: 'going', provider: 'going', externalHost: 'https://going.example.org', outposts: ['authentik Embedded Outpost'] });
  lab.faults.push({
    match: (request) => {
      if (outpostPatch(request)) lab.deleteProvider('going');
      return false;
    },
  });
  expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
  expect(lab.outposts()[0]?.providers).toEqual(['grafana', 'hl-metube']);
});

test('an outpost that other things manage may not become empty either', async () => {
  const { lab, go } = await setup(
    { outposts: [{ name: 'proxy', managed: 'goauthentik.io/blueprint', bystander: null }] },
    { guard: false },
  );
  await go([], [service]);
  expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
  expect([lab.served(), lab.applications(), lab.providers(), lab.violations]).toEqual([[], [], [], []]);
});

test('a list that the server cannot save is no busy one', async () => {
  const { lab, go } = await setup();
  lab.faults.push({ match: outpostPatch, answer: { status: 405, headers: { 'content-type': 'text/html' }, body: '' } });
  expect(statuses(await go([], [service]))).toEqual({ metube: 'failed HL_AUTHENTIK_CRASHED refused' });
});

test('a writer that never stops is named', async () => {
  const { lab, go } = await setup();
  lab.faults.push({
    match: (request) => {
      if (outpostGet(request)) lab.setMembers('authentik Embedded Outpost', ['grafana']);
      return false;
    },
  });
  const outcomes = await go([], [service]);
  expect(statuses(outcomes)).toEqual({ metube: 'failed HL_AUTHENTIK_BUSY refused' });
  expect(outcomes[0]?.error?.hint).toMatch(/Terraform/);
});

test('moves from one outpost to another: into the new one first', async () => {
  const { lab, go } = await setup({ outposts: [{ name: 'old' }, { name: 'new', bystander: 'wiki' }] });
  await go([], [service]);
  const { go: goNew, left } = await setup({}, { url: lab.url, outpost: 'new' });
  expect(statuses(await goNew([service], [service]))).toEqual({ 'hl-guard': 'applied', metube: 'applied' });
  expect(lab.outposts().map(({ name, providers }) => [name, providers])).toEqual([
    ['old', ['grafana']],
    ['new', ['hl-hl-guard', 'hl-metube', 'wiki']],
  ]);
  expect(await left([service], [service])).toEqual([]);
  expect(lab.violations).toEqual([]);
});

test.each([
  ['no outpost is connected', [], 'no outpost is connected'],
  [
    'the outpost is of another version',
    [{ version: '2026.2.1', version_should: '2026.5.1', version_outdated: true }],
    'runs 2026.2.1, the server wants 2026.5.1',
  ],
])('says when %s', async (_, connected, note) => {
  const { lab, go } = await setup();
  lab.faults.push({
    match: ({ path }) => path.endsWith('/health/'),
    answer: { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(connected) },
  });
  expect(await go([], [service])).toMatchObject([{ status: 'applied', notes: [expect.stringContaining(note)] }]);
});
