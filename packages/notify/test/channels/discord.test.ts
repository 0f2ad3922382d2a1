import { jest } from '@jest/globals';
import { discord } from '@hl/notify';
import type { DiscordPayload } from '@hl/notify';
import { discordEmulator } from '@hl/lab/discord';
import type { DiscordEmulator, DiscordEmulatorOptions } from '@hl/lab/discord';

const timing = { backoffMs: 5, patienceMs: 2_000, requestMs: 500 };
const token = 'lab-webhook-token';
const open: DiscordEmulator[] = [];
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const lab = async (options: DiscordEmulatorOptions = {}) => {
  const server = await discordEmulator({ rate: { requests: 50, windowMs: 50 }, ...options });
  open.push(server);
  return { server, webhook: discord({ url: server.url, fetch: server.fetch, timing }) };
};
/** How long it took on the clock. */
const elapsed = async (work: Promise<unknown>): Promise<number> => {
  const started = performance.now();
  let done = false;
  const ended = work.finally(() => (done = true)).catch(() => undefined);
  while (!done) await Promise.race([ended, jest.advanceTimersByTimeAsync(1)]);
  return performance.now() - started;
};
const failureOf = async (work: Promise<unknown>): Promise<{ code: string; kind: string; message: string; stack: string }> => {
  const failure = work.then(
    () => Promise.reject(new Error('it should have failed')),
    (error) => error,
  );
  await elapsed(failure);
  return failure;
};

test.each<[string, DiscordPayload, (payload: Record<string, unknown>, files: readonly { name: string; content: string }[]) => void]>([
  [
    'a long content',
    { content: 'x'.repeat(5000) },
    ({ content }, files) => {
      expect(content).toHaveLength(2000);
      expect(files).toMatchObject([{ name: 'report.md', content: `${'x'.repeat(5000)}\n` }]);
    },
  ],
  [
    '40 fields',
    { embeds: [{ title: 't', fields: Array.from({ length: 40 }, (_, index) => ({ name: `n${index}`, value: 'v' })) }] },
    ({ embeds }, files) => {
      expect((embeds as { fields: unknown[] }[])[0]?.fields).toHaveLength(25);
      expect(files[0]?.content).toContain('n39');
    },
  ],
  [
    '11 embeds of 4000',
    { embeds: Array.from({ length: 11 }, () => ({ description: 'd'.repeat(4000) })) },
    ({ embeds }, files) => {
      expect(embeds).toHaveLength(1);
      expect(files).toHaveLength(1);
    },
  ],
  [
    'empty fields',
    {
      embeds: [
        {
          title: 't',
          fields: [
            { name: ' ', value: 'x' },
            { name: 'x', value: '' },
          ],
        },
      ],
    },
    ({ embeds }, files) => {
      expect(embeds).toEqual([{ title: 't' }]);
      expect(files).toEqual([]);
    },
  ],
  ['nothing', {}, ({ content }) => expect(content).toBe('…')],
])('sends %s within the limits', async (_, payload, check) => {
  const { server, webhook } = await lab();
  await webhook.send(payload);
  const [sent] = server.messages();
  check(sent?.payload ?? {}, sent?.files ?? []);
});

test('waits as a 429 says, and asks no more often than that', async () => {
  const { server, webhook } = await lab({ rate: { requests: 2, windowMs: 150 } });
  const sent = Promise.all(Array.from({ length: 5 }, (_, index) => webhook.send({ content: `${index}` })));
  expect(await elapsed(sent)).toBeGreaterThanOrEqual(290);
  expect(server.messages().map(({ payload }) => payload.content)).toEqual(['0', '1', '2', '3', '4']);
  expect(server.requests).toHaveLength(5);
});

test.each([
  ['seconds in the body', { body: { message: 'You are being rate limited.', retry_after: 0.12, global: true } }],
  [
    'a header and HTML, as from Cloudflare',
    { headers: { 'retry-after': '0.12', 'content-type': 'text/html' }, body: '<html>slow down</html>' },
  ],
])('a 429 with %s', async (_, answer) => {
  const { server, webhook } = await lab();
  server.faults.push({ times: 1, answer: { status: 429, ...answer } });
  expect(await elapsed(webhook.send({ content: 'x' }))).toBeGreaterThanOrEqual(115);
  expect(server.messages()).toHaveLength(1);
});

