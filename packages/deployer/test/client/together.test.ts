import { together } from '../../src/client/together.js';

test('what is asked while a call is under way is asked in the next one, all of it in one', async () => {
  const calls: (readonly number[])[] = [];
  const square = together(async (items: readonly number[]) => {
    calls.push(items);
    if (items.includes(0)) throw new Error('no');
    return items.map((item) => item * item);
  });
  await expect(Promise.all([2, 3].map(square))).resolves.toEqual([4, 9]);
  const failing = square(0);
  await expect(failing).rejects.toThrow('no');
  await expect(square(4)).resolves.toBe(16);
  expect(calls).toEqual([[2, 3], [0], [4]]);
});

test('a call waits until it may begin, and for those who ask as soon as that is so', async () => {
  let open = (): void => {};
  const ready = new Promise<void>((resolve) => (open = resolve));
  const calls: (readonly string[])[] = [];
  const ask = together(
    async (items: readonly string[]) => (calls.push(items), items),
    () => ready,
  );
  const first = ask('a');
  const second = ready.then(() => ask('b'));
  expect(calls).toEqual([]);
  open();
  await expect(Promise.all([first, second])).resolves.toEqual(['a', 'b']);
  expect(calls).toEqual([['a', 'b']]);
});
