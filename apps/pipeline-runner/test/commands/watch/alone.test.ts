import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from '../../../src/commands/watch/alone.js';
import { wakeable } from '../../../src/commands/watch/wakeable.js';

test('a folder is held by one; what a killed one left holds nobody up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hl-alone-'));
  writeFileSync(join(folder, 'watch.sock'), '');
  const leave = await alone(folder);
  await expect(alone(folder)).rejects.toMatchObject({ code: 'HL_WATCHED', kind: 'conflict' });
  leave();
  (await alone(folder))();
  rmSync(folder, { recursive: true });
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
