import { errorOf, refusal, refused, unreachable } from '../../src/client/http-errors.js';

const base = 'http://192.0.2.2/api';
const answer = (status: number, error?: unknown) => ({ status, json: error === undefined ? {} : { error } });

test.each([
  ['none', answer(404), null],
  ['no object', answer(400, 'no'), null],
  ['null', answer(400, null), null],
  [
    'whole',
    answer(400, { key: 'bad_request', message: 'Invalid value', hint: 'x' }),
    { key: 'bad_request', message: 'Invalid value', hint: 'x' },
  ],
  ['without a hint', answer(400, { key: 'k', message: 'm', hint: null }), { key: 'k', message: 'm', hint: '' }],
  ['half', answer(400, { message: { a: 1 } }), { key: '', message: '{"a":1}', hint: '' }],
])('the error of an answer: %s', (_, given, expected) => expect(errorOf(given)).toEqual(expected));

test.each<[string, ReturnType<typeof answer>, string, string, string, RegExp]>([
  ['no reason', answer(400), 'HL_PIHOLE_REFUSED', 'refused', '(400)', /Local DNS records/],
  [
    'a reason and a place',
    answer(400, { message: 'Invalid value', hint: 'dns.hosts[3]: x' }),
    'HL_PIHOLE_REFUSED',
    'refused',
    '(400, Invalid value: dns.hosts[3]: x)',
    /Local DNS records/,
  ],
  [
    'JSON that is none, whose hint may be the password',
    answer(400, { message: 'Invalid request body data', hint: 'hunter2' }),
    'HL_PIHOLE_REFUSED',
    'refused',
    '(400, Invalid request body data)',
    /Local/,
  ],
  ['an unknown path', answer(404), 'HL_PIHOLE_REFUSED', 'refused', '(404)', /v6.*URL/],
  ['a session that is gone', answer(401), 'HL_PIHOLE_REFUSED', 'refused', '(401)', /keeps ending sessions/],
  ['too many at once', answer(429), 'HL_PIHOLE_BUSY', 'unreachable', '(429)', /Local/],
  [
    'an app session',
    answer(403, { message: 'read-only', hint: 'The current app session is not allowed' }),
    'HL_PIHOLE_FORBIDDEN',
    'refused',
    '(403, read-only: The current app session is not allowed)',
    /app_sudo true/,
  ],
  [
    'the CLI',
    answer(403, { message: 'read-only', hint: 'The current CLI session is not allowed' }),
    'HL_PIHOLE_FORBIDDEN',
    'refused',
    '(403, read-only: The current CLI session is not allowed)',
    /instead of the CLI password/,
  ],
  [
    'a read-only Pi-hole',
    answer(403, { message: 'The config is currently in read-only mode' }),
    'HL_PIHOLE_FORBIDDEN',
    'refused',
    '(403, The config is currently in read-only mode)',
    /misc\.readOnly = false/,
  ],
  [
    'the environment',
    answer(400, { message: 'Config items set via environment variables cannot be changed' }),
    'HL_PIHOLE_REFUSED',
    'refused',
    '(400, Config items set via environment variables cannot be changed)',
    /Remove FTLCONF_dns_hosts/,
  ],
])('Pi-hole says no: %s', (_, given, code, kind, detail, hint) => {
  const error = refusal(base, 'take the records', given);
  expect(error).toMatchObject({ code, kind, message: `Pi-hole at ${base} refuses to take the records ${detail}` });
  expect(error.hint).toMatch(hint);
});

test('who must act', () => {
  const cause = new Error('x');
  expect(refused('APP', 'm', 'h', cause)).toMatchObject({ code: 'HL_PIHOLE_APP', kind: 'refused', message: 'm', hint: 'h', cause });
  expect(unreachable('DNS', 'm', 'h')).toMatchObject({ code: 'HL_PIHOLE_DNS', kind: 'unreachable', message: 'm', hint: 'h' });
});
