import { discord, message } from '@hl/notify';
import { discordEmulator } from '@hl/lab/discord';

test('the example of the README', async () => {
  await using channel = await discordEmulator();
  const webhookUrl = channel.url;

  const webhook = discord({ url: webhookUrl });
  await webhook.send(
    message({
      result: 'success',
      stages: [{ name: 'deploy', status: 'success' }],
      services: [{ name: 'metube', action: 'add', status: 'ok' }],
    }),
  );

  expect(channel.messages()).toMatchObject([{ payload: { embeds: [{ title: '✅ Deployment succeeded: metube' }] } }]);
});
