import { apply, asResult, HlError, recall, undo, type Change, type Integration, type Observed, type Outcome, type Result } from '@hl/core';

const spec = (value: number) => ({ value });
const change = (before: unknown, after: unknown, key = 'a'): Change => ({ system: 's', key, service: 'of a', before, after });

/** A system that holds this, and says this of what it is given. */
function system(held: Record<string, Partial<Observed> & { spec: unknown }>, say: Result | null = { status: 'applied' }) {
  const given: Change[] = [];
  const integration: Integration = {
    system: 's',
    desired: () => [],
    observe: async (resources) =>
      new Map(resources.flatMap(({ key }) => (held[key] ? [[key, { ours: true, ...held[key] }] as const] : []))),
    apply: async (changes, report) => {
      given.push(...changes);
      for (const one of changes) if (say) report(one, say);
    },
  };
  return { integration, given };
}
const theirs = { ours: false };

test.each<[string, Parameters<typeof system>[0], Change, Partial<Outcome>, boolean]>([
  ['what is not there is made', {}, change(null, spec(1)), { status: 'applied', before: null }, true],
  ['what is so already is left alone', { a: { spec: spec(1) } }, change(null, spec(1)), { status: 'unchanged', before: spec(1) }, false],
  ['the true before counts', { a: { spec: spec(2) } }, change(spec(9), spec(1)), { status: 'applied', before: spec(2) }, true],
  ['what is gone already is left alone', {}, change(spec(1), null), { status: 'unchanged', before: null }, false],
  ['what is there is removed', { a: { spec: spec(1) } }, change(spec(1), null), { status: 'applied', after: null }, true],
  ['what somebody else holds is a conflict', { a: { spec: spec(2), ...theirs } }, change(null, spec(1)), { status: 'conflict' }, false],
  [
    'what somebody else holds just so is left alone',
    { a: { spec: spec(1), ...theirs } },
    change(null, spec(1)),
    { status: 'unchanged' },
    false,
  ],
  [
    'what somebody else holds is not removed',
    { a: { spec: spec(2), ...theirs } },
    change(spec(1), null),
    { status: 'unchanged', notes: ['held by somebody else: left alone'] },
    false,
  ],
])('%s', async (_, held, one, expected, written) => {
  const { integration, given } = system(held);
  expect(await apply(integration, [one])).toMatchObject([{ key: 'a', ...expected }]);
  expect(given.length).toBe(written ? 1 : 0);
});

test.each([
  [
    'its holder',
    { holder: 'nas.conf line 3' },
    'a in s is held by nas.conf line 3',
    'Remove it there, or take it over with: hl adopt of a',
  ],
  ['somebody else', {}, 'a in s is held by somebody else', 'Remove it there, or take it over with: hl adopt of a'],
  ['a way out of its own', { hint: 'ask them' }, 'a in s is held by somebody else', 'ask them'],
])('a conflict names %s', async (_, more, message, hint) => {
  const { integration } = system({ a: { spec: spec(2), ...theirs, ...more } });
  const [outcome] = await apply(integration, [change(null, spec(1))]);
  expect(outcome?.error).toEqual({ code: 'HL_CONFLICT', kind: 'conflict', message, hint });
});

describe('adopted', () => {
  test.each<[string, unknown, boolean, Partial<Outcome>, number]>([
    ['another one is overwritten', spec(2), false, { status: 'applied', before: spec(2) }, 1],
    ['the same is written once more, for the mark', spec(1), false, { status: 'applied' }, 1],
    ['the same, where there is no room for a mark, is only remembered', spec(1), true, { status: 'applied' }, 0],
  ])('%s', async (_, found, markless, expected, writes) => {
    const { integration, given } = system({ a: { spec: found, ...theirs } });
    const shown = markless ? { ...integration, markless: true as const } : integration;
    expect(await apply(shown, [change(null, spec(1))], { adopt: true })).toMatchObject([expected]);
    expect(given.length).toBe(writes);
  });

  test('what is ours is left alone, and a removal takes nothing', async () => {
    const ours = system({ a: { spec: spec(1) } });
    expect(await apply(ours.integration, [change(null, spec(1))], { adopt: true })).toMatchObject([{ status: 'unchanged' }]);
    const foreign = system({ a: { spec: spec(1), ...theirs } });
    expect(await apply(foreign.integration, [change(spec(1), null)], { adopt: true })).toMatchObject([{ status: 'unchanged' }]);
    expect([...ours.given, ...foreign.given]).toEqual([]);
  });
});

