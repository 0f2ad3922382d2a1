import type { Occasion, OutcomesFile, PlanFile } from '@hl/core';
import type { RunSummary } from '@hl/notify';
import { decide, endingOf, tellsStart, type Ending } from '../../../src/stages/notify/decide.js';
import type { Found } from '../../../src/stages/notify/notify-context.js';

const all = new Set<Occasion>(['start', 'success', 'failure', 'recovery', 'drift', 'rollback']);
const now = '2026-03-01T12:00:00.000Z';
const told = (time: string, fingerprint = 'f', commit = 'c') => ({ fingerprint, commit, time });
const halfAnHourAgo = '2026-03-01T11:30:00.000Z';
const anHourAgo = '2026-03-01T11:00:00.000Z';
const ending = (over: Partial<Ending>): Ending => ({ about: 'deploy', occasions: [], trouble: null, held: false, commit: 'c', ...over });
const failed = ending({ occasions: ['failure'], trouble: 'f' });
const well = ending({ occasions: ['success'] });
const quiet = { say: false, recovered: false, next: undefined };

test.each([
  ['a failure', failed, undefined, all, { say: true, recovered: false, next: told(now) }],
  ['the same within the hour', failed, told(halfAnHourAgo), all, quiet],
  ['the same after an hour', failed, told(anHourAgo), all, { say: true, recovered: false, next: told(now) }],
  ['another one within the hour', failed, told(halfAnHourAgo, 'other'), all, { say: true, recovered: false, next: told(now) }],
  [
    'one that the channel does not hear of, for what comes after it',
    failed,
    undefined,
    new Set(['recovery' as const]),
    { say: false, recovered: false, next: told(now) },
  ],
  ['a success', well, undefined, all, { say: true, recovered: false, next: undefined }],
  ['a success that the channel does not hear of', well, undefined, new Set(['failure' as const]), quiet],
  ['nothing that changed', ending({}), undefined, all, quiet],
  ['a success after a failure', well, told(anHourAgo), all, { say: true, recovered: true, next: null }],
  ['nothing that changed, after a failure', ending({}), told(anHourAgo), all, { say: true, recovered: true, next: null }],
  [
    'a recovery of which the channel does not hear',
    ending({}),
    told(anHourAgo),
    new Set(['failure' as const]),
    { say: false, recovered: true, next: null },
  ],
  [
    'a success beside a version that was taken back',
    { ...well, held: true },
    told(anHourAgo),
    all,
    { say: true, recovered: false, next: undefined },
  ],
  [
    'a rollback',
    ending({ about: null, occasions: ['rollback'] }),
    told(halfAnHourAgo),
    all,
    { say: true, recovered: false, next: undefined },
  ],
  ['a rollback of nothing', ending({ about: null }), undefined, all, quiet],
])('%s', (_, end, last, on, decision) => expect(decide(end, last, on, now)).toEqual(decision));

test.each([
  ['of a commit that never failed', undefined, true],
  ['of another commit', told(halfAnHourAgo, 'f', 'other'), true],
  ['of the commit that was told to fail half an hour ago', told(halfAnHourAgo), false],
  ['of the commit that was told to fail an hour ago', told(anHourAgo), true],
])('the beginning %s', (_, last, tells) => expect(tellsStart(last, 'c', now)).toBe(tells));

const nothing: Found = { changes: null, validated: true, plan: null, done: [], verification: null, failures: [] };
const summary = (over: Partial<RunSummary> = {}): RunSummary => ({ result: 'failure', stages: [], services: [], ...over });
const plan = (over: object): PlanFile =>
  ({ ...{ services: [], changes: [], conflicts: [], refusals: [], failures: [] }, ...over }) as never;
const failure = (stage: string, message: string): Found => ({
  ...nothing,
  failures: [{ version: 1, stage, error: { code: 'HL_X', kind: 'refused', message } }],
});
const outcomes = (status: string, code = 'HL_X'): Found => ({
  ...{ ...nothing, plan: plan({}) },
  done: [
    {
      stage: 'deploy',
      outcomes: [{ service: 'a', system: 'compose', key: 'h/a', status, error: { code, kind: 'refused', message: String(Math.random()) } }],
    } as unknown as OutcomesFile,
  ],
});
const drift = (...keys: string[]): Found => ({
  ...nothing,
  plan: plan({ drift: true, changes: keys.map((key) => ({ system: 'pihole', key, service: 'a' })) }),
});
const of = (found: Found, commit = 'c'): string | null => endingOf(found, summary(), 'failure', commit, null).trouble;

test.each([
  [
    'times and ids in a message',
    failure('detect', 'no answer in 12 s from 0123abcd'),
    failure('detect', 'no answer in 9 s from deadbeef1'),
    true,
  ],
  ['another reason', failure('detect', 'hl.yml is broken'), failure('detect', 'the fleet is held'), false],
  ['another stage', failure('detect', 'x'), failure('plan', 'x'), false],
  ['words of a system', outcomes('failed'), outcomes('failed'), true],
  ['another error', outcomes('failed'), outcomes('failed', 'HL_Y'), false],
  ['another outcome', outcomes('failed'), outcomes('deferred'), false],
  ['the same drift', drift('a', 'b'), drift('b', 'a'), true],
  ['more drift', drift('a'), drift('a', 'b'), false],
])('%s: the same trouble or not', (_, one, other, same) => expect(of(one) === of(other)).toBe(same));

test('another commit that fails in the same way is another failure; of drift it is the same', () => {
  expect(of(outcomes('failed'), 'd')).not.toBe(of(outcomes('failed'), 'c'));
  expect(of(drift('a'), 'd')).toBe(of(drift('a'), 'c'));
});

const service = { name: 'a', action: 'modify', status: 'ok' } as const;
test.each([
  [
    'a run that went well',
    nothing,
    summary({ result: 'success', services: [service] }),
    'success',
    { about: 'deploy', occasions: ['success'], trouble: null },
  ],
  ['a run without a change', nothing, summary({ result: 'success' }), 'success', { about: 'deploy', occasions: [], trouble: null }],
  ['a run with warnings', outcomes('failed'), summary({ result: 'warning' }), 'success', { about: 'deploy', occasions: ['failure'] }],
  [
    'what was taken back by itself',
    outcomes('failed'),
    summary({ rolledBack: [{ service: 'a', healthy: true, reason: 'x' }] }),
    'failure',
    { about: 'deploy', occasions: ['failure', 'rollback'] },
  ],
  ['drift', drift('a'), summary(), 'failure', { about: 'drift', occasions: ['drift'] }],
  ['a look at drift that failed', failure('drift', 'x'), summary(), 'failure', { about: 'drift', occasions: ['failure'] }],
  ['no drift', drift(), summary({ result: 'success' }), 'success', { about: 'drift', occasions: [], trouble: null }],
  ['a rollback', nothing, summary({ result: 'rollback', services: [service] }), 'rollback', { about: null, occasions: ['rollback'] }],
  ['a rollback of nothing', nothing, summary({ result: 'rollback' }), 'rollback', { about: null, occasions: [] }],
  [
    'a rollback that failed',
    failure('rollback', 'x'),
    summary(),
    'rollback',
    { about: null, occasions: ['rollback', 'failure'], trouble: null },
  ],
] as const)('%s is told as what it is', (_, found, said, verdict, expected) =>
  expect(endingOf(found, said, verdict, 'c', null)).toMatchObject(expected),
);
