import { adguardEmulator } from '@hl/lab/adguard';
import { asking, basic, user, withLab } from './lab.js';

const list = '/control/rewrite/list';

test.each<[string, '0.107.60' | '0.107.79', Record<string, string>, number, unknown]>([
  ['name and password', '0.107.79', basic(), 200, []],
  ['nothing', '0.107.79', {}, 401, ''],
  ['a wrong password', '0.107.79', basic('hunter2'), 401, ''],
  ['a cookie that it does not know', '0.107.79', { cookie: 'agh_session=00', ...basic() }, 401, ''],
  ['another scheme', '0.107.79', { authorization: 'Bearer x' }, 401, ''],
  ['nothing, 0.107.60', '0.107.60', {}, 403, 'Forbidden'],
  ['a wrong password, 0.107.60', '0.107.60', basic('hunter2'), 403, 'Forbidden'],
  ['name and password, 0.107.60', '0.107.60', basic(), 200, []],
])('with %s', (_, version, headers, status, answer) =>
  withLab({ user, version }, async (__, ask) => expect(await ask('GET', list, undefined, headers)).toEqual([status, answer])),
);

test('without a user nobody has to log in', () => withLab({}, async (_, ask) => expect((await ask('GET', list))[0]).toBe(200)));

test('a session: its cookie, and its end', () =>
  withLab({ user }, async (lab, ask) => {
    expect(await ask('POST', '/control/login', { name: 'admin', password: 'hunter2' })).toEqual([403, 'invalid username or password']);
    const answer = await lab.fetch(`${lab.url}/control/login`, { method: 'POST', body: JSON.stringify(user) });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect([answer.status, await answer.text(), cookie]).toEqual([200, 'OK\n', expect.stringMatching(/^agh_session=[0-9a-f]{32}$/)]);
    expect((await ask('GET', list, undefined, { cookie }))[0]).toBe(200);
    const end = await lab.fetch(`${lab.url}/control/logout`, { headers: { cookie }, redirect: 'manual' });
    expect([end.status, end.headers.get('location'), lab.sessions]).toEqual([302, '/login.html', 0]);
    expect((await ask('GET', list, undefined, { cookie }))[0]).toBe(401);
    expect((await ask('GET', '/control/login'))[0]).toBe(405);
  }));

describe('five wrong passwords', () => {
  const locked = async (version: '0.107.60' | '0.107.79', gapMs = 0) => {
    let now = 1_700_000_000_000;
    const lab = await adguardEmulator({ user, version, now: () => now });
    const ask = asking(lab);
    for (let n = 0; n < 5; n += 1) {
      await ask('POST', '/control/login', { name: 'admin', password: 'hunter2' });
      now += gapMs;
    }
    return { lab, ask, pass: (ms: number) => void (now += ms) };
  };

  test('lock this address out for a quarter of an hour, and say for how long', async () => {
    const { lab, ask, pass } = await locked('0.107.79');
    await using _ = lab;
    expect(await ask('POST', '/control/login', user)).toEqual([429, 'auth: blocked for 900s']);
    const answer = await lab.fetch(`${lab.url}/control/login`, { method: 'POST', body: JSON.stringify(user) });
    expect(answer.headers.get('retry-after')).toBe('900');
    expect(await ask('GET', list, undefined, basic())).toEqual([401, '']);
    pass(15 * 60_000);
    expect((await ask('GET', list, undefined, basic()))[0]).toBe(200);
    expect(lab.failures).toBe(5);
  });

  test('do not lock out who brings the right one with each request to 0.107.60', async () => {
    const { lab, ask } = await locked('0.107.60');
    await using _ = lab;
    expect((await ask('GET', list, undefined, basic()))[0]).toBe(200);
  });

  test('that are more than a minute apart are not counted together', async () => {
    const { lab, ask } = await locked('0.107.79', 61_000);
    await using _ = lab;
    expect((await ask('POST', '/control/login', user))[0]).toBe(200);
  });
});
