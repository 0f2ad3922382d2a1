import { HlError } from '@hl/core';
import { channelOf, discord } from '@hl/notify';
import { discordEmulator } from '@hl/lab/discord';
import { hostileServer, tricks } from '@hl/lab/hostile';

const timing = { backoffMs: 5, patienceMs: 50, requestMs: 300 };

test.each(tricks)('$title: the message is given up, with an error of ours and without the token', async (trick) => {
  const server = await hostileServer(trick);
  const error = await discord({ url: `${server.url}/api/webhooks/1/hidden`, timing })
    .send({ content: 'x' })
    .catch((reason: unknown) => reason);
  await server.close();
  expect(error).toBeInstanceOf(HlError);
  expect(error).toMatchObject({ code: expect.stringMatching(/^HL_DISCORD_/), message: expect.not.stringContaining('hidden') });
});

test.each(tricks.filter(({ tls = false }) => !tls))(
  '$title: a channel gives up, with an error of ours and without the token',
  async (trick) => {
    for (const [scheme, path] of [
      ['ntfy+http', 'hidden'],
      ['smtp', '?from=hl@example.org&to=ada@example.org&starttls=no'],
    ]) {
      const server = await hostileServer(trick);
      const url = `${server.url.replace('http://', `${scheme}://user:hidden@`)}/${path}`;
      const error = await channelOf(url, { timing: { ...timing, requestMs: 100 } })
        .send({ result: 'success', stages: [], services: [] })
        .catch((reason: unknown) => reason);
      await server.close();
      expect(error).toBeInstanceOf(HlError);
      expect(error).toMatchObject({ code: expect.stringMatching(/^HL_CHANNEL_/), message: expect.not.stringContaining('hidden') });
    }
  },
);

test('who is told to wait for no time at all does not ask without a pause', async () => {
  const server = await discordEmulator();
  server.faults.push({ answer: { status: 429, body: { message: 'slow down', retry_after: 0 } } });
  const sent = discord({ url: server.url, timing: { ...timing, patienceMs: 500 } }).send({ content: 'x' });
  await expect(sent).rejects.toMatchObject({ code: 'HL_DISCORD_BUSY' });
  await server.close();
  expect(server.requests.length).toBeLessThan(10);
});
