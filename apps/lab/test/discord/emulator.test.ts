import { discordEmulator } from '@hl/lab/discord';
import type { DiscordEmulator } from '@hl/lab/discord';

let discord: DiscordEmulator;
let now = 0;
beforeEach(async () => {
  discord = await discordEmulator({ now: () => now });
});
afterEach(() => discord.close());

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await discord.fetch(`${discord.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'user-agent': 'test', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
};
const embed = (over: object) => ({ embeds: [{ title: 't', ...over }] });

test('204 without wait, the message with it', async () => {
  expect(await call('POST', '', { content: 'a' })).toMatchObject({ status: 204, body: null });
  expect(await call('POST', '?wait=true', { content: 'b' })).toMatchObject({
    status: 200,
    body: { id: expect.stringMatching(/^\d+$/), content: 'b' },
  });
  expect(discord.messages().map(({ payload }) => payload.content)).toEqual(['a', 'b']);
});

test('a message can be read, edited and deleted, once', async () => {
  const { body } = await call('POST', '?wait=true', { content: 'a' });
  expect(await call('PATCH', `/messages/${body.id}`, { content: 'b' })).toMatchObject({ status: 200, body: { id: body.id, content: 'b' } });
  expect(await call('GET', `/messages/${body.id}`)).toMatchObject({ status: 200, body: { content: 'b' } });
  expect((await call('DELETE', `/messages/${body.id}`)).status).toBe(204);
  expect(await call('PATCH', `/messages/${body.id}`, { content: 'c' })).toMatchObject({
    status: 404,
    body: { code: 10008, message: 'Unknown Message' },
  });
});

test.each([
  ['nothing', {}, 50006, undefined],
  ['blanks', { content: ' \n' }, 50006, undefined],
  ['no JSON', '{', 50109, undefined],
  [
    'content',
    { content: 'x'.repeat(2001) },
    50035,
    { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] } },
  ],
  [
    'description',
    embed({ description: 'x'.repeat(4097) }),
    50035,
    { embeds: { 0: { description: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 4096 or fewer in length.' }] } } } },
  ],
  [
    'an empty field',
    embed({ fields: [{ name: 'n', value: ' ' }] }),
    50035,
    { embeds: { 0: { fields: { 0: { value: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } } } } } },
  ],
  [
    '26 fields',
    embed({ fields: Array(26).fill({ name: 'n', value: 'v' }) }),
    50035,
    { embeds: { 0: { fields: { _errors: [{ message: 'Must be 25 or fewer in length.' }] } } } },
  ],
  ['11 embeds', { embeds: Array(11).fill({ title: 't' }) }, 50035, { embeds: { _errors: [{}] } }],
  [
    '6001 in all',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    50035,
    { embeds: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } },
  ],
  ['a bad URL', embed({ url: 'nowhere' }), 50035, { embeds: { 0: { url: { _errors: [{}] } } } }],
  ['a forbidden name', { content: 'x', username: 'My Discord bot' }, 50035, { username: { _errors: [{}] } }],
  [
    'mentions both ways',
    { content: 'x', allowed_mentions: { parse: ['roles'], roles: ['1'] } },
    50035,
    { allowed_mentions: { _errors: [{}] } },
  ],
])('400 for %s', async (_, body, code, errors) => {
  expect(await call('POST', '', body)).toMatchObject({ status: 400, body: { code, ...(errors ? { errors } : {}) } });
  expect(discord.messages()).toEqual([]);
});

test('exactly at the limits is fine, and blanks around do not count', async () => {
  expect(
    (
      await call('POST', '', {
        content: ` ${'x'.repeat(2000)} `,
        embeds: [{ description: 'x'.repeat(4096) }, { description: 'x'.repeat(1904) }],
      })
    ).status,
  ).toBe(204);
});

test('files come as a form', async () => {
  const form = new FormData();
  form.append('payload_json', JSON.stringify({ content: 'with é' }));
  form.append('files[0]', new Blob(['# all ✓']), 'report.md');
  const answer = await discord.fetch(`${discord.url}?wait=true`, { method: 'POST', headers: { 'user-agent': 'test' }, body: form });
  expect(await answer.json()).toMatchObject({ content: 'with é', attachments: [{ filename: 'report.md' }] });
  expect(discord.messages()[0]?.files).toEqual([{ name: 'report.md', content: '# all ✓' }]);
});

test('the sixth request in two seconds is too many', async () => {
  for (let index = 0; index < 5; index += 1) await call('GET', '');
  const { status, headers, body } = await call('GET', '');
  expect([status, body]).toMatchObject([429, { message: 'You are being rate limited.', retry_after: expect.any(Number), global: false }]);
  expect(headers.get('retry-after')).toMatch(/^[12]$/);
  expect(headers.get('x-ratelimit-remaining')).toBe('0');
  now += 1999;
  expect((await call('GET', '')).status).toBe(429);
  now += 1;
  expect((await call('GET', '')).status).toBe(200);
});

test('unknown and dead webhooks, no agent, no such endpoint', async () => {
  expect((await call('GET', '/nowhere')).status).toBe(404);
  const other = await discord.fetch(discord.url.replace(/[^/]+$/, 'wrong'), { headers: { 'user-agent': 'test' } });
  expect([other.status, await other.json()]).toMatchObject([401, { code: 50027, message: 'Invalid Webhook Token' }]);
  expect(await call('GET', '', undefined, { 'user-agent': '' })).toMatchObject({ status: 403, body: { code: 40333 } });
  discord.deleteWebhook();
  expect(await call('GET', '')).toMatchObject({ status: 404, body: { code: 10015, message: 'Unknown Webhook' } });
});
