import { channelOf } from '@hl/notify';
import { matrixServer } from '../servers/matrix.js';
import { exampleRun } from '../support/run.js';
import { running } from '../support/channels.js';

test('text and HTML, a sound for a failure alone', async () => {
  await using server = await matrixServer();
  const channel = channelOf(server.url, { fetch: server.fetch });
  await channel.send(exampleRun());
  await channel.send(exampleRun({ result: 'failure' }));
  expect(server.messages().map(({ raw }) => raw)).toMatchObject([
    {
      ...{
        msgtype: 'm.notice',
        body: expect.stringMatching(/^✅ Deployment succeeded: metube\n01234567 Add metube/),
        format: 'org.matrix.custom.html',
      },
      ...{
        formatted_body: expect.stringMatching(/^<b>✅ Deployment succeeded: metube<\/b><br><code>01234567<\/code> Add metube/),
        'm.mentions': {},
      },
    },
    { msgtype: 'm.text' },
  ]);
});

test('an edit is an event that replaces the first, however often', async () => {
  await using server = await matrixServer();
  const channel = channelOf(server.url, { fetch: server.fetch });
  const handle = await channel.send(running);
  const second = await channel.edit(handle ?? '', running);
  expect([second, await channel.edit(second ?? '', exampleRun())]).toEqual([handle, handle]);
  expect(server.messages()).toMatchObject([
    { id: handle, edits: 2, raw: { body: expect.stringContaining('succeeded'), 'm.mentions': {} } },
  ]);
});
