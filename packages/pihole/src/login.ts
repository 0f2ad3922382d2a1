import { HlError, reveal } from '@hl/core';
import type { Secret } from '@hl/core';
import type { Pauses } from './cancellable-sleep.js';
import { errorOf, refusal } from './refusal.js';
import type { Timing } from './timing.js';
import type { Answer, Send } from './transport.js';

export interface Login {
  /** 23 characters, passed on as they are; `null` when Pi-hole has no password. */
  readonly sid: string | null;
  /** An app password may write only when webserver.api.app_sudo is on, that of the command line never. */
  readonly kind: 'main' | 'app' | 'cli';
}

const tries = 4;

/**
 * Opens a session. Sends no old one along: with a live one Pi-hole takes any password.
 *
 * @throws HlError `refused` HL_PIHOLE_LOGIN, HL_PIHOLE_2FA, HL_PIHOLE_SEATS; `unreachable` HL_PIHOLE_BUSY, and all of `Send`
 */
export async function login(
  send: Send,
  password: string | Secret,
  { base, pause, timing, onWait }: { base: string; pause: Pauses['pause']; timing: Timing; onWait: (why: string) => void },
): Promise<Login> {
  const text = reveal(password);
  if (text === '') return withoutPassword(await send('GET', '/auth'), base);
  const until = performance.now() + timing.seatsMs;
  let attempt = 0;
  for (let wait = timing.loginMs; ;) {
    const answer = await send('POST', '/auth', { body: { password: text } });
    const { session } = answer.json as { session?: { valid?: unknown; sid?: unknown; message?: unknown } };
    const said = errorOf(answer);
    if (answer.status === 200 && session?.valid === true) {
      return {
        sid: typeof session.sid === 'string' ? session.sid : null,
        kind: session.message === 'app-password correct' ? 'app' : 'main',
      };
    }
    if (said?.key === 'api_seats_exceeded') {
      const taken = seatsTaken(base, timing.seatsMs);
      if (performance.now() + wait > until) throw taken;
      if (wait === timing.loginMs) onWait(`${taken.message}: waiting for one to end`);
      await pause(wait);
      wait = Math.min(2 * wait, 10_000);
      continue;
    }
    attempt += 1;
    if (answer.status === 400 && /2FA/.test(said?.message ?? '')) throw secondFactor(base);
    // The third app login within a clock second is told "password incorrect", though it is right: ask once more.
    const again = answer.status === 401 ? attempt < 2 : answer.status === 429 && attempt < tries;
    if (again) {
      await pause(timing.loginMs * (1 + Math.random() / 4));
      continue;
    }
    if (answer.status === 401) throw wrongPassword(base);
    if (answer.status === 429) throw tooManyLogins(base);
    throw refusal(base, 'log in', answer);
  }
}

function withoutPassword(answer: Answer, base: string): Login {
  if (answer.status === 200) return { sid: null, kind: 'main' };
  if (answer.status !== 401) throw refusal(base, 'say whether it needs a password', answer);
  throw new HlError('HL_PIHOLE_LOGIN', `Pi-hole at ${base} wants a password and none is given`, {
    kind: 'refused',
    hint: 'Set PIHOLE_API_PASSWORD (Settings › Web interface / API › Configure app password).',
  });
}

const wrongPassword = (base: string): HlError =>
  new HlError('HL_PIHOLE_LOGIN', `Pi-hole at ${base} does not accept the password`, {
    kind: 'refused',
    hint: 'Set PIHOLE_API_PASSWORD to the password of the web interface or to an app password (Settings › Web interface / API).',
  });

const secondFactor = (base: string): HlError =>
  new HlError('HL_PIHOLE_2FA', `Pi-hole at ${base} wants a second factor with this password`, {
    kind: 'refused',
    hint: 'Use an app password, which needs none (Settings › Web interface / API), and set webserver.api.app_sudo = true so that it may write.',
  });

const seatsTaken = (base: string, ms: number): HlError =>
  new HlError('HL_PIHOLE_SEATS', `All API sessions of Pi-hole at ${base} are taken by others`, {
    kind: 'refused',
    hint: `None ended within ${ms / 1000} s. End some under Settings › Web interface / API, raise webserver.api.max_sessions, or run it again later: an idle one ends after 30 minutes.`,
  });

const tooManyLogins = (base: string): HlError =>
  new HlError('HL_PIHOLE_BUSY', `Pi-hole at ${base} takes no more logins for now: somebody keeps trying to log in`, {
    kind: 'unreachable',
    hint: 'Look which client fails to log in to Pi-hole (/var/log/pihole/FTL.log), then run it again.',
  });