test('a 429 longer than our patience is an error, not a wait', async () => {
  const { server, webhook } = await lab();
  server.faults.push({ answer: { status: 429, body: { message: 'You are being rate limited.', retry_after: 3600 } } });
  expect(await failureOf(webhook.send({ content: 'x' }))).toMatchObject({ code: 'HL_DISCORD_BUSY', kind: 'unreachable' });
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['deleted', 404, { message: 'Unknown Webhook', code: 10015 }],
  ['with another token', 401, { message: 'Invalid Webhook Token', code: 50027 }],
  ['forbidden, in HTML', 403, '<html>no</html>'],
])('a webhook that is %s is asked once', async (_, status, body) => {
  const { server, webhook } = await lab();
  server.faults.push({ answer: { status, body } });
  expect(await failureOf(webhook.send({ content: 'x' }))).toMatchObject({ code: 'HL_DISCORD_WEBHOOK', kind: 'refused' });
  await failureOf(webhook.send({ content: 'x' }));
  expect(server.requests).toHaveLength(1);
});

test('a server error is tried again, a lost answer is not: it may have been posted', async () => {
  const { server, webhook } = await lab();
  server.faults.push({ times: 2, answer: { status: 502, body: '<html>bad gateway</html>' } });
  expect(await elapsed(webhook.send({ content: 'x' }))).toBeGreaterThanOrEqual(5 + 10);
  expect([server.messages().length, server.requests.length]).toEqual([1, 3]);
  server.faults.push({ times: 1, drop: 'answer' });
  expect(await failureOf(webhook.send({ content: 'y' }))).toMatchObject({ code: 'HL_DISCORD_UNREACHABLE', kind: 'unreachable' });
  expect(server.messages()).toHaveLength(2);
});

test.each([
  ['nobody listens', async (server: DiscordEmulator) => server.refuse(true)],
  ['it hangs', async (server: DiscordEmulator) => void server.faults.push({ delayMs: 1_000 })],
  ['it is cut', async (server: DiscordEmulator) => void server.faults.push({ drop: 'request' })],
  [
    'it refuses',
    async (server: DiscordEmulator) =>
      void server.faults.push({
        answer: {
          status: 400,
          body: {
            message: 'Invalid Form Body',
            code: 50035,
            errors: { embeds: { 0: { title: { _errors: [{ code: 'X', message: `bad ${token}` }] } } } },
          },
        },
      }),
  ],
  ['it is gone', async (server: DiscordEmulator) => server.deleteWebhook()],
])('no error holds the token: %s', async (_, spoil) => {
  const { server } = await lab();
  await spoil(server);
  const impatient = { ...timing, patienceMs: 50, requestMs: 20 };
  const error = await failureOf(discord({ url: server.url, fetch: server.fetch, timing: impatient }).send({ content: 'x' }));
  const texts = [error.message, error.stack, JSON.stringify(error), String((error as { cause?: Error }).cause?.stack ?? '')];
  expect(texts.join(' ')).not.toContain(token);
});

test('a webhook can be looked at: nothing is posted, and one that is gone is told', async () => {
  const { server, webhook } = await lab();
  await webhook.check();
  expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  server.deleteWebhook();
  expect(await failureOf(webhook.check())).toMatchObject({ code: 'HL_DISCORD_WEBHOOK', kind: 'refused' });
  expect(server.messages()).toEqual([]);
});

test.each([
  ['no URL', 'nonsense'],
  ['another site', 'https://example.org/hook'],
  ['no token', 'https://discord.com/api/webhooks/123'],
])('%s is an input error that does not repeat it', async (_, url) => {
  expect(() => discord({ url })).toThrow(
    expect.objectContaining({ code: 'HL_DISCORD_URL', kind: 'input', message: expect.not.stringContaining(url) }),
  );
});

