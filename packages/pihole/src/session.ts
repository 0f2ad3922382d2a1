import { HlError } from '@hl/core';
import type { Secret } from '@hl/core';
import type { Pauses } from './cancellable-sleep.js';
import { login } from './login.js';
import type { Login } from './login.js';
import { endStale } from './other-sessions.js';
import type { Timing } from './timing.js';
import type { Answer, Method, Send } from './transport.js';

/** One login, opened when it is first needed and shared by all that follows. Its callers come one at a time. */
export interface Session {
  /** A request with the session. A GET that brings no answer is repeated; a write never is. */
  call(method: Method, path: string, body?: unknown): Promise<Answer>;
  /** Opened on demand: with whose password. */
  kind(): Promise<Login['kind']>;
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
  readonly pauses: Pauses;
  /** This run's own, so that a session whose login answer was lost can be found and ended. */
  readonly userAgent: string;
  readonly onWait: (why: string) => void;
}

export function session({ base, password, send, timing, pauses, userAgent, onWait }: SessionOptions): Session {
  const { pause, proceed } = pauses;
  let current: Login | null = null;
  /** Asked once a run: each failed login takes from what Pi-hole allows all clients together. */
  let refused: HlError | null = null;

  /** Repeats what changes nothing: while Pi-hole restarts it refuses and resets connections for a second. */
  const patiently = async <T>(request: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await request();
      } catch (error) {
        const worthwhile =
          error instanceof HlError &&
          error.kind === 'unreachable' &&
          !['HL_PIHOLE_TIMEOUT', 'HL_PIHOLE_CLOSED', 'HL_PIHOLE_BUSY'].includes(error.code);
        if (!worthwhile || attempt >= timing.retries) throw error;
        await pause(timing.retryMs * 2 ** attempt);
      }
    }
  };

  const logIn = async (): Promise<Login> => {
    if (refused) throw refused;
    try {
      const fresh = await login(send, password, { base, pause, timing, onWait });
      const seat = fresh.sid === null ? null : await endStale(send, fresh.sid, userAgent, timing);
      return seat?.cli === true ? { ...fresh, kind: 'cli' } : fresh;
    } catch (error) {
      if (error instanceof HlError && error.kind === 'refused') refused = error;
      throw error;
    }
  };

  const open = async (): Promise<Login> => (current ??= await patiently(logIn));

  const once = async (method: Method, path: string, body: unknown): Promise<Answer> =>
    send(method, path, { body, sid: (await open()).sid });

  const call: Session['call'] = async (method, path, body) => {
    proceed();
    const request = (): Promise<Answer> => once(method, path, body);
    await open();
    const answer = await (method === 'GET' ? patiently(request) : request());
    if (answer.status !== 401) return answer;
    // Ended by somebody, or lost with a crash of pihole-FTL; or not known yet just after a restart: then the next login ends it.
    // Nothing was done, so a write may be sent again, too.
    current = null;
    await open();
    return method === 'GET' ? patiently(request) : request();
  };

  /** Why the API does not answer; `null`: it does, with whatever. */
  const silence = async (): Promise<HlError | null> => {
    try {
      await send('GET', '/info/login');
      return null;
    } catch (error) {
      if (error instanceof HlError && error.kind === 'unreachable') return error;
      throw error;
    }
  };

  const ready = async (ms: number): Promise<void> => {
    const end = performance.now() + ms;
    for (let wait = timing.pollMs; ; wait = Math.min(wait * 2, 1_000)) {
      const cause = await silence();
      if (cause === null) return;
      if (performance.now() > end) {
        throw new HlError('HL_PIHOLE_UNREACHABLE', `Pi-hole at ${base} does not come back within ${ms / 1000} s`, {
          kind: 'unreachable',
          hint: 'Look at pihole-FTL there, then run it again.',
          cause,
        });
      }
      await pause(wait);
    }
  };

  return {
    call,
    kind: async () => (await open()).kind,
    alive: async () => (await silence()) === null,
    ready,
    async close() {
      refused = null;
      const sid = current?.sid ?? null;
      current = null;
      if (sid === null) return;
      const end = (): Promise<Answer> => send('DELETE', '/auth', { sid, timeoutMs: timing.logoutMs });
      try {
        await end().catch(async (error: unknown) => {
          if (error instanceof HlError && error.code === 'HL_PIHOLE_TIMEOUT') return;
          await ready(timing.lostMs);
          await patiently(end);
        });
      } catch {
        // Nothing more can be done from here.
      }
    },
  };
}
