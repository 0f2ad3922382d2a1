import { parseWebhook } from '../../src/client/webhook.js';

const base = 'https://discord.com/api/v10/webhooks/123/abc-_D';

test.each([
  ['https://discord.com/api/webhooks/123/abc-_D', base, null],
  ['  https://discord.com/api/webhooks/123/abc-_D/ ', base, null],
  ['https://discord.com/api/v9/webhooks/123/abc-_D', base, null],
  ['https://discord.com/api/webhooks/123/abc-_D/slack', base, null],
  ['https://discord.com/api/webhooks/123/abc-_D/github', base, null],
  ['https://ptb.discord.com/api/webhooks/123/abc-_D?thread_id=42', base.replace('discord', 'ptb.discord'), '42'],
  ['http://127.0.0.1:8080/api/webhooks/123/abc-_D', base.replace('https://discord.com', 'http://127.0.0.1:8080'), null],
])('%s', (url, base, threadId) => expect(parseWebhook(url)).toEqual({ base, threadId, token: 'abc-_D' }));

test.each([
  '',
  'nonsense',
  'ftp://discord.com/api/webhooks/123/abc',
  'https://discord.com/api/webhooks/123',
  'https://discord.com/api/webhooks/x/abc',
  'https://discord.com/webhooks/123/abc',
  'https://discord.com/api/webhooks/123/abc/other',
  'https://discord.com/x/api/webhooks/123/abc',
])('%j is none', (url) => {
  expect(() => parseWebhook(url)).toThrow(
    expect.objectContaining({
      code: 'HL_DISCORD_URL',
      kind: 'input',
      message: 'The Discord webhook URL is not one',
      hint: expect.stringMatching(/DISCORD_WEBHOOK_URL/),
    }),
  );
});