test.each([
  ['with a version', '/api/v9/webhooks/', ''],
  ['with a thread', '/api/webhooks/', '?thread_id=42'],
])('a URL %s', async (_, path, query) => {
  const { server } = await lab();
  await elapsed(discord({ url: server.url.replace('/api/webhooks/', path) + query, fetch: server.fetch, timing }).send({ content: 'x' }));
  expect(server.messages()).toMatchObject([{ threadId: query === '' ? null : '42' }]);
});

test('a forum without a thread says what to add', async () => {
  const { webhook } = await lab({ forum: true });
  expect(await failureOf(webhook.send({ content: 'x' }))).toMatchObject({ code: 'HL_DISCORD_THREAD', kind: 'input' });
});

test('a file that is too large for Discord is left out, the message is not', async () => {
  const { server, webhook } = await lab();
  server.faults.push({ times: 1, answer: { status: 413, body: { message: 'Request entity too large', code: 40005 } } });
  await elapsed(webhook.send({ content: 'x', files: [{ name: 'report.md', content: 'all' }] }));
  expect(server.messages()).toMatchObject([{ payload: { content: 'x' }, files: [] }]);
});

test('nobody listens for a moment: asked again, since nothing was sent', async () => {
  const { server, webhook } = await lab();
  let refused = 2;
  const flaky: typeof globalThis.fetch = (...args) =>
    refused-- > 0
      ? Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }))
      : server.fetch(...args);
  const patient = discord({ url: server.url, fetch: flaky, timing });
  expect(await elapsed(patient.send({ content: 'x' }))).toBeGreaterThanOrEqual(5 + 10);
  expect(server.messages()).toHaveLength(1);
  await elapsed(webhook.send({ content: 'y' }));
  expect(server.messages()).toHaveLength(2);
});

test('what answers and is not Discord is told', async () => {
  const { server, webhook } = await lab();
  server.faults.push({ answer: { status: 200, body: '<html>login</html>' } });
  expect(await failureOf(webhook.send({ content: 'x' }))).toMatchObject({ code: 'HL_DISCORD_URL', kind: 'refused' });
});

describe('an edit', () => {
  test('changes the message, and takes off what was attached', async () => {
    const { server, webhook } = await lab();
    const { id } = await webhook.send({ content: 'x'.repeat(3000) });
    expect(server.messages()[0]?.files).toHaveLength(1);
    expect(await webhook.edit(id, { content: 'short' })).toEqual({ id });
    expect(server.messages()).toMatchObject([{ id, payload: { content: 'short', allowed_mentions: { parse: [] } }, files: [], edits: 1 }]);
  });

  test('of a message in a thread', async () => {
    const { server } = await lab();
    const webhook = discord({ url: `${server.url}?thread_id=42`, fetch: server.fetch, timing });
    const { id } = await webhook.send({ content: 'x' });
    await webhook.edit(id, { content: 'y' });
    expect(server.messages()).toMatchObject([{ threadId: '42', edits: 1 }]);
  });

  test('of a message that somebody deleted is a new one', async () => {
    const { server, webhook } = await lab();
    const { id } = await webhook.send({ content: 'x' });
    server.deleteMessage(id);
    const again = await webhook.edit(id, { content: 'y' });
    expect(again.id).not.toBe(id);
    expect(server.messages()).toMatchObject([{ id: again.id, payload: { content: 'y' } }]);
  });

  test('whose answer was lost is made again: it cannot be there twice', async () => {
    const { server, webhook } = await lab();
    const { id } = await webhook.send({ content: 'x' });
    server.faults.push({ times: 1, drop: 'answer' });
    await elapsed(webhook.edit(id, { content: 'y' }));
    expect(server.messages()).toMatchObject([{ id, payload: { content: 'y' }, edits: 2 }]);
  });

  test('that Discord does not take any more is told, not tried on', async () => {
    const { server, webhook } = await lab();
    const { id } = await webhook.send({ content: 'x' });
    server.faults.push({ answer: { status: 429, body: { message: 'Maximum number of edits …', code: 30046, retry_after: 0.1 } } });
    expect(await failureOf(webhook.edit(id, { content: 'y' }))).toMatchObject({ code: 'HL_DISCORD_EDITS', kind: 'unreachable' });
    expect(server.requests).toHaveLength(2);
  });
});
