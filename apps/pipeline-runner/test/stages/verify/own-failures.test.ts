import type { CheckResult } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { checksFor, type Check } from '@hl/verify';
import { ownFailures, pairs, type Circumstances } from '../../../src/stages/verify/own-failures.js';
import { outside } from './outside.js';

const before = checksFor(exampleService(), outside);
const machine = checksFor({ ...exampleService({ address: '192.0.2.77' }), deployment: null }, outside);

const failing = (checks: readonly Check[], ...kinds: Check['kind'][]): CheckResult[] =>
  checks.map(({ service, name, kind }) => ({
    ...{ service, name, expected: '', actual: '', attempts: 1, ms: 1 },
    status: kinds.includes(kind) ? 'fail' : 'pass',
  }));
const own = (
  checks: readonly Check[],
  kinds: Check['kind'][],
  over: Partial<Record<keyof Circumstances, readonly unknown[]>> = {},
): string[] =>
  ownFailures(pairs(checks, failing(checks, ...kinds)), {
    before: (over.before ?? before) as Check[],
    touched: new Set((over.touched ?? []) as never[]),
    broken: new Set((over.broken ?? []) as never[]),
  }).map(({ name }) => name);

test.each<[string, string[], string[]]>([
  ['its container was changed', own(before, ['health'], { touched: ['deploy'] }), ['health']],
  ['nothing of it was changed that the check looks at', own(before, ['health'], { touched: ['glance', 'dns'] }), []],
  ['the check is new, though nothing was written', own(before, ['health'], { before: [] }), ['health']],
  ['its host does not answer', own(before, ['container', 'port', 'health'], { touched: ['deploy'], broken: ['deploy'] }), []],
  ['its record was changed, and the server answers', own(before, ['dns'], { touched: ['dns'] }), ['dns']],
  ['its record was changed, and the server is dead', own(before, ['dns'], { touched: ['dns'], broken: ['dns'] }), []],
  ['its route was changed', own(before, ['route'], { touched: ['traefik'] }), ['route']],
  ['the proxy is dead', own(before, ['route', 'health'], { touched: ['traefik', 'deploy'], broken: ['traefik'] }), ['health']],
  ['the login is dead, which its route needs', own(before, ['route', 'sso'], { touched: ['traefik'], broken: ['authentik'] }), []],
  ['nothing failed', own(before, [], { touched: ['deploy', 'traefik', 'dns', 'authentik'] }), []],
])('a failure is its own: %s', (_, found, expected) => {
  expect(found).toEqual(expected);
});

test('a machine that hl does not deploy to, asked as before, is nobody’s doing, nor is what leads there', () => {
  expect(machine.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['port', 'route']));
  expect(own(machine, ['port', 'health', 'route'], { before: machine, touched: ['traefik'] })).toEqual([]);
  // At another address it is.
  expect(own(machine, ['port', 'route'], { touched: ['traefik'] })).toEqual(expect.arrayContaining(['port', 'route']));
});

test.each(['certificate pending: TRAEFIK DEFAULT CERT', 'no certificate', 'certificate expired on Jan 1 2026'])(
  '%s: no version brings its own',
  (actual) => {
    const results = failing(before, 'route').map((result) => ({ ...result, actual }));
    expect(ownFailures(pairs(before, results), { before: [], touched: new Set(['traefik']), broken: new Set() })).toEqual([]);
  },
);

test('a check without a rule says nothing about a version', () => {
  const odd = { ...before[0], kind: 'a new one' } as unknown as Check;
  expect(own([odd], ['a new one' as never], { before: [], touched: ['deploy'] })).toEqual([]);
});
