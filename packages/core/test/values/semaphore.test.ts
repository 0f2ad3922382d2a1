import { jest } from '@jest/globals';
import { mutex, semaphore } from '@hl/core';

/** A task that says when it starts, and ends when told. */
function task(name: string, log: string[]) {
  let finish = (): void => {};
  const ended = new Promise<void>((resolve) => (finish = resolve));
  return { finish, run: async () => (log.push(`${name} starts`), await ended, name) };
}
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test.each([
  [1, ['a starts']],
  [2, ['a starts', 'b starts']],
  [9, ['a starts', 'b starts', 'c starts']],
  [0, ['a starts']],
  [-1, ['a starts']],
])('at most %i at once, in the order they came', async (size, first) => {
  const log: string[] = [];
  const tasks = ['a', 'b', 'c'].map((name) => task(name, log));
  const { run } = semaphore(size);
  const all = tasks.map((one) => run(one.run));
  await settle();
  expect(log).toEqual(first);
  tasks.forEach(({ finish }) => finish());
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  expect(log).toEqual(['a starts', 'b starts', 'c starts']);
});

test('one that fails lets the next in', async () => {
  const run = mutex();
  const failed = run(async () => Promise.reject(new Error('no')));
  const next = run(async () => 'next');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('narrower from now on, but never closed', async () => {
  const log: string[] = [];
  const gate = semaphore(2);
  const tasks = ['a', 'b', 'c', 'd'].map((name) => task(name, log));
  const all = tasks.map((one) => gate.run(one.run));
  await settle();
  gate.narrow();
  gate.narrow();
  tasks[0]?.finish();
  await settle();
  expect(log).toEqual(['a starts', 'b starts']);
  tasks[1]?.finish();
  await settle();
  expect(log).toEqual(['a starts', 'b starts', 'c starts']);
  tasks.forEach(({ finish }) => finish());
  await Promise.all(all);
});

describe('idle', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test.each([
    ['at once when nothing runs', false, 0],
    ['after its time when something does', true, 500],
  ])('%s', async (_, busy, ms) => {
    const gate = semaphore(1);
    const one = task('a', []);
    const running = busy ? gate.run(one.run) : Promise.resolve();
    await settle();
    let idle = false;
    const waiting = gate.idle(500).then(() => (idle = true));
    await jest.advanceTimersByTimeAsync(Math.max(0, ms - 1));
    expect(idle).toBe(!busy);
    await jest.advanceTimersByTimeAsync(1);
    expect(idle).toBe(true);
    one.finish();
    await Promise.all([waiting, running]);
  });

  test('as soon as the last one ends', async () => {
    const gate = semaphore(2);
    const [a, b] = [task('a', []), task('b', [])];
    const all = [gate.run(a.run), gate.run(b.run)];
    let idle = false;
    const waiting = gate.idle(60_000).then(() => (idle = true));
    a.finish();
    await settle();
    expect(idle).toBe(false);
    b.finish();
    await Promise.all([...all, waiting]);
    expect([idle, jest.getTimerCount()]).toEqual([true, 0]);
  });
});
