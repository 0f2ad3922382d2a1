import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulatorOptions } from '@hl/lab/pihole';
import { bad, clock, error, password, raw, session, withLab } from './lab.js';

describe('POST /api/auth', () => {
  test.each<[string, PiholeEmulatorOptions, unknown, number, unknown]>([
    ['the wrong password', {}, { password: 'no' }, 401, session('password incorrect')],
    ['no body', {}, '', 400, bad('No request body data')],
    ['no JSON', {}, '{"password": secret}', 400, bad('Invalid request body data (no valid JSON), error at hint', 'secret}')],
    ['an empty object', {}, {}, 400, bad('No password found in JSON payload')],
    ['a list', {}, [], 400, bad('No password found in JSON payload')],
    ['a number', {}, { password: 1 }, 400, bad("Field password has to be of type 'string'")],
    ['no second factor', { totp: 123456 }, { password }, 400, bad('No 2FA token found in JSON payload')],
    ['a wrong second factor', { totp: 123456 }, { password, totp: '123456' }, 401, error('unauthorized', 'Invalid 2FA token')],
    [
      'no seat',
      { maxSessions: 0 },
      { password },
      429,
      error('api_seats_exceeded', 'API seats exceeded', 'increase webserver.api.max_sessions'),
    ],
    ['the wrong password and no seat', { maxSessions: 0 }, { password: 'no' }, 401, session('password incorrect')],
  ])('%s', async (_, options, body, status, answer) => {
    await using lab = await piholeEmulator({ password, ...options });
    expect(await raw(lab, 'POST', '/api/auth', body)).toEqual([status, answer]);
  });

  test('the right one: a key of 23 characters, its session listed, ended by DELETE', () =>
    withLab({}, async ({ lab, sid, ask }) => {
      expect(sid).toMatch(/^[A-Za-z0-9+/]{22}[A-Za-z0-9+/=]$/);
      expect(await ask('GET', '/api/auth')).toEqual([
        200,
        { session: expect.objectContaining({ valid: true, sid, validity: 1800, message: 'correct password' }) },
      ]);
      expect(await ask('GET', '/api/auth/sessions')).toEqual([
        200,
        { sessions: [expect.objectContaining({ id: 0, current_session: true, app: false, cli: false })] },
      ]);
      expect(await ask('DELETE', '/api/auth/session/9')).toEqual([400, bad('Session ID not in use')]);
      expect(await ask('DELETE', '/api/auth/session/99')).toEqual([400, bad('Session ID out of bounds')]);
      expect(await ask('DELETE', '/api/auth')).toEqual([204, '']);
      expect(await ask('DELETE', '/api/auth')).toEqual([401, session('session unknown')]);
      expect(lab.sessions()).toBe(0);
    }));

  test('a live session lets any password in', () =>
    withLab({}, async ({ sid, ask }) => {
      expect(await ask('POST', '/api/auth', { password: 'no' })).toEqual([
        200,
        { session: expect.objectContaining({ valid: true, sid, message: 'password incorrect' }) },
      ]);
    }));

  test.each([
    ['header sid', (sid: string) => ['', { sid }] as const, 200],
    ['query', (sid: string) => [`?sid=${encodeURIComponent(sid)}`, {}] as const, 200],
    ['cookie without CSRF token', (sid: string) => ['', { cookie: `sid=${sid}` }] as const, 401],
    ['bearer', (sid: string) => ['', { authorization: `Bearer ${sid}` }] as const, 401],
  ])('the key as %s', (_, how, status) =>
    withLab({}, async ({ lab, sid }) => {
      const [query, headers] = how(sid);
      expect((await raw(lab, 'GET', `/api/config/dns/hosts${query}`, undefined, headers))[0]).toBe(status);
    }),
  );

  test('no password: any is right, there is no key, and logging out says 401', () =>
    withLab({ password: '' }, async ({ lab }) => {
      const free = (message: string): unknown => ({ session: { valid: true, totp: false, sid: null, validity: -1, message } });
      expect(await raw(lab, 'POST', '/api/auth', { password: '' })).toEqual([200, free('no password set')]);
      expect(await raw(lab, 'POST', '/api/auth', { password: 'x' })).toEqual([200, free('password incorrect')]);
      expect((await raw(lab, 'DELETE', '/api/auth'))[0]).toBe(401);
      expect(await raw(lab, 'GET', '/api/config/dns/hosts')).toEqual([200, { config: { dns: { hosts: [] } } }]);
    }));

  test('three checks in flight or failed a second: of eight at once three get in', async () => {
    const time = clock();
    await using lab = await piholeEmulator({ password, loginMs: 20, now: time.now });
    const answers = await Promise.all(Array.from({ length: 8 }, () => raw(lab, 'POST', '/api/auth', { password })));
    expect(answers.map(([status]) => status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
    expect(answers.find(([status]) => status === 429)?.[1]).toEqual(error('rate_limiting', 'Rate-limiting login attempts'));
  });

  test('the third app login of a second is told that the password is wrong; in the next second it is right', async () => {
    const time = clock();
    await using lab = await piholeEmulator({ password, appPassword: 'app', loginMs: 0, now: time.now });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await raw(lab, 'POST', '/api/auth', { password: 'app' }))[0]);
    time.pass(1_000);
    statuses.push((await raw(lab, 'POST', '/api/auth', { password: 'app' }))[0]);
    expect(statuses).toEqual([200, 200, 401, 200]);
  });

  test('a session slides, and is taken only when its time is over', async () => {
    const time = clock();
    await using lab = await piholeEmulator({ password, maxSessions: 1, sessionTimeout: 100, loginMs: 0, now: time.now });
    const [, login] = await raw(lab, 'POST', '/api/auth', { password });
    const { sid } = (login as { session: { sid: string } }).session;
    time.pass(90_000);
    expect((await raw(lab, 'GET', '/api/auth', undefined, { sid }))[0]).toBe(200);
    time.pass(90_000);
    expect((await raw(lab, 'POST', '/api/auth', { password }))[0]).toBe(429);
    time.pass(11_000);
    expect((await raw(lab, 'POST', '/api/auth', { password }))[0]).toBe(200);
    expect((await raw(lab, 'GET', '/api/auth', undefined, { sid }))[0]).toBe(401);
  });
});

test.each([
  ['a new app password', { webserver: { api: { app_pwhash: '$BALLOON-SHA256$v=1$s=1024,t=32$bmV3$aGFzaA==' } } }, 0],
  ['app passwords that may write', { webserver: { api: { app_sudo: true } } }, 1],
])('%s: sessions are left as they are, or all ended', (_, config, left) =>
  withLab({}, async ({ lab, ask }) => {
    expect((await ask('PATCH', '/api/config', { config }))[0]).toBe(200);
    expect(lab.sessions()).toBe(left);
  }),
);
