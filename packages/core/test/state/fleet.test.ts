import { assertNewest, ledger, nameOfRun, nextClaim, samePlace } from '@hl/core/state';
import type { Claim, Place } from '@hl/core/state';
import { memoryStore } from '@hl/core/testing';
import { parseClaim } from '../../src/state/fleet.js';

describe('order of runs', () => {
  const run = (id: string, pipeline: number | null) => ({ run: id, pipeline, commit: `c${id}`, pipelineUrl: null, time: '' });
  const chain = (...runs: ReturnType<typeof run>[]): Claim | null => runs.reduce<Claim | null>(nextClaim, null);

  test.each([
    ['the first pipeline', chain(run('7', 7)), [7, 0]],
    ['a newer one takes over', chain(run('7', 7), run('9', 9)), [9, 0]],
    ['a run by hand comes after the newest pipeline', chain(run('7', 7), run('hand', null)), [7, 1]],
    ['and the next pipeline after that', chain(run('7', 7), run('hand', null), run('8', 8)), [8, 0]],
    ['two runs by hand', chain(run('x', null), run('y', null)), [0, 2]],
    ['a job that is tried again keeps its place', chain(run('7', 7), run('7', 7)), [7, 0]],
  ])('%s', (_, claim, place) => expect(claim?.place).toEqual(place));

  test.each([
    ['an older pipeline', chain(run('9', 9)), run('7', 7)],
    ['a pipeline that a run by hand came after', chain(run('7', 7), run('hand', null)), run('7', 7)],
    ['a run by hand that another came after', chain(run('x', null), run('y', null)), { ...run('x', 0) }],
  ])('%s is refused, and told who took over', (_, newest, late) => {
    expect(() => nextClaim(newest, late)).toThrow(
      expect.objectContaining({ code: 'HL_SUPERSEDED', kind: 'superseded', message: expect.stringContaining(newest?.run ?? '-') }),
    );
  });

  test('a job that is tried again brings its commit and time', () => {
    expect(nextClaim(chain(run('7', 7)), { ...run('7', 7), commit: 'c8', time: 'later' })).toMatchObject({
      place: [7, 0],
      commit: 'c8',
      time: 'later',
    });
  });

  test.each<[string, Claim | null, Place, boolean]>([
    ['nobody has planned', null, [1, 0], true],
    ['it is the newest', chain(run('7', 7)), [7, 0], true],
    ['an older one has planned', chain(run('7', 7)), [8, 0], true],
    ['a newer one has planned', chain(run('9', 9)), [8, 9], false],
    ['a run by hand has planned', chain(run('7', 7), run('hand', null)), [7, 0], false],
  ])('a job that is about to write: %s', (_, newest, place, may) => {
    const check = (): void => assertNewest(newest, place);
    if (may) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'HL_SUPERSEDED', hint: expect.stringContaining('new pipeline') }));
  });

  test('the claim of whoever comes late is not written', async () => {
    const files = new Map<string, string>();
    const book = ledger(memoryStore(files));
    await book.claim((newest) => nextClaim(newest, run('9', 9)));
    await expect(book.claim((newest) => nextClaim(newest, run('8', 8)))).rejects.toMatchObject({ code: 'HL_SUPERSEDED' });
    expect((await book.read()).newest).toMatchObject({ run: '9', place: [9, 0] });
    expect([...files.keys()]).toEqual(['fleet.json']);
  });
});

test.each<[Place | null, Place | null, boolean]>([
  [null, null, true],
  [[1, 0], null, false],
  [null, [1, 0], false],
  [[1, 2], [1, 2], true],
  [[1, 2], [1, 3], false],
  [[2, 2], [1, 2], false],
])('%j and %j are the same place: %s', (a, b, same) => expect(samePlace(a, b)).toBe(same));

test.each([
  ['7', null, 'pipeline 7'],
  ['7', 'https://ci/7', 'pipeline 7 (https://ci/7)'],
  ['local-x', null, 'the run local-x'],
])('a run %s (%s) is called %s', (run, pipelineUrl, name) => expect(nameOfRun({ run, pipelineUrl })).toBe(name));

describe('fleet.json', () => {
  const claim: Claim = { version: 1, place: [7, 0], run: '7', commit: 'c', pipelineUrl: null, time: '' };

  test('none is none; a whole one is taken', () => {
    expect([parseClaim(undefined, 'x'), parseClaim(JSON.stringify(claim), 'x')]).toEqual([null, claim]);
  });

  test.each([
    ['nothing', ''],
    ['half of it', '{"version":1,"pl'],
    ['another version', JSON.stringify({ ...claim, version: 2 })],
    ['no place', JSON.stringify({ ...claim, place: undefined })],
    ['a place that is no number', JSON.stringify({ ...claim, place: ['7', 0] })],
  ])('that holds %s is an error with the way out', (_, text) => {
    expect(() => parseClaim(text, '/var/lib/hl on proxy')).toThrow(
      expect.objectContaining({
        code: 'HL_FLEET',
        kind: 'refused',
        message: 'fleet.json in /var/lib/hl on proxy cannot be read',
        hint: expect.stringContaining('delete fleet.json'),
      }),
    );
  });
});
