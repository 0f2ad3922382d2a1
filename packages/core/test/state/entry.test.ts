import { nothingMade } from '@hl/core';
import type { Change, Outcome, PlannedService } from '@hl/core';
import { adopted, begun, concluded, done, intended, pinned, recorded, rolledBack, standing, without } from '@hl/core/state';
import type { LedgerEntry, RunRecord } from '@hl/core/state';
import { exampleService } from '@hl/core/testing';

const old = exampleService();
const now = exampleService({ deployment: { image: 'other:2' } });
const run: RunRecord = { run: '2', commit: 'c2', pipelineUrl: 'https://gitlab.example/2', time: '2026-01-02T00:00:00Z' };
const planned: PlannedService = {
  name: 'metube',
  path: now.path,
  action: 'modify',
  before: old,
  after: now,
  hash: 'h2',
  previousHash: 'h1',
  leftovers: [],
};
const change = (before: unknown, after: unknown, key = 'metube.example.org'): Change => ({
  system: 'dns',
  key,
  service: 'metube',
  before,
  after,
});
const outcome = (status: Outcome['status'], before: unknown, after: unknown): Outcome => ({ ...change(before, after), status, ms: 1 });
const line = { time: '2026-01-01T00:00:00Z', commit: 'c1', action: 'add', healthy: true, pipelineUrl: null } as const;

/** What a healthy run 1 left. */
const entry: LedgerEntry = {
  version: 1,
  name: 'metube',
  path: old.path,
  host: old.host,
  service: old,
  previous: null,
  leftovers: [],
  hash: 'h1',
  previousHash: null,
  commit: 'c1',
  run: '1',
  pipelineUrl: null,
  time: '2026-01-01T00:00:00Z',
  healthy: true,
  rejected: null,
  outcomes: [outcome('applied', null, 1)],
  ...nothingMade,
  made: [{ system: 'dns', key: 'metube.example.org', spec: 1 }],
  history: [line],
};
const unhealthy: LedgerEntry = { ...entry, healthy: false, leftovers: [old], previous: null, previousHash: 'h0' };

describe('begun', () => {
  test('a new service', () => {
    const first = begun(null, { ...planned, action: 'add', before: null, previousHash: null }, run);
    expect(first).toEqual({
      ...{ version: 1, name: 'metube', path: now.path, host: now.host, service: now, previous: null, leftovers: [] },
      ...{ hash: 'h2', previousHash: null, ...run, healthy: false, rejected: null, outcomes: [], made: [], intents: [] },
      history: [{ time: run.time, commit: 'c2', action: 'add', healthy: false, pipelineUrl: run.pipelineUrl }],
    });
  });

  test('after a healthy run the way back leads to what that left', () => {
    const next = begun(entry, planned, run);
    expect(next).toMatchObject({ service: now, previous: old, previousHash: 'h1', hash: 'h2', outcomes: [], healthy: false, run: '2' });
    expect(next.leftovers).toEqual([old]);
    expect(next.made).toEqual(entry.made);
    expect(next.history.map(({ action, healthy }) => [action, healthy])).toEqual([
      ['add', true],
      ['modify', false],
    ]);
  });

  test('after a run that did not end well the way back leads to before that one', () => {
    expect(begun(unhealthy, planned, run)).toMatchObject({ previous: null, previousHash: 'h0', outcomes: unhealthy.outcomes });
  });

  test('after a run that did nothing there is nothing to take back with it', () => {
    expect(begun({ ...unhealthy, outcomes: [] }, planned, run)).toMatchObject({ previous: old, previousHash: 'h1', outcomes: [] });
  });

  test.each([
    ['its own entry stays as it is', { ...entry, run: '2' }, {}],
    ['what was rejected is forgotten when it comes again', { ...entry, rejected: 'h2' }, { rejected: null }],
    ['another hash that was rejected is remembered', { ...entry, rejected: 'h0' }, { rejected: 'h0' }],
    ['a definition comes into the leftovers once', { ...entry, leftovers: [old, now] }, { leftovers: [old, now] }],
  ])('%s', (_, before, expected) => {
    const next = begun(before as LedgerEntry, planned, run);
    if (Object.keys(expected).length === 0) expect(next).toBe(before);
    else expect(next).toMatchObject(expected);
  });

  test('a move counts as a change, and its host is the new one', () => {
    const moved = begun(entry, { ...planned, action: 'move', after: exampleService({ host: 'docker-apps' }) }, run);
    expect([moved.host, moved.history.at(-1)?.action]).toEqual(['docker-apps', 'modify']);
  });

  test('a removal keeps the host of what stood there', () => {
    expect(begun(entry, { ...planned, action: 'delete', after: null, hash: '' }, run)).toMatchObject({
      host: old.host,
      service: null,
      hash: '',
    });
  });

  test('twenty lines of history are kept', () => {
    const long = { ...entry, history: Array.from({ length: 30 }, (_, index) => ({ ...line, commit: String(index) })) };
    const { history } = begun(long, planned, run);
    expect([history.length, history[0]?.commit, history.at(-1)?.commit]).toEqual([20, '11', 'c2']);
  });
});

