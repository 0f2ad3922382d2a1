import type { Outcome, PlanFile, PlannedService } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { LedgerEntry } from '@hl/core/state';
import { checksFor, type Check } from '@hl/verify';
import { portSilent } from '../../../src/stages/apply/listening.js';
import { judge } from '../../../src/stages/verify/judge.js';
import { pairs } from '../../../src/stages/verify/own-failures.js';
import { outsideOf } from '../../../src/systems/systems.js';

const site = exampleSite();
const before = exampleService();
const after = exampleService({ deployment: { image: 'ghcr.io/alexta69/metube:2' } });
const planned: PlannedService = {
  ...{ name: 'metube', path: after.path, action: 'modify', before, after, hash: 'new', previousHash: 'old', leftovers: [] },
};
const outcome = (system: string, over: Partial<Outcome> = {}): Outcome => ({
  ...{ system, key: 'metube', service: 'metube', before: {}, after: {}, status: 'applied', ms: 1 },
  ...over,
});
/** This run changed the container of a service that was well. */
const entry: LedgerEntry = {
  ...{ version: 1, name: 'metube', path: after.path, host: 'docker-media', service: after, previous: before, leftovers: [] },
  ...{ hash: 'new', previousHash: 'old', previousHealthy: true, commit: 'c', run: 'r', pipelineUrl: null, time: '', healthy: false },
  ...{ rejected: null, outcomes: [outcome('compose')], history: [], made: [], intents: [] },
};
interface Case {
  /** Its entry in the ledger; null: the ledger has none. */
  entry?: Partial<LedgerEntry> | null;
  planned?: Partial<PlannedService>;
  /** Checks that failed. */
  fails?: Check['kind'][];
  /** Of this run: what did not go through. */
  bad?: Outcome[];
  /** Its host cannot be read. */
  silentHost?: boolean;
  /** Another service, of which this run changes nothing, is in the ledger, and its route fails in the same way. */
  other?: { healthy: boolean };
  /** There is no ledger. */
  lost?: boolean;
  failed?: string[];
}

async function judged({ fails = ['health'], bad = [], failed = ['metube'], silentHost = false, ...given }: Case) {
  const checks = checksFor(after, await outsideOf(site));
  expect(checks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(fails));
  const results = checks.map(({ name, kind }) => ({
    ...{ service: 'metube', name, expected: '200', actual: '502', attempts: 1, ms: 1 },
    status: fails.includes(kind) ? ('fail' as const) : ('pass' as const),
  }));
  const other = { ...entry, name: 'other', service: exampleService({ name: 'other' }), ...given.other };
  const own = given.entry === null ? [] : [{ ...entry, ...given.entry }];
  const entries = given.lost ? null : [...own, ...(given.other ? [other] : [])];
  const integration = {
    system: 'compose',
    desired: () => [{ system: 'compose', key: 'metube', service: 'metube', spec: {} }],
    observe: () => Promise.reject(new Error('no route to host')),
  };
  const instances = silentHost ? [{ system: 'compose', label: 'compose', owns: () => true, integration }] : [];
  const look = async (some: readonly Check[]) => some.map(({ service }) => ({ status: service === 'other' ? 'fail' : 'pass' }));
  const plan = { run: 'r', services: [{ ...planned, ...given.planned }], changes: [] } as unknown as PlanFile;
  const context = { site, state: async () => ({ entries }) };
  return judge(context as never, { instances, look } as never, plan, { looked: pairs(checks, results), bad }, new Set(failed));
}

test('what was well, was changed by this run and is broken goes back to what it was', async () => {
  const [found, ...more] = await judged({});
  expect(more).toEqual([]);
  expect(found).toMatchObject({ service: 'metube', reason: 'health: expected 200, got 502', own: true, hasPrevious: true });
  expect(found?.target).toMatchObject({ planned: { action: 'modify', before: after, after: before }, reason: found?.reason });
  expect(found?.target?.outcomes).toEqual(entry.outcomes);
});

