import { channelOf } from '@hl/notify';
import { ntfyServer } from '../servers/ntfy.js';
import { exampleRun } from '../support/run.js';

test('a push: title, priority, tags, what a tap opens, buttons', async () => {
  await using server = await ntfyServer();
  const links = ['Roll back', 'Report', 'More'].map((label) => ({ label, url: `https://gitlab.example.org/${label.length}` }));
  await channelOf(`${server.url}?tags=house,hl`, { fetch: server.fetch }).send(exampleRun({ result: 'failure', links }));
  expect(server.messages()[0]?.raw).toMatchObject({
    ...{ topic: 'labntfytopic', title: '❌ Deployment failed', priority: 5, tags: ['house', 'hl'] },
    ...{ click: 'https://gitlab.example.org/home/lab/-/pipelines/7', message: expect.stringMatching(/^01234567 Add metube/) },
    actions: [
      { action: 'view', label: 'Pipeline', url: 'https://gitlab.example.org/home/lab/-/pipelines/7' },
      { action: 'view', label: 'Roll back', url: 'https://gitlab.example.org/9' },
      { action: 'view', label: 'Report', url: 'https://gitlab.example.org/6' },
    ],
  });
});

test.each([
  ['', 'running', 2],
  ['?priority=1', 'failure', 1],
  ['?priority=high', 'success', 3],
] as const)('priority %j of %s', async (query, result, priority) => {
  await using server = await ntfyServer();
  await channelOf(server.url + query, { fetch: server.fetch }).send(exampleRun({ result, pipelineUrl: '' }));
  expect(server.messages()[0]?.raw).toMatchObject({ priority, actions: [] });
  expect(server.messages()[0]?.raw).not.toHaveProperty('click');
});

test('a server of before 2.16 gives no handle: who has none sends another', async () => {
  await using server = await ntfyServer(true);
  expect(await channelOf(server.url, { fetch: server.fetch }).send(exampleRun())).toBeNull();
});

test('a user and a password', async () => {
  await using server = await ntfyServer();
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = (url, init) => (
    sent.push(`${String(url)} ${new Headers(init?.headers).get('authorization')}`),
    server.fetch(url, init)
  );
  const url = server.url.replace('tk_labntfytoken0000@', 'ada:pass%2Fword@').replace('/labntfytopic', '/sub/labntfytopic');
  await channelOf(url, { fetch })
    .send(exampleRun())
    .catch(() => undefined);
  await channelOf('ntfy://labntfytopic', { fetch })
    .send(exampleRun())
    .catch(() => undefined);
  expect(sent).toEqual([expect.stringMatching(/^http:.*\/sub\/ Basic YWRhOnBhc3Mvd29yZA==$/), 'https://ntfy.sh/ null']);
});
