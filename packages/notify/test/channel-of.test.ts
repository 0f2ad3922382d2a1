import { channelOf } from '@hl/notify';
import { discordEmulator } from '@hl/lab/discord';

test('Discord: one message, edited', async () => {
  await using server = await discordEmulator();
  const channel = channelOf(server.url, { fetch: server.fetch });
  expect(channel).toMatchObject({ kind: 'discord', name: 'Discord', edits: true });
  const handle = await channel.send({ result: 'running', stages: [{ name: 'plan', status: 'running' }], services: [] });
  await channel.edit(handle ?? '', { result: 'success', stages: [], services: [] });
  expect(server.messages()).toMatchObject([{ payload: { embeds: [{ title: '✅ Deployment succeeded' }] }, edits: 1 }]);
});

test.each(['', 'nonsense', 'https://example.org/hidden', 'tel:hidden'])('%j leads to no channel, and is not repeated', (url) =>
  expect(() => channelOf(url)).toThrow(
    expect.objectContaining({ code: 'HL_CHANNEL', kind: 'input', message: expect.not.stringContaining('hidden') }),
  ),
);
