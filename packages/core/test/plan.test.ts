import { HlError, plan } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { fakeSystem } from './fake-system.js';

const site = exampleSite();

test('create, update and delete are pairs', async () => {
  const { integration, entries, service, changed } = fakeSystem();
  const key = 'docker-media/metube';
  const created = await plan(integration, { before: [], after: [service], site });
  expect(created.changes).toEqual([
    { system: 'fake', key, service: 'metube', before: null, after: { value: service.deployment.image, live: true } },
  ]);
  entries.set(key, { value: service.deployment.image, live: true, owner: 'hl' });
  const updated = await plan(integration, { before: [service], after: [changed], site });
  expect(updated.changes.map(({ before, after }) => [before?.value, after?.value])).toEqual([
    ['ghcr.io/alexta69/metube:latest', 'other:2'],
  ]);
  const removed = await plan(integration, { before: [service], after: [], site });
  expect(removed.changes.map(({ after }) => after)).toEqual([null]);
});

test("a move is the old key's delete after the new key's create", async () => {
  const { integration, entries, service } = fakeSystem();
  entries.set('docker-media/metube', { value: service.deployment.image, live: true, owner: 'hl' });
  const { changes } = await plan(integration, { before: [service], after: [exampleService({ host: 'docker-apps' })], site });
  expect(changes.map(({ key, after }) => [key, after === null])).toEqual([
    ['docker-apps/metube', false],
    ['docker-media/metube', true],
  ]);
});

test('nothing is read when nothing is wanted', async () => {
  const { integration, subject } = fakeSystem();
  expect(await plan(integration, { before: [], after: [], site })).toEqual({ changes: [], conflicts: [], foreign: [], refusals: [] });
  expect(subject.faults.calls).toBe(0);
});

test('two services that want one key are an input error, and an unread system is never an empty one', async () => {
  const { integration, subject, service } = fakeSystem();
  const twin = {
    ...integration,
    desired: (s: typeof service) => integration.desired({ ...s, host: 'x', name: 'same' }, site).map((r) => ({ ...r, service: s.name })),
  };
  await expect(plan(twin, { before: [], after: [service, exampleService({ name: 'other' })], site })).rejects.toMatchObject({
    code: 'HL_SAME_KEY',
    kind: 'input',
  });
  subject.faults.arm(1, 'request');
  await expect(plan(integration, { before: [service], after: [], site })).rejects.toBeInstanceOf(HlError);
});

test('what would be refused for certain is said with the plan', async () => {
  const { integration, service } = fakeSystem();
  const error = { code: 'HL_FAKE_RIGHTS', kind: 'refused', message: 'the token may only read' } as const;
  const strict = { ...integration, refusals: async (changes: readonly { key: string }[]) => changes.map(({ key }) => ({ key, error })) };
  expect((await plan(strict, { before: [], after: [service], site })).refusals).toEqual([
    { system: 'fake', key: 'docker-media/metube', service: 'metube', error },
  ]);
});

test('what must stand first is planned first, when anything is wanted, and never goes with a service', async () => {
  const { integration, service, entries } = fakeSystem();
  const base = { system: 'fake', key: 'base', service: '', spec: { value: 'base', live: true } };
  const founded = { ...integration, foundation: () => [base] };
  const keys = async (before: (typeof service)[], after: (typeof service)[]): Promise<string[]> =>
    (await plan(founded, { before, after, site })).changes.map(({ key }) => key);
  expect(await keys([], [service])).toEqual(['base', 'docker-media/metube']);
  entries.set('docker-media/metube', { value: service.deployment.image, live: true, owner: 'hl' });
  expect(await keys([service], [])).toEqual(['docker-media/metube']);
});

test('a refusal of what is not planned is nobody’s', async () => {
  const { integration, service } = fakeSystem();
  const error = { code: 'HL_X', kind: 'refused', message: 'no' } as const;
  const strict = { ...integration, refusals: async () => [{ key: 'other', error }] };
  expect((await plan(strict, { before: [], after: [service], site })).refusals).toEqual([]);
});
