import { channelOf } from '@hl/notify';
import { appriseServer } from '../servers/apprise.js';
import { gotifyServer } from '../servers/gotify.js';
import { mattermostServer } from '../servers/mattermost.js';
import { exampleRun } from '../support/run.js';

test('Gotify: Markdown, what a tap opens, a sound for trouble', async () => {
  await using server = await gotifyServer();
  await channelOf(server.url, { fetch: server.fetch }).send(exampleRun({ result: 'failure' }));
  await channelOf(`${server.url}?priority=0`, { fetch: server.fetch }).send(exampleRun({ pipelineUrl: '' }));
  expect(server.messages().map(({ raw }) => raw)).toMatchObject([
    {
      ...{
        title: '❌ Deployment failed',
        priority: 8,
        message: expect.stringMatching(/^`01234567` Add metube .* {2}\n {2}\n\*\*Services\*\* {2}\n/),
      },
      extras: {
        'client::display': { contentType: 'text/markdown' },
        'client::notification': { click: { url: expect.stringMatching(/pipelines\/7$/) } },
      },
    },
    { priority: 0, extras: { 'client::display': { contentType: 'text/markdown' } } },
  ]);
});

test('Mattermost: another channel', async () => {
  await using server = await mattermostServer();
  await channelOf(`${server.url}?channel=town-square`, { fetch: server.fetch }).send(exampleRun());
  expect(server.messages()[0]?.raw).toEqual({
    channel: 'town-square',
    text: expect.stringMatching(/^\*\*✅ Deployment succeeded: metube\*\*\n/),
  });
});

test('Apprise: under a key with tags, or with URLs of its own', async () => {
  await using server = await appriseServer();
  const channel = (url: string) => channelOf(url, { fetch: server.fetch });
  await channel(server.url).send(exampleRun({ result: 'rollback' }));
  await channel(server.url.replace(/labapprisekey.*/, '?urls=ntfys%3A%2F%2Ftopic,json%3A%2F%2Fx')).send(exampleRun());
  expect(server.messages().map(({ raw }) => raw)).toMatchObject([
    { title: '↩️ Rolled back: metube', type: 'warning', format: 'text', tag: 'home' },
    { type: 'success', urls: ['ntfys://topic', 'json://x'] },
  ]);
});

test('Apprise: some of them could not be told: the others have it, so that it is not sent again', async () => {
  let asked = 0;
  const fetch: typeof globalThis.fetch = async () => (
    (asked += 1),
    Response.json({ error: 'One or more notification could not be sent.' }, { status: 424 })
  );
  await expect(channelOf('apprise://apprise.example.org/key', { fetch }).send(exampleRun())).rejects.toMatchObject({
    code: 'HL_CHANNEL_REFUSED',
    message: 'Apprise at https://apprise.example.org refuses the message: 424 One or more notification could not be sent.',
  });
  expect(asked).toBe(1);
});
