import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Request } from '../../http.js';
import { badRequest, empty, failure, json, notFound, parseBody, unauthorized } from './errors.js';
import type { PiholeEmulatorOptions } from '../options.js';
import type { Seat, Sessions } from './sessions.js';

type Verdict = 'right' | 'wrong' | 'limited';

/**
 * Pi-hole's budget of three password checks that are in flight or failed per clock second, one for all clients; a success
 * gives its share back. An app password is found only after the main one has failed: that failure stays.
 */
function passwordCheck(ms: number, clock: () => number): (given: string, right: string | undefined) => Promise<Verdict> {
  let [second, spent] = [0, 0];
  return async (given, right) => {
    const now = Math.floor(clock() / 1_000);
    if (now !== second) [second, spent] = [now, 0];
    if (spent >= 3) {
      await sleep(5.5 * ms); // 250 ms where a check takes 45
      return 'limited';
    }
    spent += 1;
    await sleep(ms);
    if (given !== right) return 'wrong';
    spent = Math.max(0, spent - 1);
    return 'right';
  };
}

const deleted = { 'set-cookie': 'sid=deleted; SameSite=Lax; Path=/; Max-Age=-1; Expires=Thu, 01 Jan 1970 00:00:00 GMT;' };

export interface Auth {
  handle(request: Request): Promise<Answer>;
  /** The session that a request brings, by the order Pi-hole looks in: body, header, cookie, query. */
  seat(request: Request, options?: { csrf: boolean }): Seat | undefined;
  /** Whether a request may go on: no password is set, or its session is known. */
  admits(request: Request): boolean;
  /** The cookie that each answer to a session brings along. */
  cookie(request: Request): Record<string, string>;
}

