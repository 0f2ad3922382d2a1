import { pacer, tooMany } from '../../src/client/paced.js';

test('four hundred questions at once, then one every 120 ms; who cannot wait that long is told', async () => {
  const pace = pacer();
  for (let question = 0; question < 400; question += 1) await pace('one', 0);
  await expect(pace('one', 0)).rejects.toBe(tooMany);
  await pace('other', 0);
  await pace('one', 200);
});
