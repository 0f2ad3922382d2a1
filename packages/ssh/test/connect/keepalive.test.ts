import { PassThrough } from 'node:stream';
import { jest } from '@jest/globals';
import { watch } from '../../src/connect/keepalive.js';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick'] }));
afterEach(() => void jest.useRealTimers());

const watched = (): PassThrough => {
  const stream = new PassThrough();
  watch(stream, { intervalMs: 100, misses: 3 });
  return stream;
};

test('silence for three looks in a row is the end; the first look counts nothing', () => {
  const stream = watched();
  jest.advanceTimersByTime(399);
  expect(stream.destroyed).toBe(false);
  jest.advanceTimersByTime(1);
  expect(stream.destroyed).toBe(true);
});

test('any byte counts as a sign of life', () => {
  const stream = watched();
  for (let look = 0; look < 20; look += 1) {
    jest.advanceTimersByTime(290);
    stream.emit('data', Buffer.of(0));
  }
  expect(stream.destroyed).toBe(false);
});

test('nobody looks at a stream that is closed', async () => {
  const stream = watched();
  stream.destroy();
  await new Promise((resolve) => stream.once('close', resolve));
  expect(jest.getTimerCount()).toBe(0);
});
