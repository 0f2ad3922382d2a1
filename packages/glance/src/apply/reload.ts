import { type GlanceSite, HlError, type Remote } from '@hl/core';
import type { GlanceClient } from '../client/client.js';
import { type Timing, until } from '../client/timing.js';
import { isShown, type Transition } from '../observe/rendered-page.js';

export interface Running {
  readonly remote: Remote;
  readonly site: GlanceSite;
  /** null: nobody can look. */
  readonly client: GlanceClient | null;
  readonly timing: Timing;
}

/**
 * Makes the running Glance take the file, and waits until it shows it. Glance 0.7 and later load a changed file by themselves, so a
 * restart is only for what cannot be seen to have been loaded: an older Glance, a change that shows nowhere on the page, a page that
 * nobody may look at, or when the site says so.
 *
 * @param onRestart called just before a restart
 * @throws HlError HL_GLANCE_RESTART, HL_GLANCE_DOWN, HL_GLANCE_NOT_SHOWN
 */
export async function reload(running: Running, transition: Transition, onRestart: () => void): Promise<void> {
  const { site, client, timing } = running;
  const { pollMs, settleMs, deadlineMs } = timing;
  const look = async (): Promise<boolean | 'hidden'> => client === null || isShown(client.content, transition);
  if (site.reload !== 'none') {
    if (site.reload === 'auto' && client && transition.isVisible) {
      // Not waited for when nobody may look.
      const seen = await until(look, { pollMs, withinMs: settleMs }).catch(() => false);
      if (seen === true) return;
    }
    onRestart();
    await restart(running);
  }
  if (!(await until(look, { pollMs, withinMs: deadlineMs }))) throw notShown(site);
}

/** Restarts Glance and, where it can be asked, waits until it is healthy. */
export async function restart({ remote, site, client, timing }: Running): Promise<void> {
  try {
    await remote.run(site.restart);
  } catch (error) {
    const known = HlError.from(error);
    if (known.kind === 'unreachable') throw known;
    throw new HlError('HL_GLANCE_RESTART', `Glance could not be restarted: ${known.message}`, {
      kind: 'refused',
      cause: error,
      hint: /permission denied|a password is required/i.test(known.message)
        ? 'Let the SSH user run it (for Docker: the group docker), or set sudo: true for the host in hl.yml.'
        : 'Set glance.restart in hl.yml to the command that restarts Glance on that host.',
    });
  }
  if (client && !(await until(client.healthy, { pollMs: timing.pollMs, withinMs: timing.deadlineMs }))) {
    throw new HlError('HL_GLANCE_DOWN', `Glance at ${site.url ?? ''} did not come back after its restart`, {
      kind: 'refused',
      hint: 'Look at its log: an invalid glance.yml makes it stop at once.',
    });
  }
}

const notShown = ({ url, reload }: GlanceSite): HlError =>
  new HlError('HL_GLANCE_NOT_SHOWN', `Glance at ${url ?? ''} does not show what glance.yml says`, {
    kind: 'refused',
    hint:
      reload === 'none'
        ? 'Set glance.reload: auto in hl.yml, so that Glance is restarted when it does not load the file by itself.'
        : 'Look at its log ("Config has errors"), and check in hl.yml that glance.url is this Glance and glance.config the file that it reads.',
  });
