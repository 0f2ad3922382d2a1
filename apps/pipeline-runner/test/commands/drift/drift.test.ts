import { HlError, type PlanFile, type Resource } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import { driftChecks } from '../../../src/commands/drift/checks.js';
import { codeOf } from '../../../src/commands/drift/drift.js';
import { healable } from '../../../src/commands/drift/heal.js';
import { unwantedOf } from '../../../src/commands/drift/orphans.js';
import { driftLines } from '../../../src/commands/drift/text.js';
import { blind, differs, gone, held, lacking, orphan, planOf, service } from './plans.js';

const services = [service('web'), service('old', { action: 'delete', after: null }), service('well')];
const failure = { system: 'traefik', services: ['web'], error: { code: 'HL_X', kind: 'unreachable' as const, message: 'nobody answers' } };

test.each<[string, Partial<PlanFile>, string[]]>([
  ['nothing differs', {}, []],
  ['what could not be read is no drift', { changes: [blind] }, []],
  [
    'field by field, and whose it is',
    { changes: [differs, lacking] },
    [
      'web (services/web.yml)',
      '  ~ pihole    web → 192.0.2.20 (addresses): adopted',
      '      addresses: ["192.0.2.9"] instead of ["192.0.2.20"]',
      '  + glance    web: ours, is not there',
    ],
  ],
  [
    'what is foreign, and the way in',
    { conflicts: [held] },
    ['web (services/web.yml)', '  ! authentik web: foreign, held by the application "Web" (hl adopt web takes it over)'],
  ],
  ['what is gone from git', { changes: [gone] }, ['old: no longer in git; hl run --service old removes it', '  - traefik   old: ours']],
])('%s', (_, rest, expected) => {
  const entries = [{ made: [{ system: 'pihole', key: 'web', spec: {}, adopted: true }] }] as unknown as LedgerEntry[];
  expect(driftLines(planOf({ services, ...rest }), entries)).toEqual(expected);
});

test('of a long text only the lines that differ, and not all of them', () => {
  const text = (lines: readonly string[]): string => ['services:', ...lines, ''].join('\n');
  const change = {
    ...differs,
    system: 'compose',
    before: { compose: text(['  a: 1']) },
    after: { compose: text(Array.from({ length: 9 }, (_, i) => `  b${i}: ${'x'.repeat(200)}`)) },
  };
  const lines = driftLines(planOf({ services, changes: [change] }), null);
  expect(lines.slice(2, 5)).toEqual(['      compose:', '        there    a: 1', expect.stringMatching(/^ {8}in git {3}b0: x+…$/)]);
  expect(lines.at(-1)).toBe('        and 4 lines more');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(130);
});

test('only what is there by git and was read is mended', () => {
  const mends = healable(planOf({ services, changes: [differs, blind, gone], conflicts: [held], orphans: [orphan] }));
  expect([mends.changes, mends.conflicts, mends.services.map(({ name }) => name)]).toEqual([[differs], [], ['web']]);
});

test.each<[string, Partial<PlanFile>, string[], number]>([
  ['all as git says', {}, [], 0],
  ['something differs', { changes: [differs] }, [], 1],
  ['it was mended', { changes: [differs] }, ['pihole web'], 0],
  ['one of two was', { changes: [differs, lacking] }, ['pihole web'], 1],
  ['somebody holds a name', { conflicts: [held] }, [], 1],
  ['something nobody wants', { orphans: [orphan] }, [], 1],
  ['it was taken away', { orphans: [orphan] }, ['compose box/lost'], 0],
  ['not everything could be read', { changes: [blind], failures: [failure] }, [], 5],
  ['a system is wrong in itself', { faults: [{ system: 'traefik', message: 'bad file', sure: true }] }, [], 1],
])('%s', (_, rest, settled, code) => {
  expect(codeOf(planOf({ services, ...rest }), { checks: [] }, new Set(settled), [])).toBe(code);
});

test('systems that could not be asked for what nobody wants are not clean', () => {
  expect(codeOf(planOf(), { checks: [] }, new Set(), [new HlError('HL_X', 'no', { kind: 'refused' })])).toBe(4);
});

test('what is wanted is nobody’s orphan, and a key is one though two remember it', () => {
  const one = (key: string): Resource => ({ system: 's', key, service: 'a', spec: {} });
  expect(unwantedOf([one('a'), one('b'), one('b')], new Set(['a'])).map(({ key }) => key)).toEqual(['b']);
});

test('as checks: each service once at least, so that a pipeline shows which are well', () => {
  const checks = driftChecks(
    planOf({ services, changes: [differs, blind, gone], conflicts: [held], failures: [failure], orphans: [orphan] }),
  );
  expect(checks.map(({ service: name, name: what, status, actual }) => [name, what, status, actual])).toEqual([
    ['web', 'pihole web', 'fail', 'differs in addresses'],
    ['old', 'traefik old', 'fail', 'is left over'],
    ['web', 'authentik web', 'fail', 'is held by the application "Web"'],
    ['lost', 'compose box/lost', 'fail', 'is ours, and in no file'],
    ['web', 'traefik', 'skip', 'nobody answers'],
    ['well', 'every system', 'pass', 'as git says'],
  ]);
  expect(checks.slice(0, 2).map(({ hint }) => hint)).toEqual([
    'hl drift --heal makes it so again, hl run too.',
    'hl run --service old removes it.',
  ]);
});

test('what was mended is no failure of a pipeline that is green', () => {
  const outcomes = [{ ...differs, status: 'applied' as const, ms: 1 }];
  expect(driftChecks(planOf({ services: [service('web')], changes: [differs] }), outcomes).map(({ status }) => status)).toEqual(['pass']);
});
