import { Secret } from '@hl/core';
import { login } from '../../src/client/login.js';
import { defaultTiming } from '../../src/timing.js';

const base = 'http://192.0.2.2/api';
type Answer = { status: number; json: Record<string, unknown> };

const valid = (message = 'password correct', sid: unknown = 'sid'): Answer => ({
  status: 200,
  json: { session: { valid: true, sid, message } },
});
const incorrect: Answer = { status: 401, json: { session: { valid: false, sid: null, message: 'password incorrect' } } };
const error = (status: number, key: string, message: string): Answer => ({ status, json: { error: { key, message, hint: null } } });
const limited = error(429, 'rate_limiting', 'Rate-limiting login attempts');

/** Logs in to a Pi-hole that answers like this, one after the other; the last one for ever. */
async function logIn(answers: Answer[], password: string | Secret = 'correct horse') {
  const [asked, slept]: [unknown[], number[]] = [[], []];
  const result = await login(
    async (method, path, sent) => {
      asked.push([method, path, sent?.body]);
      return answers[Math.min(asked.length, answers.length) - 1] as Answer;
    },
    password,
    { base, timing: defaultTiming, sleep: async (ms) => void slept.push(ms) },
  ).catch((thrown: unknown) => thrown);
  return { asked, slept, result };
}

test.each<[string, Answer[], unknown, number]>([
  ['at once', [valid()], { sid: 'sid', isApp: false }, 1],
  ['with an app password', [valid('app-password correct')], { sid: 'sid', isApp: true }, 1],
  ['of a Pi-hole that needs none', [valid('password incorrect', null)], { sid: null, isApp: false }, 1],
  [
    'though the third app login of a second is answered "incorrect"',
    [incorrect, valid('app-password correct')],
    { sid: 'sid', isApp: true },
    2,
  ],
  ['when others use up the logins of the second', [limited, limited, limited, valid()], { sid: 'sid', isApp: false }, 4],
])('gets in %s', async (_, answers, result, times) => {
  const found = await logIn(answers);
  expect(found.result).toEqual(result);
  expect(found.asked).toEqual(Array.from({ length: times }, () => ['POST', '/auth', { password: 'correct horse' }]));
  expect(found.slept.every((ms) => ms >= 1_600 && ms <= 2_000)).toBe(true);
  expect(found.slept).toHaveLength(times - 1);
});

test.each<[string, Answer[], string, string, RegExp, number]>([
  ['a wrong password', [incorrect], 'HL_PIHOLE_LOGIN', 'refused', /does not accept the password/, 2],
  ['a second factor', [error(400, 'bad_request', 'No 2FA token found in JSON payload')], 'HL_PIHOLE_2FA', 'refused', /second factor/, 1],
  ['no free seat', [error(429, 'api_seats_exceeded', 'API seats exceeded')], 'HL_PIHOLE_SEATS', 'refused', /sessions .* taken/, 1],
  ['logins that are all used up', [limited], 'HL_PIHOLE_BUSY', 'unreachable', /no more logins/, 4],
  ['anything else', [error(400, 'bad_request', 'no')], 'HL_PIHOLE_REFUSED', 'refused', /refuses to log in \(400, no\)/, 1],
  ['a session that is not valid', [{ status: 200, json: { session: { valid: false } } }], 'HL_PIHOLE_REFUSED', 'refused', /\(200\)/, 1],
  ['no session at all', [{ status: 200, json: {} }], 'HL_PIHOLE_REFUSED', 'refused', /\(200\)/, 1],
])('is refused: %s', async (_, answers, code, kind, message, times) => {
  const { result, asked } = await logIn(answers);
  expect(result).toMatchObject({ code, kind, message: expect.stringMatching(message) });
  expect(asked).toHaveLength(times);
  expect(JSON.stringify(result)).not.toContain('correct horse');
});

test.each<[string, Answer, unknown]>([
  ['needs none', { status: 200, json: {} }, { sid: null, isApp: false }],
  ['needs one', incorrect, expect.objectContaining({ code: 'HL_PIHOLE_LOGIN', message: expect.stringMatching(/wants a password/) })],
  [
    'is none',
    { status: 404, json: {} },
    expect.objectContaining({ code: 'HL_PIHOLE_REFUSED', message: expect.stringMatching(/say whether it needs/) }),
  ],
])('without a password it only asks: one that %s', async (_, answer, result) => {
  const found = await logIn([answer], new Secret(''));
  expect([found.result, found.asked]).toEqual([result, [['GET', '/auth', undefined]]]);
});
