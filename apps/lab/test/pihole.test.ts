import { Resolver } from 'node:dns/promises';
import { createSocket } from 'node:dgram';
import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import packet from 'dns-packet';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';

const password = 'secret';
type Json = { readonly [key: string]: never };

interface Client {
  readonly lab: PiholeEmulator;
  readonly sid: string;
  /** Status and body without `took`, or with `text` when it is not JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<[number, unknown]>;
}

async function raw(
  lab: PiholeEmulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<[number, unknown]> {
  const answer = await fetch(`${lab.url}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('application/json')) return [answer.status, text];
  const { took, ...rest } = JSON.parse(text) as { took: unknown };
  expect(typeof took).toBe('number');
  return [answer.status, rest];
}

/** A Pi-hole and a session on it, if the password allows one. */
async function withLab(options: PiholeEmulatorOptions, body: (client: Client) => Promise<void>, given = password): Promise<void> {
  const lab = await piholeEmulator({ password, writeMs: 1, restartMs: 30, ...options });
  try {
    const [, login] = await raw(lab, 'POST', '/api/auth', { password: given });
    const sid = (login as { session?: { sid?: string | null } }).session?.sid ?? '';
    await body({ lab, sid, ask: (method, path, sent, headers) => raw(lab, method, path, sent, { 'x-ftl-sid': sid, ...headers }) });
  } finally {
    await lab.close();
  }
}

const error = (key: string, message: string, hint: string | null = null): unknown => ({ error: { key, message, hint } });
const bad = (message: string, hint: string | null = null): unknown => error('bad_request', message, hint);
const hosts = (line: string): string => `/api/config/dns/hosts/${encodeURIComponent(line)}`;
const session = (message: string): unknown => ({ session: { valid: false, totp: false, sid: null, validity: -1, message } });

describe('transport', () => {
  test.each<[string, string, number, unknown]>([
    ['GET', '/api/nosuch', 404, error('not_found', 'Not found', '/api/nosuch')],
    ['POST', '/api/config', 404, error('not_found', 'Not found', '/api/config')],
    ['PUT', '/api/auth', 404, error('not_found', 'Not found', '/api/auth')],
    ['GET', '/api//auth', 404, error('not_found', 'Not found', '/api//auth')],
    ['GET', '/admin/api/auth', 400, bad('Bad request', 'The API is hosted at pi.hole/api, not pi.hole/admin/api')],
    ['GET', '/admin/apis', 400, bad('Bad request', 'The API is hosted at pi.hole/api, not pi.hole/admin/api')],
    ['POST', '/admin/index.php', 404, 'Error 404: Not Found\nNot Found'],
    ['GET', '/api/info/login', 200, { dns: true, https_port: 0 }],
    ['GET', '/api/config/dns/hosts', 401, error('unauthorized', 'Unauthorized')],
    ['GET', '/api/stats/summary', 404, error('not_found', 'Not found', '/api/stats/summary')],
  ])('%s %s without a session', (method, path, status, answer) =>
    withLab({}, async ({ lab }) => expect(await raw(lab, method, path)).toEqual([status, answer])),
  );

  test('OPTIONS, a trailing slash, constant headers; 6.0 closes each connection', async () => {
    await withLab({}, async ({ lab }) => {
      const options = await fetch(`${lab.url}/api/auth`, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, PUT, PATCH, DELETE']);
      const answer = await fetch(`${lab.url}/api/auth/`);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('connection')]).toEqual([
        401,
        'application/json; charset=utf-8',
        'keep-alive',
      ]);
    });
    await withLab({ profile: '6.0' }, async ({ lab }) =>
      expect((await fetch(`${lab.url}/api/auth`)).headers.get('connection')).toBe('close'),
    );
  });
});

