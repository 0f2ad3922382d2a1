import { isDead, pauseOf, refusal, waitOf } from '../../src/client/http-errors.js';
import type { Answer } from '../../src/client/http-errors.js';

const answer = (status: number, json: Answer['json'] = null, headers: Record<string, string> = {}): Answer => ({
  status,
  json,
  headers: new Headers(headers),
});

test.each<[string, Answer, string, string, RegExp]>([
  ['another token', answer(401), 'HL_DISCORD_WEBHOOK', 'refused', /^Discord does not know the webhook any more: 401 no JSON$/],
  ['forbidden', answer(403), 'HL_DISCORD_WEBHOOK', 'refused', /403/],
  ['deleted', answer(404, { code: 10015, message: 'Unknown Webhook' }), 'HL_DISCORD_WEBHOOK', 'refused', /404 Unknown Webhook$/],
  ['an invalid token, whatever the status', answer(400, { code: 50027, message: 'm' }), 'HL_DISCORD_WEBHOOK', 'refused', /400 m$/],
  ['not found, of a proxy', answer(404), 'HL_DISCORD_WEBHOOK', 'refused', /404 no JSON/],
  ['a forum without a thread', answer(400, { code: 220001, message: 'thread?' }), 'HL_DISCORD_THREAD', 'input', /^Discord: thread\?$/],
  ['a thread where there is no forum', answer(400, { code: 220003, message: 'no' }), 'HL_DISCORD_THREAD', 'input', /^Discord: no$/],
  ['too many', answer(429, { message: 'slow' }), 'HL_DISCORD_BUSY', 'unreachable', /^Discord does not take the message now: 429 slow$/],
  ['an error of the server', answer(500), 'HL_DISCORD_BUSY', 'unreachable', /500 no JSON/],
  ['a redirect', answer(300), 'HL_DISCORD_URL', 'input', /^The webhook's host answers with a redirect \(300\)$/],
  ['the last of the redirects', answer(399), 'HL_DISCORD_URL', 'input', /399/],
  ['a refusal', answer(400, { message: 'bad' }), 'HL_DISCORD_REFUSED', 'refused', /^Discord refuses the message: 400 bad$/],
  [
    'a refusal of fields',
    answer(400, {
      message: 'Invalid Form Body',
      errors: { content: { _errors: [{ message: 'long' }, null] }, embeds: { 0: { title: { _errors: [{ message: 'empty' }] } } }, odd: 7 },
    }),
    'HL_DISCORD_REFUSED',
    'refused',
    /^Discord refuses the message: 400 Invalid Form Body \(content: long; content: refused; embeds\.0\.title: empty\)$/,
  ],
])('%s', (_, said, code, kind, message) => {
  const error = refusal(said);
  expect(error).toMatchObject({ code, kind, message: expect.stringMatching(message) });
  if (code !== 'HL_DISCORD_REFUSED') expect(error.hint).toMatch(/\.$/);
});

test.each<[Answer, boolean]>([
  [answer(401), true],
  [answer(403), true],
  [answer(404, { code: 10015 }), true],
  [answer(400, { code: 50027 }), true],
  [answer(404), false],
  [answer(404, { code: '10015' }), false],
  [answer(429), false],
  [answer(200), false],
])('dead, case %#', (said, dead) => expect(isDead(said)).toBe(dead));

test.each<[string, Answer, number]>([
  ['seconds of the body first', answer(429, { retry_after: 0.5 }, { 'retry-after': '9' }), 500],
  ['none at all', answer(429, { retry_after: 0 }), 0],
  ['a part of a millisecond is rounded up', answer(429, { retry_after: 0.0001 }), 1],
  ['the finer header before the coarse one', answer(429, null, { 'x-ratelimit-reset-after': '1.5', 'retry-after': '2' }), 1500],
  ['the coarse header', answer(429, null, { 'retry-after': '2' }), 2000],
  ['no number', answer(429, { retry_after: 'soon' }, { 'retry-after': '3' }), 3000],
  ['a number below zero', answer(429, { retry_after: -1 }), 1000],
  ['nothing', answer(429), 1000],
])('how long to wait: %s', (_, said, ms) => expect(waitOf(said)).toBe(ms));

test.each<[string, Record<string, string>, number]>([
  ['something left', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset-after': '2' }, 0],
  ['nothing left', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '0.0015' }, 2],
  ['nothing left, and no time', { 'x-ratelimit-remaining': '0' }, 0],
  ['no such header', {}, 0],
])('the pause before the next: %s', (_, headers, ms) => expect(pauseOf(answer(200, null, headers))).toBe(ms));
