import { alone } from '../../../src/commands/watch/alone.js';
import { wakeable } from '../../../src/commands/watch/wakeable.js';
import { folder as made } from '../../support/folder.js';

test('a folder is held by one; what a killed one left holds nobody up', async () => {
  const folder = made({ 'watch.sock': '' });
  const leave = await alone(folder);
  await expect(alone(folder)).rejects.toMatchObject({ code: 'HL_WATCHED', kind: 'conflict' });
  leave();
  (await alone(folder))();
});

test('who is woken while awake does not sleep the next time, and once only', async () => {
  const { sleep, wake } = wakeable();
  const asleep = sleep(2 ** 30);
  wake();
  await asleep;
  wake();
  wake();
  await sleep(2 ** 30);
  const again = sleep(2 ** 30);
  wake();
  await again;
});