describe('headers', () => {
  const deleted = 'sid=deleted; SameSite=Lax; Path=/; Max-Age=-1; Expires=Thu, 01 Jan 1970 00:00:00 GMT;';

  test.each<[string, string, string, number, Record<string, string | null>]>([
    ['a session', 'GET', '/api/auth', 200, { 'set-cookie': expect.stringContaining('sid=') as never, 'access-control-allow-methods': '*' }],
    ['a logout', 'DELETE', '/api/auth', 204, { 'set-cookie': deleted, 'content-type': 'text/html' }],
    ['an unknown path', 'GET', '/api/nosuch', 404, { 'set-cookie': null, 'access-control-allow-headers': null }],
    ['a wrong method', 'POST', '/api/config', 404, { 'set-cookie': null }],
    ['OPTIONS', 'OPTIONS', '/api/config', 204, { 'set-cookie': null }],
  ])('of %s', (_, method, path, status, headers) =>
    withLab({}, async ({ lab, sid }) => {
      const answer = await fetch(`${lab.url}${path}`, { method, headers: { sid } });
      const text = await answer.text();
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(Object.keys(headers).map((name) => [name, answer.headers.get(name)]))).toEqual(headers);
      if (status === 204) return;
      expect(answer.headers.get('content-security-policy')).not.toBeNull();
      expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    }),
  );

  test('a logout without a session leaves the cookie alone', () =>
    withLab({}, async ({ lab }) => {
      const answer = await fetch(`${lab.url}/api/auth`, { method: 'DELETE' });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
      expect(await answer.json()).toMatchObject(session('no SID provided') as object);
    }));

  test('the cookie alone shows its session, and opens nothing else', () =>
    withLab({}, async ({ lab, sid }) => {
      const by = { cookie: `sid=${sid}` };
      expect((await raw(lab, 'GET', '/api/auth', undefined, by))[0]).toBe(200);
      expect((await raw(lab, 'GET', '/api/config/dns/hosts', undefined, by))[0]).toBe(401);
    }));

  test('HEAD is answered with a body, which Node does not forgive', () =>
    withLab({}, async ({ lab }) => {
      const asked = new Promise((resolve) => {
        const request = get({ host: lab.dns.address, port: new URL(lab.url).port, path: '/api/auth', method: 'HEAD' });
        request.on('response', ({ statusCode }) => resolve(statusCode)).on('error', ({ message }) => resolve(message));
      });
      expect([404, expect.stringContaining('Parse Error')]).toContainEqual(await asked);
      const socket = connect(Number(new URL(lab.url).port), lab.dns.address);
      socket.end('HEAD /api/auth HTTP/1.1\r\nhost: x\r\n\r\n');
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 404 [^]*\r\n\r\n\{"error"/);
    }));

  test('a URL of over 16 KiB', () =>
    withLab({}, async ({ lab }) => {
      expect(await raw(lab, 'PUT', hosts('x'.repeat(17_000)))).toEqual([400, 'Error 400: Bad Request\nMalformed message']);
    }));

  test('https_port is that of the certificate', () =>
    withLab({ tls: true }, async ({ lab }) => {
      const https_port = Number(new URL(lab.https?.url ?? '').port);
      expect(await raw(lab, 'GET', '/api/info/login')).toEqual([200, { dns: true, https_port }]);
    }));
});

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
    const lab = await piholeEmulator({ password, ...options });
    expect(await raw(lab, 'POST', '/api/auth', body)).toEqual([status, answer]);
    await lab.close();
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

  const nextSecond = (): Promise<void> => sleep(1_010 - (Date.now() % 1_000));

  test('three checks in flight or failed a second: of eight at once three get in', async () => {
    const lab = await piholeEmulator({ password, loginMs: 200 });
    await nextSecond();
    const answers = await Promise.all(Array.from({ length: 8 }, () => raw(lab, 'POST', '/api/auth', { password })));
    expect(answers.map(([status]) => status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
    expect(answers.find(([status]) => status === 429)?.[1]).toEqual(error('rate_limiting', 'Rate-limiting login attempts'));
    await lab.close();
  });

  test('the third app login of a second is told that the password is wrong', async () => {
    const lab = await piholeEmulator({ password, appPassword: 'app' });
    await nextSecond();
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await raw(lab, 'POST', '/api/auth', { password: 'app' }))[0]);
    expect(statuses).toEqual([200, 200, 401]);
    await lab.close();
  });
});

