import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '../error.js';
import type { Remote } from '../remote.js';
import { swapFile } from './swap.js';

/** Who holds the fleet, until when (seconds since 1970 by the lock's machine: runners' clocks differ). */
export interface Lease {
  readonly owner: string;
  readonly what: string;
  readonly pipelineUrl: string | null;
  readonly since: number;
  readonly expires: number;
}

export interface LockOptions {
  /** Jobs of one pipeline give the same owner and share the lease. */
  readonly owner: string;
  readonly what: string;
  readonly pipelineUrl?: string | null;
  /** Seconds; a killed run blocks the fleet no longer than this. Default 120. */
  readonly leaseSeconds?: number;
  /** Milliseconds to wait for somebody else. Default 0. */
  readonly waitMs?: number;
  readonly pollMs?: number;
  /** Told once while waiting. */
  readonly onWait?: (holder: Lease) => void;
}

export interface Lock {
  /** Ends the lease at once, or leaves it standing for the next job of the same owner. */
  release(options?: { readonly graceSeconds?: number }): Promise<void>;
}

const nowOn = async (remote: Remote): Promise<number> => Number((await remote.run(['date', '+%s'])).stdout.trim());

const parse = (text: string | null): Lease | null => {
  try {
    return text === null ? null : (JSON.parse(text) as Lease);
  } catch {
    return null; // a lock that nobody can read holds nobody up
  }
};

/**
 * Takes the lease in `directory`, waiting for another holder if wanted, and renews it until released.
 *
 * @throws HlError HL_LOCKED (`conflict`) naming the holder
 */
export async function lock(remote: Remote, directory: string, options: LockOptions): Promise<Lock> {
  const { owner, what, pipelineUrl = null, leaseSeconds = 120, waitMs = 0, pollMs = 2_000, onWait } = options;
  const path = `${directory}/lock.json`;
  const give = (now: number, seconds: number): Promise<string | null> =>
    swapFile(remote, path, (text) => {
      const held = parse(text);
      if (held && held.owner !== owner && held.expires > now) return undefined;
      const since = held?.owner === owner ? held.since : now;
      return `${JSON.stringify({ owner, what, pipelineUrl, since, expires: now + seconds } satisfies Lease)}\n`;
    });

  let told = false;
  for (const deadline = Date.now() + waitMs; ; await sleep(pollMs)) {
    const holder = parse(await give(await nowOn(remote), leaseSeconds));
    if (holder?.owner === owner) break;
    if (holder && !told) onWait?.(holder);
    told = true;
    if (Date.now() >= deadline) {
      throw new HlError(
        'HL_LOCKED',
        `the fleet is held by ${holder?.what ?? 'another run'}${holder?.pipelineUrl ? ` (${holder.pipelineUrl})` : ''}`,
        {
          kind: 'conflict',
          hint: `Wait for it to end; a run that was killed gives way when its lease ends (${leaseSeconds} s).`,
        },
      );
    }
  }

  // A missed renewal is not fatal: the lease outlives a few of them.
  const heartbeat = setInterval(
    () =>
      void nowOn(remote)
        .then((now) => give(now, leaseSeconds))
        .catch(() => {}),
    (leaseSeconds * 1_000) / 4,
  );
  heartbeat.unref();

  return {
    async release({ graceSeconds = 0 } = {}) {
      clearInterval(heartbeat);
      if (graceSeconds > 0) {
        await give(await nowOn(remote), graceSeconds);
        return;
      }
      await endLease(remote, directory, owner);
    },
  };
}

/** Ends a lease that an earlier job of `owner` left standing; another's stays. */
export async function endLease(remote: Remote, directory: string, owner: string): Promise<void> {
  await swapFile(remote, `${directory}/lock.json`, (text) => (parse(text)?.owner === owner ? null : undefined));
}
