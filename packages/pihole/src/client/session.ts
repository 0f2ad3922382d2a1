import { HlError, type Secret } from '@hl/core';
import type { Timing } from '../timing.js';
import type { Cancellation } from './cancellable-sleep.js';
import { unreachable } from './http-errors.js';
import { login, type Login } from './login.js';
import type { Answer, Method, Send } from './answer.js';

/** One login, opened when it is first needed and shared by all that follows. Its callers come one at a time. */
export interface Session {
  /** A request with the session. A GET that brings no answer is repeated; a write never is. */
  call(method: Method, path: string, body?: unknown): Promise<Answer>;
  /** Opened on demand: whether with an app password. */
  isApp(): Promise<boolean>;
  /** Whether the API answers, asked without a session. */
  alive(): Promise<boolean>;
  /** Waits until it does. @throws HlError `unreachable` when `ms` have passed */
  ready(ms: number): Promise<void>;
  /** Logs out. Never rejects: a session that cannot be ended ends by itself after 30 minutes. */
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly base: string;
  readonly password: string | Secret;
  readonly send: Send;
  readonly timing: Timing;
  readonly cancellation: Cancellation;
}

/** Errors that waiting does not help. */
const lasting = new Set(['HL_PIHOLE_TIMEOUT', 'HL_PIHOLE_CLOSED', 'HL_PIHOLE_BUSY']);

export function session({ base, password, send, timing, cancellation: { check, sleep } }: SessionOptions): Session {
  let current: Login | null = null;
  /** Sessions to log out: one that was answered 401 may be known again when pihole-FTL has restarted. */
  const opened = new Set<string>();
  /** Asked once a run: each failed login takes from what Pi-hole allows all clients together. */
  let refused: HlError | null = null;

  /** Repeats what changes nothing: while Pi-hole restarts it refuses and resets connections for a second. */
  const patiently = async <T>(request: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await request();
      } catch (error) {
        const worthwhile = error instanceof HlError && error.kind === 'unreachable' && !lasting.has(error.code);
        if (!worthwhile || attempt >= timing.retries) throw error;
        await sleep(timing.retryMs * 2 ** attempt);
      }
    }
  };

  const logIn = async (): Promise<Login> => {
    if (refused) throw refused;
    try {
      const fresh = await login(send, password, { base, sleep, timing });
      if (fresh.sid !== null) opened.add(fresh.sid);
      return fresh;
    } catch (error) {
      if (error instanceof HlError && error.kind === 'refused') refused = error;
      throw error;
    }
  };

  const open = async (): Promise<Login> => (current ??= await patiently(logIn));

  const call: Session['call'] = async (method, path, body) => {
    check();
    const request = async (): Promise<Answer> => send(method, path, { body, sid: (await open()).sid });
    const ask = async (): Promise<Answer> => {
      await open();
      return method === 'GET' ? patiently(request) : request();
    };
    const answer = await ask();
    if (answer.status !== 401) return answer;
    // Ended by somebody, or lost with a crash of pihole-FTL. Nothing was done, so a write may be sent again, too.
    current = null;
    return ask();
  };

  const alive: Session['alive'] = async () => {
    try {
      await send('GET', '/info/login');
      return true;
    } catch (error) {
      if (error instanceof HlError && error.kind === 'unreachable') return false;
      throw error;
    }
  };

  const ready: Session['ready'] = async (ms) => {
    const end = performance.now() + ms;
    for (let wait = timing.pollMs; !(await alive()); wait = Math.min(wait * 2, 1_000)) {
      if (performance.now() > end)
        throw unreachable(
          'UNREACHABLE',
          `Pi-hole at ${base} does not come back within ${ms / 1000} s`,
          'Look at pihole-FTL there, then run it again.',
        );
      await sleep(wait);
    }
  };

  const logOut = async (sid: string): Promise<void> => {
    const end = (): Promise<Answer> => send('DELETE', '/auth', { sid, timeoutMs: timing.logoutMs });
    await end().catch(async (error: unknown) => {
      if (error instanceof HlError && error.code === 'HL_PIHOLE_TIMEOUT') return;
      await ready(timing.lostMs);
      await patiently(end);
    });
  };

  return {
    call,
    isApp: async () => (await open()).isApp,
    alive,
    ready,
    async close() {
      [refused, current] = [null, null];
      const ending = [...opened];
      opened.clear();
      for (const sid of ending) await logOut(sid).catch(() => undefined); // nothing more can be done from here
    },
  };
}