describe('config of hosts', () => {
  const held = ['192.168.1.10 a.lab', '192.168.1.11 UPPER.lab x.lab', '192.168.1.12 c.lab # note'];

  test.each<[string, string, string, number, unknown, string[]?]>([
    ['a new line', 'PUT', '10.0.0.1 n.lab', 201, {}, [...held, '10.0.0.1 n.lab']],
    ['the same line', 'PUT', '192.168.1.10 a.lab', 400, bad('Item already present', 'Uniqueness of items is enforced')],
    ['the same with another blank: a double', 'PUT', '192.168.1.10  a.lab', 201, {}, [...held, '192.168.1.10 a.lab']],
    ['tabs and a comment', 'PUT', '\t10.0.0.1\tn.lab  # a  b', 201, {}, [...held, '10.0.0.1 n.lab # a  b']],
    ['a comment with a blank at its end', 'PUT', '10.0.0.1 n.lab # c  c ', 201, {}, [...held, '10.0.0.1 n.lab # c  c ']],
    [
      'no address',
      'PUT',
      '10.0.0.300 n.lab',
      400,
      bad('Invalid value', 'dns.hosts[3]: neither a valid IPv4 nor IPv6 address ("10.0.0.300")'),
    ],
    ['no name', 'PUT', '10.0.0.1', 400, bad('Invalid value', 'dns.hosts[3]: entry does not have at least one hostname ("10.0.0.1")')],
    ['a wildcard', 'PUT', '10.0.0.1 *.lab', 400, bad('Invalid value', 'dns.hosts[3]: invalid hostname ("*.lab")')],
    ['an empty label', 'PUT', '10.0.0.1 a..lab', 400, bad('Invalid value', 'dns.hosts[3]: invalid hostname ("a..lab")')],
    ['an underscore, a trailing dot, a leading hyphen', 'PUT', '10.0.0.1 _a.-b.lab.', 201, {}, [...held, '10.0.0.1 _a.-b.lab.']],
    ['a comment glued to a name', 'PUT', '10.0.0.1 n.lab#x', 400, bad('Invalid value', 'dns.hosts[3]: invalid hostname ("n.lab#x")')],
    ['a slash', 'PUT', '10.0.0.1 n.lab # a/b', 404, {}],
    ['delete', 'DELETE', '192.168.1.10 a.lab', 204, '', held.slice(1)],
    ['delete in another case', 'DELETE', '192.168.1.11 upper.lab x.lab', 404, {}],
    ['delete without its comment', 'DELETE', '192.168.1.12 c.lab', 404, {}],
  ])('%s: %s', (_, method, line, status, answer, after = held) =>
    withLab({ hosts: held }, async ({ lab, ask }) => {
      expect(await ask(method, hosts(line))).toEqual([status, answer]);
      expect(lab.hosts()).toEqual(after);
    }),
  );

  test('6.0 takes no comment, no tab, no double blank, and checks the whole list each time', async () => {
    await withLab({ profile: '6.0' }, async ({ ask }) => {
      expect(await ask('PUT', hosts('10.0.0.1 n.lab # x'))).toEqual([400, bad('Invalid value', 'dns.hosts[0]: invalid hostname ("#")')]);
      expect(await ask('PUT', hosts('10.0.0.1  n.lab'))).toEqual([400, bad('Invalid value', 'dns.hosts[0]: invalid hostname ("")')]);
      expect(await ask('PUT', hosts('10.0.0.1\tn.lab'))).toEqual([
        400,
        bad('Invalid value', 'dns.hosts[0]: neither a valid IPv4 nor IPv6 address ("10.0.0.1\tn.lab")'),
      ]);
    });
    await withLab({ profile: '6.0', hosts: ['10.0.0.9  old.lab'] }, async ({ ask }) => {
      expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([400, bad('Invalid value', 'dns.hosts[0]: invalid hostname ("")')]);
    });
  });

  test.each<[string, string, number, unknown]>([
    ['GET', '/api/config/dns/nosuch', 200, { config: {} }],
    ['GET', '/api/config/dns/hosts', 200, { config: { dns: { hosts: held } } }],
    ['PUT', '/api/config/dns/hosts', 404, {}],
    ['PUT', '/api/config/dns/port/53', 404, {}],
    ['DELETE', '/api/config/dns/nosuch/x', 404, {}],
    [
      'PUT',
      '/api/config/hosts',
      400,
      bad('Invalid path depth', 'Use, e.g., PUT /api/config/dns/upstreams/127.0.0.1 to add "127.0.0.1" to config.dns.upstreams'),
    ],
    ['PUT', '/api/config/dns/hosts/10.0.0.1+plus.lab', 201, {}],
  ])('%s %s', (method, path, status, answer) =>
    withLab({ hosts: held }, async ({ ask }) => expect(await ask(method, path)).toEqual([status, answer])),
  );

  test('detailed: the value and whether the environment dictates it', () =>
    withLab({ hosts: held, envForced: true }, async ({ ask }) => {
      const [, answer] = await ask('GET', '/api/config/dns/hosts?detailed=true');
      expect(answer).toMatchObject({
        topics: [],
        config: { dns: { hosts: { value: held, flags: { restart_dnsmasq: false, env_var: true } } } },
      });
      const environment = bad('Config items set via environment variables cannot be changed via the API', 'dns.hosts');
      expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([400, environment]);
      expect(await ask('PATCH', '/api/config', { config: { dns: { hosts: [] } } })).toEqual([400, environment]);
      expect((await ask('PATCH', '/api/config', { config: { dns: { hosts: held } } }))[0]).toBe(200);
    }));

  test('PATCH replaces the list, is all or nothing, ignores what it does not know, and shows the whole config', () =>
    withLab({ hosts: held }, async ({ lab, ask }) => {
      const [status, answer] = await ask('PATCH', '/api/config', {
        config: { DNS: { Hosts: ['10.0.0.1 n.lab', '10.0.0.1 n.lab'] }, nosuch: 1 },
      });
      expect([status, lab.hosts()]).toEqual([200, ['10.0.0.1 n.lab', '10.0.0.1 n.lab']]);
      expect(Object.keys((answer as { config: Json }).config)).toEqual(expect.arrayContaining(['dns', 'webserver', 'misc']));
      expect(lab.backups).toBe(1);
      await ask('PATCH', '/api/config', { config: { dns: { hosts: lab.hosts() } } });
      expect(lab.backups).toBe(1);
    }));

  test.each<[string, unknown, number, unknown]>([
    ['no body', '', 400, bad('No request body data')],
    [
      'a body of 64 KiB',
      JSON.stringify({ config: { dns: { hosts: [`10.0.0.1 n.lab #${'x'.repeat(65_536)}`] } } }),
      400,
      bad('No request body data'),
    ],
    ['no config', {}, 400, error('body_error', 'No "config" object in body data')],
    ['no list', { config: { dns: { hosts: 'x' } } }, 400, bad('Config item is invalid', 'dns.hosts: not of type array')],
    ['a number in it', { config: { dns: { hosts: [1] } } }, 400, bad('Config item is invalid', 'dns.hosts: array has invalid elements')],
    [
      'a bad line',
      { config: { dns: { hosts: ['10.0.0.1 a', 'x y'] } } },
      400,
      bad('Config item validation failed', 'dns.hosts[1]: neither a valid IPv4 nor IPv6 address ("x")'),
    ],
    [
      'readOnly',
      { config: { misc: { readOnly: true } } },
      400,
      bad('This config option can only be set in pihole.toml, not via the API', 'misc.readOnly'),
    ],
  ])('PATCH with %s', (_, body, status, answer) =>
    withLab({ hosts: held }, async ({ lab, ask }) => {
      expect(await ask('PATCH', '/api/config', body)).toEqual([status, answer]);
      expect(lab.hosts()).toEqual(held);
    }),
  );

  test('read-only: PATCH is refused, a PUT is taken, served, and lost at the restart; the newest refuses it', async () => {
    const readOnly = error('forbidden', 'The config is currently in read-only mode');
    await withLab({ readOnly: true }, async ({ lab, ask }) => {
      expect(await ask('PATCH', '/api/config', { config: { dns: { hosts: ['10.0.0.1 n.lab'] } } })).toEqual([403, readOnly]);
      expect((await ask('PUT', hosts('10.0.0.1 n.lab')))[0]).toBe(201);
      expect(await lab.resolve('n.lab')).toEqual(['10.0.0.1']);
      expect(await ask('POST', '/api/action/restartdns')).toEqual([200, { status: 'success' }]);
      await until(() => lab.restarts === 1);
      expect(lab.hosts()).toEqual([]);
    });
    await withLab({ readOnly: true, profile: '6.7.1' }, async ({ ask }) =>
      expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([403, readOnly]),
    );
  });

  test.each([
    [
      'app',
      { appPassword: 'other' },
      'The current app session is not allowed to modify Pi-hole config settings (webserver.api.app_sudo is false)',
    ],
    ['CLI', { cliPassword: 'other' }, 'The current CLI session is not allowed to modify Pi-hole config settings'],
  ])('an %s session reads and may not write', (_, options, hint) =>
    withLab(
      options,
      async ({ ask }) => {
        expect((await ask('GET', '/api/config/dns/hosts'))[0]).toBe(200);
        expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([
          403,
          error('forbidden', 'Unable to change configuration (read-only)', hint),
        ]);
      },
      'other',
    ),
  );

  test('an app session with app_sudo writes; the newest version takes slashes', () =>
    withLab(
      { appPassword: 'app', appSudo: true, profile: '6.7.1' },
      async ({ ask }) => expect((await ask('PUT', hosts('10.0.0.1 n.lab # a/b')))[0]).toBe(201),
      'app',
    ));
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

test('restarting is refused when that is set so', () =>
  withLab({}, async ({ lab, ask }) => {
    await ask('PATCH', '/api/config', { config: { webserver: { api: { allow_destructive: false } } } });
    const refused = error('forbidden', 'Restarting DNS is not allowed', 'Check setting webserver.api.allow_destructive');
    expect(await ask('POST', '/api/action/restartdns')).toEqual([403, refused]);
    expect(lab.restarts).toBe(0);
  }));

test('a record is served a moment after it was written', () =>
  withLab({ liveMs: 30 }, async ({ lab, ask }) => {
    await ask('PUT', hosts('10.0.0.1 n.lab'));
    expect(await lab.resolve('n.lab')).toEqual([]);
    await until(async () => (await lab.resolve('n.lab')).length > 0);
  }));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(2);
}

describe('CNAMEs and restarts', () => {
  const cname = (line: string): string => `/api/config/dns/cnameRecords/${encodeURIComponent(line)}`;
  const isUp = (lab: PiholeEmulator): Promise<boolean> =>
    raw(lab, 'GET', '/api/info/login').then(
      ([status]) => status === 200,
      () => false,
    );

  test('it answers, goes away, comes back with its sessions, and only then serves the name; several changes are one restart', () =>
    withLab({ hosts: ['10.0.0.1 t.lab'], restartMs: 300 }, async ({ lab, ask }) => {
      expect((await ask('PUT', cname('a.lab,t.lab')))[0]).toBe(201);
      expect((await ask('PUT', cname('b.lab,t.lab')))[0]).toBe(201);
      expect(await lab.resolve('a.lab')).toEqual([]);
      await until(async () => !(await isUp(lab)));
      await expect(raw(lab, 'GET', '/api/info/login')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
      await until(() => isUp(lab));
      await until(async () => (await lab.resolve('a.lab')).length > 0);
      expect([await lab.resolve('b.lab'), lab.restarts]).toEqual([['10.0.0.1'], 1]);
      expect((await ask('GET', '/api/config/dns/cnameRecords'))[0]).toBe(200);
    }));

  test('?restart=false stores it only; 6.0 does not know that and restarts', async () => {
    await withLab({ hosts: ['10.0.0.1 t.lab'] }, async ({ lab, ask }) => {
      await ask('PUT', `${cname('a.lab,t.lab')}?restart=false`);
      await sleep(40);
      expect([lab.restarts, lab.cnameRecords(), await lab.resolve('a.lab')]).toEqual([0, ['a.lab,t.lab'], []]);
    });
    await withLab({ profile: '6.0' }, async ({ lab, ask }) => {
      await ask('PUT', `${cname('a.lab,t.lab')}?restart=false`);
      await until(() => lab.restarts === 1);
    });
  });

  test.each([
    ['one field', 'a.lab', 'Invalid value', 'dns.cnameRecords[1]: not a valid CNAME definition (too few elements)'],
    ['an empty field', 'a.lab,,t.lab', 'Invalid value', 'dns.cnameRecords[1]: contains an empty string at position 1'],
    [
      'a double',
      'svc.lab,x.lab',
      'Invalid configuration',
      'uplicate CNAME at line 87 of /etc/pihole/dnsmasq.conf.temp: "cname=svc.lab,x.lab"',
    ],
    ['a loop', 'self.lab,self.lab', 'Invalid configuration', 'NAME loop involving self.lab'],
    ['a loop of two, which goes by its last name', 'l1.lab,l2.lab', 'Invalid configuration', 'NAME loop involving l1.lab'],
    [
      'a hint of more than 255 bytes',
      `svc.lab,${'x'.repeat(300)}.lab`,
      'Invalid configuration',
      `uplicate CNAME at line 87 of /etc/pihole/dnsmasq.conf.temp: "cname=svc.lab,${'x'.repeat(300)}`.slice(0, 255),
    ],
  ])('refuses %s', (_, line, message, hint) =>
    withLab({ cnameRecords: line.startsWith('l1') ? ['l2.lab,l1.lab'] : ['svc.lab,other.lab'] }, async ({ lab, ask }) => {
      const before = lab.cnameRecords();
      expect(await ask('PUT', cname(line))).toEqual([400, bad(message, hint)]);
      expect(lab.cnameRecords()).toEqual(before);
    }),
  );
});

describe('DNS', () => {
  const records: PiholeEmulatorOptions = {
    hosts: ['10.0.0.1 first.lab a.lab', '10.0.0.2 A.lab # two', '2001:DB8::1 six.lab', 'nonsense'],
    cnameRecords: ['alias.lab,a.lab', 'a-hidden.lab,a.lab,60'],
  };
  const asker = (lab: PiholeEmulator): Resolver => {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`${lab.dns.address}:${lab.dns.port}`]);
    return resolver;
  };

  test('answers from the records, TTL 0, whatever the case', () =>
    withLab(records, async ({ lab }) => {
      const dns = asker(lab);
      expect((await dns.resolve4('A.LAB', { ttl: true })).sort((a, b) => a.address.localeCompare(b.address))).toEqual([
        { address: '10.0.0.1', ttl: 0 },
        { address: '10.0.0.2', ttl: 0 },
      ]);
      expect(await dns.resolve6('six.lab')).toEqual(['2001:db8::1']);
      expect((await dns.resolve4('alias.lab')).sort()).toEqual(['10.0.0.1', '10.0.0.2']);
      expect(await dns.resolveCname('alias.lab')).toEqual(['a.lab']);
      expect(await dns.reverse('10.0.0.1')).toEqual(['first.lab']);
      expect(await dns.reverse('2001:db8::1')).toEqual(['six.lab']);
      await expect(dns.resolve6('a.lab')).rejects.toMatchObject({ code: 'ENODATA' });
      await expect(dns.resolve4('unknown.lab')).rejects.toMatchObject({ code: 'EREFUSED' });
    }));

  test('with an upstream, an AAAA that was asked before the record existed stays NXDOMAIN until a restart', () =>
    withLab({ upstream: 'nxdomain' }, async ({ lab, ask }) => {
      const dns = asker(lab);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ENOTFOUND' });
      await ask('PUT', hosts('10.0.0.1 n.lab'));
      expect(await dns.resolve4('n.lab')).toEqual(['10.0.0.1']);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ENOTFOUND' });
      await ask('POST', '/api/action/restartdns');
      await until(async () => lab.restarts === 1 && (await lab.resolve('n.lab')).length > 0);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ENODATA' });
    }));

  test('localise: of several addresses the one in the subnet of the question', () =>
    withLab({ hosts: ['10.0.0.1 n.lab', '192.0.2.1 n.lab', '10.0.0.2 far.lab'], localise: '192.0.2.0/24' }, async ({ lab }) => {
      expect([await lab.resolve('n.lab'), await lab.resolve('far.lab')]).toEqual([['192.0.2.1'], ['10.0.0.2']]);
    }));

  test('what was learned from upstream goes out beside a new record until its time is over, and once more; a restart forgets it', () => {
    const upstream = { 'n.lab': { addresses: ['203.0.113.7'], ttl: 1 } };
    return withLab({ upstream }, async ({ lab, ask }) => {
      const dns = asker(lab);
      const shown = async (): Promise<string[]> =>
        (await dns.resolve4('n.lab', { ttl: true })).map(({ address, ttl }) => `${address} ${ttl}`).sort();
      expect(await shown()).toEqual(['203.0.113.7 1']);
      await ask('PUT', hosts('10.0.0.1 n.lab'));
      expect(await shown()).toEqual(['10.0.0.1 0', '203.0.113.7 1']);
      await sleep(1_010);
      expect(await shown()).toEqual(['10.0.0.1 0', '203.0.113.7 0']);
      expect(await shown()).toEqual(['10.0.0.1 0']);
    });
  });

  test('the public IPv6 address of a name with a local IPv4 one is passed on', () =>
    withLab(
      { hosts: ['10.0.0.1 n.lab'], upstream: { 'n.lab': { addresses: ['203.0.113.7', '2001:db8::7'], ttl: 60 } } },
      async ({ lab }) => {
        expect(await asker(lab).resolve6('n.lab', { ttl: true })).toEqual([{ address: '2001:db8::7', ttl: 60 }]);
        expect(await lab.resolve('n.lab')).toEqual(['10.0.0.1', '2001:db8::7']);
      },
    ));

  test('local=/name/ in misc.dnsmasq_lines keeps it back', () =>
    withLab({ hosts: ['10.0.0.1 n.lab'], upstream: { 'n.lab': { addresses: ['2001:db8::7'], ttl: 60 } } }, async ({ lab, ask }) => {
      await ask('PATCH', '/api/config', { config: { misc: { dnsmasq_lines: ['local=/n.lab/'] } } });
      await until(async () => lab.restarts === 1 && (await lab.resolve('n.lab')).length > 0);
      await expect(asker(lab).resolve6('n.lab')).rejects.toMatchObject({ code: 'ENODATA' });
    }));

  test('with a silent upstream, local names are answered; their IPv6 side and all other names are not', () =>
    withLab({ hosts: ['10.0.0.1 n.lab'], upstream: 'silent' }, async ({ lab }) => {
      const dns = asker(lab);
      expect([await dns.resolve4('n.lab'), await dns.resolve4('pi.hole')]).toEqual([['10.0.0.1'], [lab.dns.address]]);
      await expect(dns.resolve6('n.lab')).rejects.toMatchObject({ code: 'ETIMEOUT' });
      await expect(dns.resolve4('other.lab')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    }));

  test('a blocked name is answered with no address, though a record stands', () =>
    withLab({ hosts: ['10.0.0.1 n.lab'], blocked: ['n.lab'] }, async ({ lab }) => {
      expect(await lab.resolve('n.lab')).toEqual(['0.0.0.0', '::']);
    }));

  test('names under test are never forwarded', () =>
    withLab({ upstream: { 'n.test': { addresses: ['203.0.113.7'], ttl: 60 } } }, async ({ lab }) => {
      await expect(asker(lab).resolve4('n.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    }));

  test('a client that asks too often is refused', () =>
    withLab({ ...records, rateLimit: 2 }, async ({ lab }) => {
      const dns = asker(lab);
      for (let n = 0; n < 2; n += 1) expect(await dns.resolve6('six.lab')).toEqual(['2001:db8::1']);
      await expect(dns.resolve6('six.lab')).rejects.toMatchObject({ code: 'EREFUSED' });
    }));

  test.each([
    ['version.FTL', '6.0', 'v6.0'],
    ['version.FTL', '6.4', 'v6.4.1'],
    ['local.api.ftl', '6.4', /^http:\/\/127\.0\.0\.1:\d+\/api\/$/],
  ] as const)('CHAOS TXT %s of %s', (name, profile, expected) =>
    withLab({ profile }, async ({ lab }) => {
      const socket = createSocket('udp4');
      const answer = new Promise<Buffer>((resolve) => socket.once('message', resolve));
      socket.send(packet.encode({ type: 'query', id: 7, questions: [{ type: 'TXT', class: 'CH', name }] }), lab.dns.port, lab.dns.address);
      const [first] = packet.decode(await answer).answers ?? [];
      socket.close();
      expect(String((first as { data?: unknown }).data)).toMatch(expected);
    }),
  );
});

describe('strict mode tells', () => {
  const watched = async (body: (client: Client) => Promise<unknown>): Promise<readonly string[]> => {
    let found: readonly string[] = [];
    await withLab({ strict: true, writeMs: 10 }, async (client) => {
      await body(client);
      await client.ask('DELETE', '/api/auth');
      found = client.lab.violations;
    });
    return found;
  };
  const put = ({ ask }: Client, n: number): Promise<unknown> => ask('PUT', hosts(`10.0.0.1 n${n}.lab`));
  const look = ({ ask }: Client): Promise<unknown> => ask('GET', '/api/config/dns/hosts');

  test.each<[string, (client: Client) => Promise<unknown>, RegExp[]]>([
    ['nothing of one write after the other', async (client) => (await put(client, 1), await look(client), await put(client, 2)), []],
    ['two writes at once', (client) => Promise.all([put(client, 1), put(client, 2)]), [/two writes at once/, /one PATCH would do/]],
    ['a second single line', async (client) => (await put(client, 1), await put(client, 2)), [/one PATCH would do/]],
    [
      'a write repeated blindly',
      async (client) => (await put(client, 1), await put(client, 1)),
      [/without a read-back/, /one PATCH would do/],
    ],
    ['nothing of one repeated after a look', async (client) => (await put(client, 1), await look(client), await put(client, 1)), []],
  ])('%s', async (_, body, expected) => expect(await watched(body)).toEqual(expected.map((pattern) => expect.stringMatching(pattern))));

  test('a session that is open at the end, only then, and only in strict mode', async () => {
    for (const strict of [true, false]) {
      let lab: PiholeEmulator | undefined;
      await withLab({ strict }, async (client) => expect((lab = client.lab).violations).toEqual([]));
      expect(lab?.violations).toEqual(strict ? [expect.stringMatching(/not logged out/)] : []);
    }
  });
});

describe('two writers', () => {
  const long = Array.from({ length: 500 }, (_, index) => `10.1.${index >> 8}.${index & 255} n${index}.lab`);
  const theirs = (lab: PiholeEmulator, n: number): void => lab.setHosts([...lab.hosts(), `10.0.0.9 theirs-${n}.lab`]);

  test.each<[string, readonly string[], (client: Client) => Promise<unknown>, boolean]>([
    [
      'single lines by turns on a long list kill it',
      long,
      async ({ lab, ask }) => {
        for (let n = 0; n < 6 && !lab.dead; n += 1) {
          theirs(lab, n);
          await ask('PUT', hosts(`10.0.0.1 ours-${n}.lab`)).catch(() => undefined);
        }
      },
      true,
    ],
    [
      'on a short list they do not',
      [],
      async ({ lab, ask }) => {
        for (let n = 0; n < 6; n += 1) {
          theirs(lab, n);
          await ask('PUT', hosts(`10.0.0.1 ours-${n}.lab`));
        }
      },
      false,
    ],
    [
      'one PATCH between single lines does not',
      long,
      async ({ lab, ask }) => {
        theirs(lab, 0);
        await ask('PATCH', '/api/config', { config: { dns: { hosts: [...lab.hosts(), '10.0.0.1 ours.lab'] } } });
        theirs(lab, 1);
      },
      false,
    ],
  ])('%s', (_, lines, body, dies) =>
    withLab({ hosts: lines, crashes: true }, async (client) => {
      await body(client);
      expect(client.lab.dead).toBe(dies);
      expect(await client.lab.resolve('pi.hole')).toEqual(dies ? [] : ['127.0.0.1']);
    }),
  );
});

test('faults: a delay, a status, a lost request, a lost answer', () =>
  withLab({}, async ({ lab, ask }) => {
    lab.faults.push({ answer: { status: 502, body: '<h1>Bad gateway</h1>' }, times: 1 });
    expect(await ask('GET', '/api/info/login')).toEqual([502, '<h1>Bad gateway</h1>']);
    lab.faults.push({ drop: 'request', times: 1 }, { drop: 'answer', times: 1 });
    await expect(ask('PUT', hosts('10.0.0.1 n.lab'))).rejects.toThrow();
    expect(lab.hosts()).toEqual([]);
    await expect(ask('PUT', hosts('10.0.0.1 n.lab'))).rejects.toThrow();
    expect(lab.hosts()).toEqual(['10.0.0.1 n.lab']);
  }));