export function createAuth(options: PiholeEmulatorOptions, sessions: Sessions, timeoutSeconds: number): Auth {
  const { now: clock = Date.now } = options;
  const check = passwordCheck(options.loginMs ?? 4, clock);
  let totpSecond = 0;
  let totpUsed: unknown = null;
  const open = (options.password ?? '') === '';

  const seat: Auth['seat'] = (request, { csrf } = { csrf: true }) => {
    const cookie = /(?:^|;\s*)sid=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
    const found = sidOf(request) ?? cookie;
    if (found === undefined) return undefined;
    const known = sessions.find(found);
    const byCookie = sidOf(request) === undefined;
    return known && byCookie && csrf && request.headers['x-csrf-token'] !== known.csrf ? undefined : known;
  };

  const cookieOf = ({ sid }: Seat): Record<string, string> => ({
    'set-cookie': `sid=${sid}; SameSite=${options.profile === '6.0' ? 'Strict' : 'Lax'}; Path=/; Max-Age=${timeoutSeconds}; HttpOnly`,
  });

  const valid = (one: Seat, message: string): Answer =>
    json(
      200,
      { session: { valid: true, totp: options.totp !== undefined, sid: one.sid, csrf: one.csrf, validity: timeoutSeconds, message } },
      cookieOf(one),
    );
  const invalid = (message: string, headers: Answer['headers'] = deleted): Answer =>
    json(401, { session: { valid: false, totp: options.totp !== undefined, sid: null, validity: -1, message } }, headers);
  const free = (status: number, message: string): Answer =>
    json(status, { session: { valid: true, totp: false, sid: null, validity: -1, message } });

  const login = async (request: Request): Promise<Answer> => {
    const parsed = parseBody(request.body);
    if ('answer' in parsed) return parsed.answer;
    const { password, totp } = (typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : {}) as {
      password?: unknown;
      totp?: unknown;
    };
    if (password === undefined) return badRequest('No password found in JSON payload');
    if (typeof password !== 'string') return badRequest("Field password has to be of type 'string'");
    if (open) return free(200, password === '' ? 'no password set' : 'password incorrect');
    const live = seat(request);
    if (live) return valid(live, password === options.password ? 'password correct' : 'password incorrect');
    const kind = await kindOf(password);
    if (kind === 'limited') return failure(429, 'rate_limiting', 'Rate-limiting login attempts');
    if (kind === 'wrong') return invalid('password incorrect');
    if (kind === 'main' && options.totp !== undefined) {
      const answer = secondFactor(totp);
      if (answer) return answer;
    }
    const made = sessions.open({ app: kind === 'app', cli: kind === 'cli', userAgent: request.headers['user-agent'] ?? '' });
    if (!made) return failure(429, 'api_seats_exceeded', 'API seats exceeded', 'increase webserver.api.max_sessions');
    return valid(made, kind === 'app' ? 'app-password correct' : 'password correct');
  };

  const kindOf = async (password: string): Promise<'main' | 'app' | 'cli' | 'wrong' | 'limited'> => {
    if (options.cliPassword !== undefined && password === options.cliPassword) return 'cli';
    const main = await check(password, options.password);
    if (main !== 'wrong') return main === 'right' ? 'main' : 'limited';
    if (options.appPassword === undefined) return 'wrong';
    return (await check(password, options.appPassword)) === 'right' ? 'app' : 'wrong';
  };

  const secondFactor = (given: unknown): Answer | null => {
    if (given === undefined) return badRequest('No 2FA token found in JSON payload');
    const now = Math.floor(clock() / 1_000);
    if (now === totpSecond) return failure(429, 'rate_limiting', 'Rate-limiting 2FA token requests, try again later');
    totpSecond = now;
    if (given !== options.totp) return failure(401, 'unauthorized', 'Invalid 2FA token');
    if (given === totpUsed) return failure(401, 'unauthorized', 'Reused 2FA token', 'wait for new token');
    totpUsed = given;
    return null;
  };

  const show = (request: Request): Answer => {
    if (open) return free(200, 'no password set');
    const live = seat(request, { csrf: false });
    return live ? valid(live, 'correct password') : invalid(sidOf(request) === undefined ? 'no SID provided' : 'session unknown');
  };

  const logout = (request: Request): Answer => {
    if (open) return free(401, 'no password set');
    const live = seat(request);
    if (!live && sidOf(request) === undefined) return invalid('no SID provided', {});
    if (!live) return invalid('session unknown');
    sessions.close(live.id);
    return empty(deleted);
  };

  const list = (request: Request): Answer => {
    const current = seat(request);
    const rows = sessions.all().map((one) => ({
      id: one.id,
      current_session: one === current,
      valid: sessions.isLive(one),
      tls: { login: false, mixed: false },
      login_at: Math.floor(one.loginAt / 1_000),
      last_active: Math.floor(one.lastActive / 1_000),
      valid_until: Math.floor(one.lastActive / 1_000) + timeoutSeconds,
      remote_addr: '127.0.0.1',
      user_agent: one.userAgent,
      x_forwarded_for: null,
      app: one.app,
      cli: one.cli,
    }));
    return json(200, { sessions: rows });
  };

  const end = (id: string): Answer => {
    if (!/^\d+$/.test(id)) return badRequest('Missing or invalid session ID');
    if (Number(id) >= (options.maxSessions ?? 16)) return badRequest('Session ID out of bounds');
    return sessions.close(Number(id)) ? empty() : badRequest('Session ID not in use');
  };

  const admits = (request: Request): boolean => open || seat(request) !== undefined;

  return {
    seat,
    admits,
    cookie(request) {
      const live = seat(request);
      return live ? cookieOf(live) : {};
    },
    async handle(request) {
      const path = request.path.replace(/\/$/, '');
      if (path === '/api/auth') {
        if (request.method === 'POST') return login(request);
        if (request.method === 'GET') return show(request);
        if (request.method === 'DELETE') return logout(request);
      }
      const one = /^\/api\/auth\/session\/([^/]*)$/.exec(path)?.[1];
      if (path === '/api/auth/sessions' && request.method === 'GET') return admits(request) ? list(request) : unauthorized();
      if (one !== undefined && request.method === 'DELETE') return admits(request) ? end(one) : unauthorized();
      return notFound(decodeURIComponent(request.path));
    },
  };
}

function sidOf(request: Request): string | undefined {
  const inBody = bodySid(request.body);
  const header = request.headers['x-ftl-sid'] ?? request.headers['sid'];
  return (
    inBody ??
    (typeof header === 'string' ? header : undefined) ??
    (request.headers.cookie?.includes('sid=') ? undefined : (request.query.get('sid') ?? undefined))
  );
}

function bodySid(body: string): string | undefined {
  if (!body.includes('sid')) return undefined;
  try {
    const { sid } = JSON.parse(body) as { sid?: unknown };
    return typeof sid === 'string' ? sid : undefined;
  } catch {
    return new URLSearchParams(body).get('sid') ?? undefined;
  }
}
