import type { Session } from '../client/session.js';
import type { Timing } from '../timing.js';

/**
 * Waits out the restart after a change of CNAMEs. Pi-hole answers first and goes down 270 ms later, so being up means
 * nothing until it was seen down, or until it would have been.
 *
 * @throws HlError `unreachable` when it does not come back within `timing.restartMs`
 */
export async function awaitRestart(
  session: Pick<Session, 'alive' | 'ready'>,
  timing: Pick<Timing, 'restartBeginMs' | 'pollMs' | 'restartMs'>,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  const until = performance.now() + timing.restartBeginMs;
  while (await session.alive()) {
    if (performance.now() > until) return;
    await sleep(timing.pollMs);
  }
  await session.ready(timing.restartMs);
}
