import type { ErrorReport, PlanFile, PlannedService } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { codeOf, distinct } from '../../../src/stages/plan/plan.js';
import { asIs } from '../../../src/stages/plan/planned-services.js';

const services: PlannedService[] = ['a', 'b'].map((name) => ({ ...asIs(exampleService({ name })), name }));
const plan = (more: Partial<PlanFile>): PlanFile => ({
  ...{ version: 1, commit: 'c', run: '1', place: null, seen: null, mode: 'full', services },
  ...{ changes: [], conflicts: [], foreign: [], refusals: [], faults: [], failures: [] },
  ...more,
});
const error = (kind: ErrorReport['kind'], message = 'no'): ErrorReport => ({ code: 'HL_X', kind, message });
const conflict = (service: string) => ({ system: 'pihole', key: `${service}.lab`, service, found: 1, wanted: 2 });
const refusal = (service: string) => ({ system: 'authentik', key: service, service, error: error('refused') });

test.each<[string, Partial<PlanFile>, number]>([
  ['nothing is in the way', {}, 0],
  ['a name of one service is held: the other goes on', { conflicts: [conflict('a')] }, 75],
  ['a name of each is held', { conflicts: [conflict('a'), conflict('b')] }, 3],
  ['one would be refused', { refusals: [refusal('a')] }, 75],
  ['each would be refused', { refusals: [refusal('a'), refusal('b')] }, 4],
  ['each is stopped by something else: who can act first', { refusals: [refusal('a')], conflicts: [conflict('b')] }, 3],
  [
    'a system beside the containers cannot be read: its part waits',
    { failures: [{ system: 'pihole', services: ['a', 'b'], error: error('unreachable') }] },
    75,
  ],
  ['one host is away', { failures: [{ system: 'compose one', services: ['a'], error: error('unreachable') }] }, 75],
  ['the only host is away', { failures: [{ system: 'compose one', services: ['a', 'b'], error: error('unreachable') }] }, 5],
  ['there is no service left to go on with', { services: [], conflicts: [conflict('a')] }, 3],
])('%s', (_, more, code) => expect(codeOf(plan(more))).toBe(code));

test('one cause is told once, with all that it holds up', () => {
  const failures = [
    { system: 'compose one', services: ['a'], error: error('unreachable', 'one is away') },
    { system: 'pihole', services: ['a'], error: error('refused', 'no login') },
    { system: 'compose one', services: ['b', 'a'], error: error('unreachable', 'one is away') },
  ];
  expect(distinct(failures).map(({ services: names, error: { message } }) => [message, names])).toEqual([
    ['one is away', ['a', 'b']],
    ['no login', ['a']],
  ]);
});