test('what is remembered counts as ours', async () => {
  const { integration } = system({ a: { spec: spec(2), ...theirs } });
  const memory = recall([{ made: [{ system: 's', key: 'a', spec: spec(2) }], intents: [] }]);
  expect(await apply(integration, [change(null, spec(1))], { memory })).toMatchObject([{ status: 'applied' }]);
});

describe('an intent', () => {
  test('is told ahead of the first write, with the true before, makes before breaks', async () => {
    const { integration, given } = system({ b: { spec: spec(2) } });
    const intents: Change[] = [];
    await apply(integration, [change(spec(2), null, 'b'), change(null, spec(1))], {
      onIntent: async (changes) => {
        expect(given).toEqual([]);
        intents.push(...changes);
      },
    });
    expect(intents).toEqual([change(null, spec(1)), change(spec(2), null, 'b')]);
    expect(given).toEqual(intents);
  });

  test('that cannot be written down: nothing is written', async () => {
    const { integration, given } = system({});
    const onIntent = async (): Promise<void> => Promise.reject(new HlError('HL_STATE', 'no', { kind: 'refused' }));
    expect(await apply(integration, [change(null, spec(1))], { onIntent })).toMatchObject([
      { status: 'failed', error: { code: 'HL_STATE' } },
    ]);
    expect(given).toEqual([]);
  });

  test('is not asked for when nothing has to be done', async () => {
    let asked = 0;
    await apply(system({ a: { spec: spec(1) } }).integration, [change(null, spec(1))], { onIntent: async () => void (asked += 1) });
    expect(asked).toBe(0);
  });
});

test('each change is settled once: what is reported first counts, and is told as it comes', async () => {
  const { integration } = system({});
  const twice: Integration = {
    ...integration,
    apply: async ([one], report) => {
      report(one as Change, { status: 'applied', notes: ['first'] });
      report(one as Change, { status: 'failed' });
      throw new Error('afterwards');
    },
  };
  const told: Outcome[] = [];
  const outcomes = await apply(twice, [change(null, spec(1))], { onOutcome: (outcome) => void told.push(outcome) });
  expect(outcomes).toMatchObject([{ status: 'applied', notes: ['first'] }]);
  expect(told).toEqual(outcomes);
});

test('nothing to do asks nobody', async () => {
  const blind = { ...system({}).integration, observe: async () => Promise.reject(new Error('asked')) };
  expect(await apply(blind, [])).toEqual([]);
});

test.each([
  [new HlError('HL_A', 'away', { kind: 'unreachable' }), 'deferred', 'HL_A'],
  [new HlError('HL_B', 'no', { kind: 'refused', hint: 'do' }), 'failed', 'HL_B'],
  [new HlError('HL_C', 'theirs', { kind: 'conflict' }), 'failed', 'HL_C'],
  [new Error('x'), 'failed', 'HL_BUG'],
  ['text', 'failed', 'HL_BUG'],
])('%s is %s', (error, status, code) => expect(asResult(error)).toMatchObject({ status, error: { code } }));

test('undo is plain pairs, the last one first', () => {
  const outcome: Outcome = { ...change(spec(1), null), status: 'applied', ms: 3, notes: ['x'] };
  expect(undo([{ ...outcome, key: 'first' }, outcome])).toEqual([change(null, spec(1)), change(null, spec(1), 'first')]);
});