describe('intended and recorded', () => {
  test('an older intent that is overtaken may have happened: it counts as failed', () => {
    const first = intended(entry, [change(1, 2)]);
    expect(first.intents).toEqual([change(1, 2)]);
    const second = intended(first, [change(1, 3)]);
    expect(second.intents).toEqual([change(1, 3)]);
    expect(second.outcomes.at(-1)).toMatchObject({ ...change(1, 2), status: 'failed', error: { code: 'HL_CUT_OFF', kind: 'unreachable' } });
  });

  test('an intent for another key is left alone', () => {
    const both = intended(intended(entry, [change(1, 2)]), [change(null, 1, 'alias.example.org')]);
    expect(both.intents.length).toBe(2);
    expect(both.outcomes).toEqual(entry.outcomes);
  });

  test.each<[string, LedgerEntry, Outcome, Partial<LedgerEntry>]>([
    ['what was applied', entry, outcome('applied', 1, 2), { outcomes: [...entry.outcomes, outcome('applied', 1, 2)] }],
    ['what failed', entry, outcome('failed', 1, 2), { outcomes: [...entry.outcomes, outcome('failed', 1, 2)] }],
    ['what was true already says nothing', entry, outcome('unchanged', 1, 1), { outcomes: entry.outcomes }],
    [
      'what a killed run had done, that run has done',
      intended(entry, [change(1, 2)]),
      outcome('unchanged', 2, 2),
      { outcomes: [...entry.outcomes, { ...outcome('applied', 1, 2) }], intents: [] },
    ],
  ])('%s', (_, before, settled, expected) => {
    expect(recorded(before, settled, run.time)).toMatchObject({ ...expected, time: run.time });
  });
});

describe('what stands, and what a rollback takes back', () => {
  test.each<[string, Partial<LedgerEntry>, unknown]>([
    ['the definition', {}, old],
    ['nothing after a removal that went well', { service: null }, null],
    ['what a removal that did not go well may have left', { service: null, healthy: false, leftovers: [now, old] }, now],
    ['nothing when nothing was left', { service: null, healthy: false, leftovers: [] }, null],
  ])('%s', (_, part, expected) => {
    expect(standing({ ...entry, ...part })).toEqual(expected);
  });

  test('an intent that is open is taken back, too', () => {
    expect(done(intended(entry, [change(1, 2)])).map(({ status, after }) => [status, after])).toEqual([
      ['applied', 1],
      ['failed', 2],
    ]);
  });
});

describe('concluded', () => {
  const touched = begun(entry, planned, run);

  test('nothing was there and nothing is wanted: nothing is remembered', () => {
    expect(concluded(null, { ...planned, after: null }, run, true)).toBeNull();
  });

  test.each([
    ['well', true, []],
    ['not well', false, [old]],
  ])('a service that nothing had to be done for, %s', (_, healthy, leftovers) => {
    expect(concluded(null, planned, run, healthy)).toMatchObject({ healthy, service: now, leftovers, run: '2' });
  });

  test.each([
    ['well', true, []],
    ['not well', false, [old]],
  ])('a run that touched it, %s', (_, healthy, leftovers) => {
    const end = concluded(touched, planned, run, healthy);
    expect(end).toMatchObject({ healthy, leftovers, service: now, hash: 'h2' });
    expect(end?.history.at(-1)).toMatchObject({ healthy, commit: 'c2' });
    expect(end?.history.length).toBe(2);
  });

  test('a run that did not have to touch it leaves what can be taken back, and knows the new file', () => {
    const end = concluded(entry, { ...planned, path: 'services/new.yml' }, run, true);
    expect(end).toMatchObject({ run: '1', commit: 'c2', path: 'services/new.yml', hash: 'h2', service: now, outcomes: entry.outcomes });
    expect(end?.history).toEqual(entry.history);
  });
});

