import type { FailureFile, OutcomesFile, PlanFile, VerificationFile } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import type { Found } from '../../../../src/stages/notify/notify-context.js';
import { knowsLess } from '../../../../src/stages/apply/parts.js';
import { durationOf, stageLines, stageThatLeftNothing } from '../../../../src/stages/notify/summary/stages.js';

const change = (system: string) => ({ system, key: system, service: 'metube', before: null, after: {} });
const plan = (...systems: string[]): PlanFile =>
  ({
    ...{ run: '1', services: [{ name: 'metube', action: 'add', before: null, after: exampleService(), leftovers: [] }] },
    ...{
      changes: systems.map(change),
      conflicts: [],
      refusals: [],
      failures: [],
      timing: { started: '2026-03-01T12:00:10.000Z', ms: 2_000 },
    },
  }) as unknown as PlanFile;
const done = (stage: string, ...statuses: string[]): OutcomesFile =>
  ({
    stage,
    run: '1',
    outcomes: statuses.map((status) => ({ ...change('x'), status })),
    timing: { started: '2026-03-01T12:00:20.000Z', ms: 5_000 },
  }) as never;
const verification = (failed: number): VerificationFile => ({ passed: 3, failed, checks: [] }) as never;
const failure: FailureFile = { version: 1, stage: 'plan', error: { code: 'X', kind: 'refused', message: 'no', hint: 'Do.' } };
const changes = { timing: { started: '2026-03-01T12:00:00.000Z', ms: 1_000 } } as never;
const whole: Found = { changes, validated: true, plan: plan('compose', 'traefik', 'pihole'), done: [], verification: null, failures: [] };
const nothing: Found = { ...whole, changes: null, validated: false, plan: null };

const lines = (found: Found, running: boolean, left: string | null = null): string[] =>
  stageLines(found, { running, left }).map(({ name, status }) => `${name} ${status}`);

test.each([
  ['just planned', [], ['plan success', 'deploy running', 'traefik pending', 'dns pending', 'verify pending']],
  ['deployed', [done('deploy', 'applied')], ['plan success', 'deploy success', 'traefik running', 'dns pending', 'verify pending']],
  [
    'with something that did not go through',
    [done('deploy', 'applied', 'failed')],
    ['plan success', 'deploy warning', 'traefik running', 'dns pending', 'verify pending'],
  ],
  [
    'with what had nothing to do',
    [done('deploy', 'applied'), done('remove')],
    ['plan success', 'deploy success', 'traefik running', 'dns pending', 'verify pending'],
  ],
  [
    'with the second of two side by side',
    [done('deploy', 'applied'), done('dns', 'applied')],
    ['plan success', 'deploy success', 'traefik running', 'dns success', 'verify pending'],
  ],
])('a run that goes on, %s', (_, files, expected) => expect(lines({ ...whole, done: files }, true)).toEqual(expected));

test('a run that has ended: what stopped it first, with its reason; what was not begun is skipped', () => {
  const found: Found = { ...whole, done: [done('deploy', 'failed')], failures: [{ ...failure, stage: 'remove' }] };
  expect(lines(found, false)).toEqual([
    'remove failed',
    'plan success',
    'deploy failed',
    'traefik skipped',
    'dns skipped',
    'verify skipped',
  ]);
  expect(stageLines(found, { running: false, left: null })[0]?.detail).toBe('no → Do.');
  expect(lines({ ...whole, done: [done('deploy', 'applied')], verification: verification(1) }, false, 'traefik')).toEqual([
    ...['traefik failed', 'plan success', 'deploy success', 'dns skipped', 'verify failed'],
  ]);
});

const all = [done('deploy', 'applied'), done('traefik', 'applied'), done('dns', 'applied')];
test.each<[string, Found, string | null]>([
  ['nothing at all', nothing, 'detect'],
  ['what changed', { ...nothing, changes }, 'validate'],
  ['what changed, and that files are right', { ...nothing, changes, validated: true }, 'plan'],
  ['a plan', whole, 'deploy'],
  ['what was deployed', { ...whole, done: all.slice(0, 1) }, 'traefik'],
  ['all but one', { ...whole, done: all.filter(({ stage }) => stage !== 'traefik') }, 'traefik'],
  ['all of them', { ...whole, done: all }, 'verify'],
  ['what was seen, too', { ...whole, done: all, verification: verification(1) }, null],
  ['why it stopped', { ...nothing, failures: [failure] }, null],
  ['a deployment of which nothing went through', { ...whole, done: [done('deploy', 'failed')] }, null],
])('a run that failed and left %s', (_, found, stage) => expect(stageThatLeftNothing(found, false)).toBe(stage));

test('a look at drift that left nothing is no detection', () => {
  expect(stageThatLeftNothing(nothing, true)).toBe('drift');
  expect(stageThatLeftNothing({ ...whole, changes: null, plan: { ...plan('compose'), drift: true } }, true)).toBeNull();
});

test.each([
  ['deploy', [], false],
  ['remove', [], true],
  ['traefik', all.slice(0, 1), false],
  ['dns', all.slice(0, 1), true],
  ['dns', all.slice(0, 2), false],
  ['verify', [], false],
])('%s after %j knows less than the message may show: %s', (stage, files, less) =>
  expect(knowsLess({ ...whole, done: files }, stage)).toBe(less),
);

test('a run lasts from its first job to its last', () => {
  expect(durationOf({ ...whole, done: all })).toBe(25_000);
  expect(durationOf({ ...whole, plan: null })).toBe(1_000);
  expect(durationOf(nothing)).toBeUndefined();
});
