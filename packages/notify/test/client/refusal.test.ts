import type { Answer } from '../../src/client/http-errors.js';
import { isGone, refusalOf } from '../../src/client/refusal.js';

const answer = (status: number, json: Answer['json'] = null, text = ''): Answer => ({ status, json, text, headers: new Headers() });

test.each<[Answer, string, string, string]>([
  [answer(401, { error: 'unauthorized', code: 40101 }), 'HL_CHANNEL_GONE', 'refused', 'X does not let us post: 401 unauthorized'],
  [
    answer(403, { errcode: 'M_FORBIDDEN', error: 'not in the room' }),
    'HL_CHANNEL_GONE',
    'refused',
    'X does not let us post: 403 not in the room',
  ],
  [answer(404, null, 'no_service\nmore'), 'HL_CHANNEL_GONE', 'refused', 'X does not let us post: 404 no_service'],
  [answer(410, null, '<html>'), 'HL_CHANNEL_GONE', 'refused', 'X does not let us post: 410 no reason given'],
  [answer(429, { description: 'slow', error: 'x' }), 'HL_CHANNEL_BUSY', 'unreachable', 'X does not take the message now: 429 slow'],
  [answer(502), 'HL_CHANNEL_BUSY', 'unreachable', 'X does not take the message now: 502 no reason given'],
  [answer(302), 'HL_CHANNEL_MOVED', 'input', 'X answers with a redirect (302)'],
  [
    answer(400, { error: 'Bad Request', errorDescription: 'Field', message: 7 }),
    'HL_CHANNEL_REFUSED',
    'refused',
    'X refuses the message: 400 Field',
  ],
  [
    answer(413, null, `\u001b[2J${'x'.repeat(300)}`),
    'HL_CHANNEL_REFUSED',
    'refused',
    `X refuses the message: 413 \\u001b[2J${'x'.repeat(196)}`,
  ],
])('case %#', (said, code, kind, message) =>
  expect(refusalOf(said, 'X')).toMatchObject({ code, kind, message, hint: expect.stringMatching(/\.$/) }),
);

test('who says in another way that it is gone', () => expect(refusalOf(answer(400), 'X', () => true).code).toBe('HL_CHANNEL_GONE'));

test.each([
  [400, false],
  [401, true],
  [402, false],
  [410, true],
  [500, false],
])('%i is gone: %s', (status, expected) => expect(isGone(answer(status))).toBe(expected));
