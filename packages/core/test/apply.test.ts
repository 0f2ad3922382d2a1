import { apply, HlError, oneByOne, plan, undo } from '@hl/core';
import type { Change } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { fakeSystem } from './fake-system.js';

const site = exampleSite();
const key = 'docker-media/metube';

test('a blind plan is safe: the recorded before is the true one', async () => {
  const { integration, entries } = fakeSystem();
  entries.set(key, { value: 'found', live: true, owner: 'hl' });
  const blind: Change<{ value: string; live: boolean }> = {
    system: 'fake',
    key,
    service: 'metube',
    before: null,
    after: { value: 'new', live: true },
  };
  const [outcome] = await apply(integration, [blind]);
  expect(outcome).toMatchObject({ status: 'applied', before: { value: 'found' }, after: { value: 'new' } });
});

test('what somebody else holds is a conflict, unless it is adopted', async () => {
  const { integration, subject, service, entries } = fakeSystem();
  await subject.occupy('other');
  const changes = integration.desired(service, site).map((resource) => ({ ...resource, before: null, after: resource.spec }));
  expect(await apply(integration, changes)).toMatchObject([{ status: 'conflict', error: { code: 'HL_CONFLICT', kind: 'conflict' } }]);
  expect(entries.get(key)?.value).toBe('squatter');
  expect(await apply(integration, changes, { adopt: true })).toMatchObject([{ status: 'applied' }]);
});

test('it never rejects: an unreachable system defers, a silent integration is a bug', async () => {
  const { integration, subject, service } = fakeSystem();
  const { changes } = await plan(integration, { before: [], after: [service], site });
  subject.faults.arm(1, 'request');
  expect(await apply(integration, changes)).toMatchObject([{ status: 'deferred', error: { kind: 'unreachable' } }]);
  subject.faults.disarm();
  expect(await apply({ ...integration, apply: async () => {} }, changes)).toMatchObject([
    { status: 'failed', error: { code: 'HL_NO_OUTCOME', kind: 'bug' } },
  ]);
});

test('makes come before breaks, outcomes in the order given', async () => {
  const { integration, service, entries } = fakeSystem();
  entries.set('old', { value: 'x', live: true, owner: 'hl' });
  const order: string[] = [];
  const changes = [
    { system: 'fake', key: 'old', service: 'metube', before: { value: 'x', live: true }, after: null },
    ...integration.desired(service, site).map((resource) => ({ ...resource, before: null, after: resource.spec })),
  ];
  const outcomes = await apply({ ...integration, apply: oneByOne(async (change) => void order.push(change.key)) }, changes);
  expect(order).toEqual([key, 'old']);
  expect(outcomes.map((outcome) => outcome.key)).toEqual(['old', key]);
});

test('one by one: a failure does not stop the next, notes are kept', async () => {
  const results: unknown[] = [];
  const run = oneByOne<string>(async (change) => {
    if (change.key === 'bad') throw new HlError('HL_NO', 'no', { kind: 'refused' });
    return ['kept the volume'];
  });
  const change = (name: string): Change<string> => ({ system: 's', key: name, service: 's', before: null, after: 'x' });
  await run([change('bad'), change('good')], (_, result) => results.push(result));
  expect(results).toMatchObject([
    { status: 'failed', error: { code: 'HL_NO' } },
    { status: 'applied', notes: ['kept the volume'] },
  ]);
});

test('undo swaps and walks backwards, and leaves alone what was not done', () => {
  const outcome = (name: string, status: 'applied' | 'failed' | 'unchanged' | 'deferred' | 'conflict') => ({
    system: 's',
    key: name,
    service: 's',
    before: 1,
    after: 2,
    status,
    ms: 0,
  });
  const all = [
    outcome('a', 'applied'),
    outcome('b', 'unchanged'),
    outcome('c', 'failed'),
    outcome('d', 'deferred'),
    outcome('e', 'conflict'),
  ];
  expect(undo(all)).toEqual([
    { system: 's', key: 'c', service: 's', before: 2, after: 1 },
    { system: 's', key: 'a', service: 's', before: 2, after: 1 },
  ]);
});

test('two services of one batch are told apart', async () => {
  const { integration, service } = fakeSystem();
  const { changes } = await plan(integration, { before: [], after: [service, exampleService({ name: 'other' })], site });
  const outcomes = await apply(integration, changes);
  expect(outcomes.map((outcome) => [outcome.service, outcome.status])).toEqual([
    ['metube', 'applied'],
    ['other', 'applied'],
  ]);
});
