import { backoff, isNews, next, remember, type Attempt, type Memory } from '../../../src/commands/watch/next.js';

const minute = 60_000;
const memory = (more: Partial<Memory> = {}): Memory => ({
  version: 1,
  commit: 'a',
  code: 0,
  told: false,
  tries: 0,
  retryAt: null,
  ...more,
});

test.each<[string, string, Memory | null, ReturnType<typeof next>]>([
  ['the first commit ever', 'a', null, { do: 'run' }],
  ['a new one', 'b', memory(), { do: 'run' }],
  ['the same', 'a', memory(), { do: 'wait', ms: minute }],
  ['the same, which is broken', 'a', memory({ code: 2, told: true }), { do: 'wait', ms: minute }],
  ['a new one while an old one waits to be tried again', 'b', memory({ retryAt: 5_000_000 }), { do: 'run' }],
  ['one that is to be tried again, now', 'a', memory({ retryAt: 1_000_000 }), { do: 'run' }],
  ['one that is to be tried again, soon', 'a', memory({ retryAt: 1_010_000 }), { do: 'wait', ms: 10_000 }],
  [
    'one that is to be tried again, much later: the branch is looked at meanwhile',
    'a',
    memory({ retryAt: 5_000_000 }),
    { do: 'wait', ms: minute },
  ],
])('%s', (_, head, remembered, expected) => expect(next(head, remembered, 1_000_000, minute)).toEqual(expected));

const ended = (code: number, again: Attempt['again'] = null): Attempt => ({ code, again });

test.each<[string, Memory | null, Attempt, boolean, Partial<Memory>]>([
  ['all well', null, ended(0), true, { code: 0, told: false, retryAt: null }],
  ['a broken file', null, ended(2), true, { code: 2, told: true, retryAt: null }],
  ['another run has the fleet', null, ended(3, 'held'), false, { told: false, tries: 0, retryAt: minute }],
  ['it still has', memory({ retryAt: 0, told: true }), ended(3, 'held'), false, { told: true, tries: 0, retryAt: minute }],
  ['a host is away', null, ended(75, 'away'), true, { told: true, tries: 1, retryAt: 2 * minute }],
  ['it still is', memory({ code: 75, told: true, tries: 1 }), ended(75, 'away'), false, { told: true, tries: 2, retryAt: 4 * minute }],
  ['it answers again', memory({ code: 75, told: true, tries: 2 }), ended(0), true, { code: 0, told: false, retryAt: null }],
  ['the next commit fails, too', memory({ commit: 'z', code: 2, told: true, tries: 3 }), ended(2), true, { told: true, tries: 0 }],
])('%s: who hears of it, and when it is tried again', (_, before, attempt, news, after) => {
  expect(isNews('a', before, attempt)).toBe(news);
  expect(remember('a', before, attempt, 0, minute)).toMatchObject({ commit: 'a', ...after });
});

test('pauses double, up to an hour; a longer interval stays', () => {
  expect([0, 1, 2, 20].map((tries) => backoff(minute, tries) / minute)).toEqual([1, 2, 4, 60]);
  expect(backoff(120 * minute, 3)).toBe(120 * minute);
});
