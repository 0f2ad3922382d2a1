import { MemoryRemote } from '@hl/core/testing';
import { sampler } from '../../src/client/sampler.js';

test('all who wait for a look at a host share it; the next comes a pause later, after a failure too', async () => {
  const remote = new MemoryRemote('web');
  let looks = 0;
  remote.onRun = () => {
    if ((looks += 1) === 2) throw new Error('lost');
    return { stdout: '' };
  };
  const pauses: number[] = [];
  const rest = async (sinceMs: number): Promise<void> => void pauses.push(sinceMs);
  const sample = sampler(() => remote, rest);
  const [one, two] = await Promise.all([sample('web', false), sample('web', false)]);
  expect([two === one, looks, pauses]).toEqual([true, 1, []]);
  await expect(Promise.all([sample('web', false), sample('web', false)])).rejects.toThrow('lost');
  await sample('web', false);
  expect([looks, pauses.length, pauses.every((ms) => ms >= 0 && ms < 500)]).toEqual([3, 2, true]);
});
