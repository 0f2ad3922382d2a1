import { randomBytes } from 'node:crypto';
import type { Answer, Request } from '../http.js';
import type { AdguardEmulatorOptions } from './options.js';
import { text } from './text.js';

/** `auth_attempts` and `block_auth_min` of AdGuardHome.yaml. */
const attempts = 5;
const blockMs = 15 * 60_000;
/** Wrong passwords further apart than this are not counted together. */
const windowMs = 60_000;

export interface Auth {
  login(request: Request): Answer;
  logout(request: Request): Answer;
  /** Whether a request may go on: by its cookie, or by its name and password. */
  admits(request: Request): boolean;
  /** Wrong passwords so far. */
  readonly failures: number;
  readonly sessions: number;
}

export function createAuth({ user, version = '0.107.79', now = Date.now }: AdguardEmulatorOptions): Auth {
  const sessions = new Set<string>();
  let [failures, counted, until] = [0, 0, 0];

  const blockedMs = (): number => {
    if (now() >= until) counted = 0;
    return counted >= attempts ? until - now() : 0;
  };
  const isUser = (name: unknown, password: unknown): boolean => {
    if (name === user?.name && password === user?.password) {
      counted = 0;
      return true;
    }
    failures += 1;
    counted += 1;
    until = now() + (counted >= attempts ? blockMs : windowMs);
    return false;
  };
  const sessionOf = ({ headers }: Request): string | undefined => /(?:^|;\s*)agh_session=([^;]*)/.exec(headers.cookie ?? '')?.[1];

  return {
    login(request) {
      const blocked = blockedMs();
      if (blocked > 0)
        return text(429, `auth: blocked for ${Math.ceil(blocked / 1_000)}s`, { 'retry-after': String(Math.ceil(blocked / 1_000)) });
      const { name, password } = JSON.parse(request.body) as { name?: unknown; password?: unknown };
      if (!isUser(name, password)) return text(403, 'invalid username or password');
      const session = randomBytes(16).toString('hex');
      sessions.add(session);
      return { ...text(200, 'OK'), headers: { 'set-cookie': `agh_session=${session}; Path=/; HttpOnly; SameSite=Lax` } };
    },
    logout(request) {
      sessions.delete(sessionOf(request) ?? '');
      return { status: 302, headers: { location: '/login.html' } };
    },
    admits(request) {
      if (user === undefined) return true;
      const session = sessionOf(request);
      if (session !== undefined) return sessions.has(session);
      const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
      if (scheme !== 'Basic') return false;
      const limited = version === '0.107.79';
      if (limited && blockedMs() > 0) return false;
      const [name, ...password] = Buffer.from(credentials, 'base64').toString().split(':');
      return isUser(name, password.join(':'));
    },
    get failures() {
      return failures;
    },
    get sessions() {
      return sessions.size;
    },
  };
}
