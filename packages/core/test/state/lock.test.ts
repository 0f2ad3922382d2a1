import { jest } from '@jest/globals';
import { ledger } from '@hl/core/state';
import type { Lease, Ledger } from '@hl/core/state';
import { memoryStore } from '@hl/core/testing';

const file = 'lock.json';
let files: Map<string, string>;
let seconds: number;
let book: Ledger;

beforeEach(() => {
  files = new Map();
  seconds = 1_000;
  book = ledger({ ...memoryStore(files), now: async () => seconds });
});

const lease = (): Lease => JSON.parse(files.get(file) ?? 'null') as Lease;
const refused = { code: 'HL_LOCKED', kind: 'conflict' };

test('one holder at a time; jobs of one owner share it, and the last one ends it', async () => {
  const mine = await book.lock({ owner: '1', what: 'pipeline 1', pipelineUrl: 'https://ci/1' });
  const shared = await book.lock({ owner: '1', what: 'pipeline 1' });
  expect(Object.keys(lease().holders).length).toBe(2);
  await expect(book.lock({ owner: '2', what: 'pipeline 2' })).rejects.toMatchObject({
    ...refused,
    message: 'the fleet is held by pipeline 1',
  });
  await mine.release();
  await expect(book.lock({ owner: '2', what: 'pipeline 2' })).rejects.toMatchObject(refused);
  await shared.release();
  expect(files.has(file)).toBe(false);
  await (await book.lock({ owner: '2', what: 'pipeline 2' })).release();
});

test('the refusal names the pipeline and when a killed one gives way', async () => {
  await book.lock({ owner: '1', what: 'pipeline 1', pipelineUrl: 'https://ci/1', leaseSeconds: 60 });
  await expect(book.lock({ owner: '2', what: 'pipeline 2', leaseSeconds: 60 })).rejects.toMatchObject({
    message: 'the fleet is held by pipeline 1 (https://ci/1)',
    hint: expect.stringContaining('60 s'),
  });
});

test('a job that is tried again takes the place of the one that was killed', async () => {
  await book.lock({ owner: '1', what: 'pipeline 1', job: 'deploy' });
  const again = await book.lock({ owner: '1', what: 'pipeline 1', job: 'deploy' });
  const beside = await book.lock({ owner: '1', what: 'pipeline 1', job: 'remove' });
  expect(Object.keys(lease().holders).sort()).toEqual(['deploy', 'remove']);
  await again.release();
  await expect(book.lock({ owner: '2', what: 'pipeline 2' })).rejects.toMatchObject(refused);
  await beside.release();
  await (await book.lock({ owner: '2', what: 'pipeline 2' })).release();
});

test.each([
  ['a second before its lease ends a killed holder holds it still', 1_119, false],
  ['it gives way when its lease ends', 1_120, true],
])('%s', async (_, now, free) => {
  await book.lock({ owner: 'killed', what: 'killed' });
  seconds = now;
  const next = book.lock({ owner: 'me', what: 'me' });
  if (!free) await expect(next).rejects.toMatchObject(refused);
  else expect([await next.then(() => lease().owner), lease().since, lease().expires]).toEqual(['me', 1_120, 1_240]);
});

test('a job of the same owner that was killed counts no longer when its time is over', async () => {
  await book.lock({ owner: '1', what: 'pipeline 1', job: 'killed' });
  seconds = 1_200;
  const next = await book.lock({ owner: '1', what: 'pipeline 1', job: 'next' });
  expect([Object.keys(lease().holders), lease().since]).toEqual([['next'], 1_000]);
  await next.release();
  expect(files.has(file)).toBe(false);
});

test.each(['', '{"owner":', 'null'])('a lock that holds %j holds nobody up', async (text) => {
  files.set(file, text);
  await (await book.lock({ owner: 'me', what: 'me' })).release();
  expect(files.has(file)).toBe(false);
});

test('waiting tells once who is waited for, and gets it', async () => {
  const first = await book.lock({ owner: '1', what: 'first' });
  const waited: string[] = [];
  const second = book.lock({
    ...{ owner: '2', what: 'second', waitMs: 30_000, pollMs: 1 },
    onWait: ({ what }) => void (waited.push(what), setTimeout(() => void first.release(), 5)),
  });
  expect((await second, lease().owner)).toBe('2');
  expect(waited).toEqual(['first']);
});

test('what somebody else has taken meanwhile is not released', async () => {
  const first = await book.lock({ owner: '1', what: 'first' });
  seconds = 1_500;
  await book.lock({ owner: '2', what: 'second' });
  await first.release();
  expect(lease().owner).toBe('2');
});

describe('while it is held', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('it is renewed before it ends, until it is released; a renewal that fails is no end', async () => {
    let away = false;
    const store = memoryStore(files);
    const flaky = ledger({ ...store, now: async () => (away ? Promise.reject(new Error('away')) : seconds) });
    const held = await flaky.lock({ owner: '1', what: 'first', leaseSeconds: 40 });
    expect(lease().expires).toBe(1_040);
    seconds = 1_010;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lease().expires).toBe(1_050);
    away = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lease().expires).toBe(1_050);
    away = false;
    seconds = 1_030;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lease().expires).toBe(1_070);
    await held.release();
    await jest.advanceTimersByTimeAsync(100_000);
    expect(files.has(file)).toBe(false);
  });
});
