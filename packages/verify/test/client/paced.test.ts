import { pacer, tooMany } from '../../src/client/paced.js';

test('four hundred questions at once, then one every 120 ms; who cannot wait that long is told', async () => {
  const pace = pacer();
  for (let question = 0; question < 400; question += 1) await pace('one', 0);
  await expect(pace('one', 0)).rejects.toBe(tooMany);
  await pace('other', 0);
  await pace('one', 200);
});

test('what a burst has used comes back, one question every 120 ms, and never more than a burst', async () => {
  let now = 0;
  const pace = pacer(() => now);
  const many = async (): Promise<number> => {
    for (let asked = 0; ; asked += 1) if (await pace('one', 0).catch(() => true)) return asked;
  };
  expect(await many()).toBe(400);
  now += 120 * 251;
  expect(await many()).toBe(250);
  now += 3_600_000;
  expect(await many()).toBe(400);
});
