import { live } from '../../../src/stages/notify/live.js';

/** Shows when it is let. */
function slowly() {
  const shown: string[] = [];
  let free = (): void => {};
  const show = (stage: string): Promise<void> => {
    shown.push(stage);
    return new Promise((resolve) => (free = resolve));
  };
  return { shown, show, free: () => free() };
}

test('the first is told at once, of those that come meanwhile the last one, and none after the end', async () => {
  const { shown, show, free } = slowly();
  const message = live(show, 0);
  for (const stage of ['plan', 'deploy', 'remove']) message.update(stage);
  expect(shown).toEqual(['plan']);
  free();
  while (shown.length < 2) await new Promise(setImmediate);
  expect(shown).toEqual(['plan', 'remove']);
  message.update('verify');
  const ended = message.end();
  free();
  await ended;
  expect(shown).toEqual(['plan', 'remove']);
});

test('the end waits for no pause', async () => {
  const message = live(async () => {}, 3_600_000);
  message.update('plan');
  await message.end();
});

test('what was never told ends, too', async () => {
  await live(async () => {}).end();
});
