import { cancellation } from '../../src/client/cancellable-sleep.js';

const closed = { code: 'HL_PIHOLE_CLOSED', kind: 'unreachable' };

test('sleeps until it is cancelled; after a reset again', async () => {
  const { sleep, cancel, reset, check } = cancellation(60_000);
  await sleep(1);
  check();
  const long = expect(sleep(60_000)).rejects.toMatchObject(closed);
  cancel();
  await long;
  await expect(sleep(0)).rejects.toMatchObject(closed);
  expect(check).toThrow(expect.objectContaining(closed));
  reset();
  await sleep(0);
  check();
});

test('a request that is under way has some time left', async () => {
  const { signal, cancel, reset } = cancellation(10);
  const first = signal();
  cancel();
  cancel();
  expect(first.aborted).toBe(false);
  await new Promise((resolve) => first.addEventListener('abort', resolve));
  expect(first.reason).toMatchObject(closed);
  reset();
  expect(signal().aborted).toBe(false);
});

test('a reset in time lets it end by itself', async () => {
  const { signal, cancel, reset } = cancellation(1);
  const first = signal();
  cancel();
  reset();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect([first.aborted, signal().aborted]).toEqual([false, false]);
});
