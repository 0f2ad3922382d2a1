import { isRecord, reveal, type Secret } from '@hl/core';
import type { Timing } from '../timing.js';
import type { Cancellation } from './cancellable-sleep.js';
import { errorOf, refusal, refused, unreachable } from './http-errors.js';
import type { Answer, Send } from './answer.js';

export interface Login {
  /** 23 characters, passed on as they are; `null` when Pi-hole has no password. */
  readonly sid: string | null;
  /** An app password may write only when webserver.api.app_sudo is on. */
  readonly isApp: boolean;
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
  { base, sleep, timing }: { base: string; sleep: Cancellation['sleep']; timing: Timing },
): Promise<Login> {
  const text = reveal(password);
  if (text === '') return withoutPassword(await send('GET', '/auth'), base);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send('POST', '/auth', { body: { password: text } });
    const session = isRecord(answer.json['session']) ? answer.json['session'] : {};
    if (answer.status === 200 && session['valid'] === true) {
      const { sid, message } = session;
      return { sid: typeof sid === 'string' ? sid : null, isApp: message === 'app-password correct' };
    }
    const error = errorOf(answer);
    const at = `Pi-hole at ${base}`;
    if (error?.key === 'api_seats_exceeded') throw refused('SEATS', `All API sessions of ${at} are taken by others`, hints.seats);
    if (answer.status === 400 && /2FA/.test(error?.message ?? ''))
      throw refused('2FA', `${at} wants a second factor with this password`, hints.secondFactor);
    // The third app login within a clock second is answered "password incorrect", though it is right: ask once more.
    const worthwhile = answer.status === 401 ? attempt < 2 : answer.status === 429 && attempt < tries;
    if (worthwhile) await sleep(timing.loginMs * (1 + Math.random() / 4));
    else if (answer.status === 401) throw refused('LOGIN', `${at} does not accept the password`, hints.password);
    else if (answer.status === 429)
      throw unreachable('BUSY', `${at} takes no more logins for now: somebody keeps trying to log in`, hints.busy);
    else throw refusal(base, 'log in', answer);
  }
}

function withoutPassword(answer: Answer, base: string): Login {
  if (answer.status === 200) return { sid: null, isApp: false };
  if (answer.status !== 401) throw refusal(base, 'say whether it needs a password', answer);
  throw refused('LOGIN', `Pi-hole at ${base} wants a password and none is given`, hints.none);
}

const hints = {
  none: 'Set PIHOLE_API_PASSWORD (Settings › Web interface / API › Configure app password).',
  password: 'Set PIHOLE_API_PASSWORD to the password of the web interface or to an app password (Settings › Web interface / API).',
  secondFactor:
    'Use an app password, which needs none (Settings › Web interface / API), and set webserver.api.app_sudo = true so that it may write.',
  seats:
    'End some under Settings › Web interface / API, raise webserver.api.max_sessions, or run it again later: an idle one ends after 30 minutes.',
  busy: 'Look which client fails to log in to Pi-hole (/var/log/pihole/FTL.log), then run it again.',
};
