import { HlError } from '@hl/core';
import type { Session } from './session.js';
import type { Timing } from './timing.js';
import type { Answer, Send } from './transport.js';

/** A session as Pi-hole lists it; times in seconds of its own clock. */
export interface Seat {
  readonly id: number;
  readonly current: boolean;
  readonly userAgent: string;
  readonly loginAt: number;
  readonly lastActive: number;
  /** Logged in with the password of Pi-hole's command line, which may not write. */
  readonly cli: boolean;
}

/** Begins the user agent of each run of this package. */
export const product = 'hl-pihole/';

/** Silent sessions of other runs that may stay. Pi-hole has 16 seats for everybody. */
const spare = 3;

/** Sessions that are live; none when the list is not to be had. */
function seats({ json: { sessions } }: Answer): Seat[] {
  const rows: Record<string, unknown>[] = Array.isArray(sessions) ? sessions : [];
  return rows
    .filter(({ id, valid }) => typeof id === 'number' && valid !== false)
    .map((row) => ({
      id: Number(row['id']),
      current: row['current_session'] === true,
      userAgent: String(row['user_agent']),
      loginAt: Number(row['login_at']),
      lastActive: Number(row['last_active']),
      cli: row['cli'] === true,
    }));
}

/**
 * Ends what runs of this package that were killed have left, so that they do not run Pi-hole out of seats: sessions that asked nothing for
 * `timing.staleMs`, and all but the liveliest few of the others, as many runs may be killed in a minute. One of a run that lives may
 * be among them (it deploys containers for ten minutes): that is told 401 at its next request and logs in again. A courtesy:
 * nothing fails for it.
 *
 * @returns the session of this very login, or `null` when Pi-hole does not list it
 */
export async function endStale(send: Send, sid: string, userAgent: string, timing: Timing): Promise<Seat | null> {
  try {
    const all = seats(await send('GET', '/auth/sessions', { sid }));
    const own = all.find(({ current }) => current);
    if (!own) return null;
    for (const { id } of stale(all, own, userAgent, timing.staleMs)) await send('DELETE', `/auth/session/${id}`, { sid });
    return own;
  } catch {
    return null;
  }
}

function stale(all: readonly Seat[], own: Seat, userAgent: string, staleMs: number): Seat[] {
  const others = all.filter((one) => one !== own && one.userAgent.startsWith(product)).sort((a, b) => b.lastActive - a.lastActive);
  const mine = others.filter((one) => one.userAgent === userAgent); // the answer to its login was lost
  const silent = others.filter((one) => one.lastActive < own.lastActive - staleMs / 1_000);
  const dead = new Set([...mine, ...silent]);
  return [...dead, ...others.filter((one) => !dead.has(one)).slice(spare)];
}

/**
 * Waits while another run of this package that logged in before this one is at work on the same Pi-hole, which loses
 * config writes that overlap. One that died, or forgot to log out, falls silent.
 *
 * @throws HlError `unreachable` HL_PIHOLE_TURN when it is still at work after `timing.turnMs`
 */
export async function turn(
  session: Pick<Session, 'call'>,
  base: string,
  timing: Timing,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  const end = performance.now() + timing.turnMs;
  for (let wait = timing.pollMs; ; wait = Math.min(wait * 2, 1_000)) {
    const all = await session.call('GET', '/auth/sessions').then(seats, () => []); // a courtesy: nothing fails for it
    const own = all.find(({ current }) => current);
    if (!all.some((one) => goesFirst(one, own, timing.idleMs))) return;
    if (performance.now() > end) {
      throw new HlError('HL_PIHOLE_TURN', `Another run writes records to Pi-hole at ${base}`, {
        kind: 'unreachable',
        hint: 'Run it again when the other one is over (Settings › Web interface / API lists its session), and keep the two apart.',
      });
    }
    await pause(wait);
  }
}

const goesFirst = (one: Seat, own: Seat | undefined, idleMs: number): boolean =>
  own !== undefined &&
  one.userAgent.startsWith(product) &&
  one.userAgent !== own.userAgent &&
  one.lastActive > own.lastActive - idleMs / 1_000 &&
  (one.loginAt < own.loginAt || (one.loginAt === own.loginAt && one.id < own.id));
