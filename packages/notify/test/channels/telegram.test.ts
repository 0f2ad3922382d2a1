import { channelOf } from '@hl/notify';
import { telegramServer } from '../servers/telegram.js';
import { exampleRun } from '../support/run.js';

test('goes to the chat and its topic, makes a sound for trouble alone, shows no preview', async () => {
  await using server = await telegramServer();
  const channel = channelOf(server.url, { fetch: server.fetch });
  for (const result of ['running', 'success', 'warning', 'failure', 'rollback'] as const) await channel.send(exampleRun({ result }));
  expect(server.messages().map(({ raw }) => raw)).toMatchObject(
    [true, true, false, false, false].map((quiet) => ({
      ...{ chat_id: '-100123', message_thread_id: 7, disable_notification: quiet, link_preview_options: { is_disabled: true } },
    })),
  );
});

test('without a topic there is none', async () => {
  await using server = await telegramServer();
  await channelOf(server.url.replace(':7', ''), { fetch: server.fetch }).send(exampleRun());
  expect(server.messages()[0]?.raw).not.toHaveProperty('message_thread_id');
});

test('an edit that changes nothing is none', async () => {
  await using server = await telegramServer();
  const channel = channelOf(server.url, { fetch: server.fetch });
  const handle = await channel.send(exampleRun());
  expect(await channel.edit(handle ?? '', exampleRun())).toBe(handle);
  expect(server.messages()).toMatchObject([{ edits: 0 }]);
});

test('a chat that the bot is not in says what to do', async () => {
  await using server = await telegramServer();
  const sent = channelOf(server.url.replace('-100123', '-100999'), { fetch: server.fetch }).send(exampleRun());
  await expect(sent).rejects.toMatchObject({ code: 'HL_CHANNEL_CHAT', kind: 'input', hint: expect.stringMatching(/^Add the bot/) });
});
