import { intend, isOurs, liveMemory, nothingMade, recall, settle } from '@hl/core';
import type { Change, Made, Memory, Outcome } from '@hl/core';

const id = { system: 'dns', key: 'a.lab' };
const change = (before: unknown, after: unknown, key = 'a.lab'): Change => ({ system: 'dns', key, service: 'a', before, after });
const outcome = (status: Outcome['status'], before: unknown, after: unknown): Outcome => ({ ...change(before, after), status, ms: 1 });
const made = (spec: unknown, key = 'a.lab'): Made => ({ system: 'dns', key, spec });
const memory = (facts: readonly Made[], intents: readonly Change[] = []): Memory => ({ made: facts, intents });

const one = { address: '192.0.2.1' };
const two = { address: '192.0.2.2' };

describe('ours', () => {
  const marked = { system: 'dns' };
  const markless = { system: 'dns', markless: true } as const;

  test.each<[string, typeof marked | typeof markless, { spec: unknown; ours: boolean }, Memory, boolean]>([
    ['a mark says so', marked, { spec: one, ours: true }, nothingMade, true],
    ['a mark says so, whatever is remembered', markless, { spec: one, ours: true }, memory([], [change(one, null)]), true],
    ['no mark, nothing remembered', marked, { spec: one, ours: false }, nothingMade, false],
    [
      'a mark was taken away, the rest is as we wrote it',
      marked,
      { spec: { ...one, comment: '' }, ours: false },
      memory([made(one)]),
      true,
    ],
    ['a mark was taken away, and it is another thing now', marked, { spec: two, ours: false }, memory([made(one)]), false],
    ['where there is room for marks an intent proves nothing', marked, { spec: one, ours: false }, memory([], [change(null, one)]), false],
    ['no room for marks: the fact counts', markless, { spec: one, ours: false }, memory([made(one)]), true],
    ['no room for marks: the fact counts though somebody edited it', markless, { spec: two, ours: false }, memory([made(one)]), true],
    ['no room for marks, nothing remembered', markless, { spec: one, ours: false }, nothingMade, false],
    ['the fact is of another key', markless, { spec: one, ours: false }, memory([made(one, 'b.lab')]), false],
    [
      'after a crash: nothing was there, and what was intended stands',
      markless,
      { spec: one, ours: false },
      memory([], [change(null, one)]),
      true,
    ],
    ['after a crash: something else stands there', markless, { spec: two, ours: false }, memory([], [change(null, one)]), false],
    ['after a crash: it was there before', markless, { spec: one, ours: false }, memory([], [change(two, one)]), false],
    ['a change of ours that was cut off', markless, { spec: two, ours: false }, memory([made(one)], [change(one, two)]), true],
    [
      'a removal that was cut off, and it still stands',
      markless,
      { spec: one, ours: false },
      memory([made(one)], [change(one, null)]),
      true,
    ],
    [
      'a removal that was cut off, and another stands',
      markless,
      { spec: two, ours: false },
      memory([made(one)], [change(one, null)]),
      false,
    ],
    ['specs are compared whole', markless, { spec: { ...one, ttl: 1 }, ours: false }, memory([], [change(null, one)]), false],
  ])('%s', (_, integration, found, remembered, expected) => {
    expect(isOurs(integration, 'a.lab', found, recall([remembered]))).toBe(expected);
  });
});

describe('recall', () => {
  test('sees several memories as one, the last one first', () => {
    const view = recall([memory([made(one)], [change(null, one)]), memory([made(two), made(one, 'b.lab')])]);
    expect(view.made(id)?.spec).toEqual(two);
    expect(view.made({ system: 'dns', key: 'b.lab' })?.spec).toEqual(one);
    expect(view.intent(id)).toEqual(change(null, one));
    expect(view.made({ system: 'routes', key: 'a.lab' })).toBeUndefined();
    expect(view.intent({ system: 'routes', key: 'a.lab' })).toBeUndefined();
  });
});

describe('intend', () => {
  test('an intent takes the place of an older one of its key, and of no other', () => {
    const before = memory([made(one)], [change(null, one), change(null, one, 'b.lab')]);
    expect(intend(before, [change(one, two)])).toEqual(memory([made(one)], [change(null, one, 'b.lab'), change(one, two)]));
  });

  test('a memory that is kept up forgets the older one as well', () => {
    const live = liveMemory(memory([made(one)], [change(null, one), change(null, one, 'b.lab')]));
    live.intend([change(one, two)]);
    expect([live.intent(id), live.intent({ ...id, key: 'b.lab' }), live.made(id)]).toEqual([
      change(one, two),
      change(null, one, 'b.lab'),
      made(one),
    ]);
  });

  test('what else is kept beside the memory stays', () => {
    expect(intend({ ...nothingMade, name: 'a' }, [change(null, one)])).toEqual({ made: [], intents: [change(null, one)], name: 'a' });
  });
});

describe('settle', () => {
  const open = memory([made(one), made(one, 'b.lab')], [change(one, two), change(null, one, 'b.lab')]);
  const rest = { made: [made(one, 'b.lab')], intents: [change(null, one, 'b.lab')] };

  test.each<[string, Memory, Outcome, Memory]>([
    ['applied is a fact', open, outcome('applied', one, two), { ...rest, made: [...rest.made, made(two)] }],
    [
      'what was taken over stays known as that',
      memory([{ ...made(one), adopted: true }]),
      outcome('applied', one, two),
      memory([{ ...made(two), adopted: true }]),
    ],
    ['a removal is forgotten', open, outcome('applied', one, null), rest],
    ['one that was gone already is forgotten', open, outcome('unchanged', null, null), rest],
    ['what somebody else holds is not ours any more', open, outcome('conflict', two, two), rest],
    ['failed may have happened: nothing is forgotten', open, outcome('failed', one, two), open],
    ['deferred may have happened: nothing is forgotten', open, outcome('deferred', one, two), open],
    [
      'true already as it was begun: that call had gone through',
      open,
      outcome('unchanged', two, two),
      { ...rest, made: [...rest.made, made(two)] },
    ],
    ['true already, and never begun by us', memory([]), outcome('unchanged', one, one), memory([])],
    ['true already, as made before', memory([made(one)]), outcome('unchanged', one, one), memory([made(one)])],
    ['true already, but another thing was begun', memory([], [change(null, two)]), outcome('unchanged', one, one), memory([])],
  ])('%s', (_, before, settled, after) => {
    expect(settle(before, settled)).toEqual(after);
    const live = liveMemory(before);
    live.settle(settled);
    const seen = recall([after]);
    for (const one of [id, { ...id, key: 'b.lab' }]) expect([live.made(one), live.intent(one)]).toEqual([seen.made(one), seen.intent(one)]);
  });

  test('what else is kept beside the memory stays', () => {
    expect(settle({ ...nothingMade, name: 'a' }, outcome('applied', null, one))).toEqual({ made: [made(one)], intents: [], name: 'a' });
  });
});

test('memories are read once, and only when something is asked of them', () => {
  let reads = 0;
  const counted: Memory = {
    get made() {
      reads += 1;
      return [made(one)];
    },
    intents: [],
  };
  const known = recall([counted, memory([made(two, 'b.lab')])]);
  expect(known.intent(id)).toBeUndefined();
  expect(reads).toBe(0);
  expect([known.made(id)?.spec, known.made({ ...id, key: 'b.lab' })?.spec]).toEqual([one, two]);
  expect(reads).toBe(1);
});