describe('what it was before was well', () => {
  const next: RunRecord = { ...run, run: '3' };
  const killed = { ...begun(entry, planned, run), outcomes: [outcome('applied', 1, 2)] };

  test('a version that follows a healthy one has a way back that may be taken without asking, also after runs that were killed', () => {
    expect(killed.previousHealthy).toBe(true);
    expect(begun(killed, planned, next).previousHealthy).toBe(true);
    expect(begun(null, { ...planned, before: null }, run).previousHealthy).toBeUndefined();
    expect(begun(unhealthy, planned, run).previousHealthy).toBeUndefined();
  });

  test('not when it was seen to be broken; what was only not finished may still go back', () => {
    const [seen, open] = [true, false].map((broken) => concluded(killed, planned, run, false, broken));
    expect(begun(seen ?? null, planned, next).previousHealthy).not.toBe(true);
    expect(begun(open ?? null, planned, next).previousHealthy).toBe(true);
  });
});

describe('rolled back', () => {
  const way: PlannedService = { ...planned, before: now, after: old, hash: 'h1', previousHash: 'h2' };
  const after = { ...begun(entry, planned, run), outcomes: [outcome('applied', 1, 2)] };

  test('well: it is what it was, and what was rejected is not tried again', () => {
    const back = rolledBack(after, way, { ...run, run: '2-rollback' }, true);
    expect(back).toMatchObject({ service: old, hash: 'h1', previous: null, previousHash: null, healthy: true, rejected: 'h2' });
    expect([back.outcomes, back.leftovers, back.run]).toEqual([[], [], '2-rollback']);
    expect(back.history.at(-1)).toMatchObject({ action: 'rollback', healthy: true });
  });

  test('not well: it can be tried again', () => {
    const back = rolledBack(after, way, run, false);
    expect(back).toMatchObject({ healthy: false, previous: old, outcomes: after.outcomes, rejected: 'h2' });
    expect(back.leftovers).toEqual([now, old]);
  });

  test('of a removal: that there is no file is rejected', () => {
    expect(rolledBack({ ...after, hash: '' }, way, run, true).rejected).toBe('');
  });

  test('of an addition, tried again: the hash that was rejected is remembered', () => {
    expect(rolledBack({ ...after, hash: '', rejected: 'h2' }, { ...way, after: null, hash: '' }, run, true).rejected).toBe('h2');
  });

  test('tried again: it ends as if it had gone well at once', () => {
    const half = rolledBack(after, way, run, false);
    const again = { ...way, before: half.service, after: half.previous, hash: half.previousHash ?? '' };
    expect(rolledBack(half, again, run, true)).toMatchObject({ service: old, hash: 'h1', rejected: 'h2', healthy: true, leftovers: [] });
  });

  test('to nothing: the host is that of what stood', () => {
    expect(rolledBack(after, { ...way, after: null, hash: '' }, run, true)).toMatchObject({ host: now.host, service: null });
  });
});

describe('pinned, adopted, without', () => {
  test('a revision stays until the file changes', () => {
    const pin = pinned(entry, 3, run, true);
    expect(pin).toMatchObject({ hash: 'revision 3', rejected: 'h1', healthy: true, time: run.time, service: old });
    expect(pinned(pin, 2, run, false)).toMatchObject({ hash: 'revision 2', rejected: 'h1', healthy: false });
    expect(pin.history.at(-1)?.action).toBe('rollback');
  });

  test('an adoption is a line of its history, and no run’s doing', () => {
    const known = adopted(entry, planned, run, true);
    expect({ ...known, history: [] }).toEqual({ ...entry, history: [] });
    expect(known.history.map(({ action }) => action)).toEqual(['add', 'adopt']);
  });

  test('what was taken over is known as that', () => {
    expect(adopted(entry, planned, run, true, [change(1, 1)]).made).toEqual([{ ...entry.made[0], adopted: true }]);
    expect(adopted(entry, planned, run, true, [change(1, 1, 'b')]).made).toEqual(entry.made);
  });

  test('an adoption of what was not known is taken up by the next run', () => {
    const known = adopted(null, planned, run, false);
    expect(known).toMatchObject({ healthy: false, service: now });
    expect(known.history.map(({ action, healthy }) => [action, healthy])).toEqual([['adopt', false]]);
  });

  test('a key that is somebody else’s now is forgotten, and no other', () => {
    const both = intended({ ...entry, made: [...entry.made, { system: 'dns', key: 'b', spec: 1 }] }, [change(1, 2), change(1, 2, 'b')]);
    const left = without(both, { system: 'dns', key: 'b' });
    expect([left.made.map(({ key }) => key), left.intents.map(({ key }) => key)]).toEqual([['metube.example.org'], ['metube.example.org']]);
    expect(without(both, { system: 'routes', key: 'b' })).toEqual(both);
  });
});