test.each<[string, string, Case]>([
  ['it was well', 'this version was well when it was deployed', { entry: { healthy: true } }],
  ['it is new', 'it is new, there is nothing to go back to', { entry: { previous: null, previousHash: null } }],
  ['it shall stay', 'on_failure is keep', { planned: { after: exampleService({ deployment: { onFailure: 'keep' } }) } }],
  ['it went back before', 'it went back to this already', { planned: { hash: 'old' }, entry: { rejected: 'bad' } }],
  ['it was broken before', 'it was not well before this run either', { entry: { previousHealthy: false } }],
  ['an older ledger does not know', 'it was not well before this run either', { entry: { previousHealthy: undefined as never } }],
  ['no entry', 'there is no ledger that tells what it was', { entry: null }],
  ['no ledger', 'there is no ledger that tells what it was', { lost: true, planned: { before: null } }],
])('its own doing, and yet it stays: %s', async (_, reason, given) => {
  // Without an entry nothing tells what this run touched: what did not go through does.
  const bad = [outcome('compose', { status: 'failed', error: { code: portSilent, kind: 'refused', message: 'nobody listens' } })];
  expect(await judged({ ...given, bad })).toMatchObject([{ target: null, reason, own: true }]);
});

test.each<[string, string, Case]>([
  ['its host is silent', 'its host did not answer, and that is not its own doing', { silentHost: true }],
  [
    'nothing of it was changed that fails',
    'this run changed nothing that what failed depends on',
    { entry: { outcomes: [outcome('glance')] } },
  ],
  [
    'it is half done',
    'not all of it went through yet, and nothing that is there was seen to be broken',
    { fails: [], bad: [outcome('traefik', { status: 'deferred' })] },
  ],
])('it stays, for it is not its own doing: %s', async (_, reason, given) => {
  expect(await judged(given)).toMatchObject([{ target: null, reason, own: false, hasPrevious: true }]);
});

test('a container that nobody can reach where it should listen goes back for that', async () => {
  const error = { code: portSilent, kind: 'refused' as const, message: 'nobody listens on 8082' };
  const [found] = await judged({ fails: ['health'], bad: [outcome('compose', { status: 'failed', error })] });
  expect(found).toMatchObject({ reason: 'nobody listens on 8082', own: true, target: { reason: 'nobody listens on 8082' } });
});

test.each<[string, Case]>([
  ['it did not fail', { failed: [] }],
  ['it is to be removed', { planned: { after: null } }],
  ['nothing was done with it', { entry: { outcomes: [] } }],
  ['what was done with it was done by another run, and it was well', { entry: { run: 'another', healthy: true } }],
])('nobody judges it: %s', async (_, given) => {
  expect(await judged(given)).toEqual([]);
});

test('what fails elsewhere in the same way is not its own doing, where it was well there', async () => {
  const found = async (healthy: boolean): Promise<unknown> => judged({ fails: ['route'], other: { healthy } });
  expect(await found(true)).toMatchObject([{ own: false, reason: 'the login did not answer, and that is not its own doing' }]);
  expect(await found(false)).toMatchObject([{ own: true, target: { entry: {} } }]);
});

test('a file that is as it once was goes back, too, unless it was given up before', async () => {
  const [found] = await judged({ planned: { hash: 'old' } });
  expect(found?.target?.planned.after).toEqual(before);
});

test('what an earlier run left broken is judged, too', async () => {
  expect(await judged({ entry: { run: 'another' } })).toMatchObject([{ own: true, target: { entry: {} } }]);
});

test('without an entry, what the plan says was there before counts', async () => {
  expect(await judged({ entry: null })).toMatchObject([{ hasPrevious: true, target: null }]);
  expect(await judged({ entry: null, planned: { before: null } })).toMatchObject([{ hasPrevious: false, target: null }]);
});
