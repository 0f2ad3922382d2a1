import { discord, message } from '@hl/notify';
import { discordEmulator } from '@hl/lab/discord';

test('the example of the README', async () => {
  const channel = await discordEmulator();
  const webhookUrl = channel.url;

  const webhook = discord({ url: webhookUrl, timing: { editMs: 0 } });
  const { id } = await webhook.send(
    message({
      result: 'success',
      stages: [{ name: 'deploy', status: 'success' }],
      services: [{ name: 'metube', action: 'add', status: 'ok' }],
    }),
  );
  await webhook.edit(id, message({ result: 'failure', stages: [], services: [] }));

  expect(channel.messages()).toMatchObject([{ id, edits: 1, payload: { embeds: [{ title: '❌ Deployment failed' }] } }]);
  await channel.close();
});
