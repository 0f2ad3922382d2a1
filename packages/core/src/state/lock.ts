import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '../error.js';
import { crypto } from '../values/library.js';
import type { Store } from './store.js';

/** Who holds the fleet, until when (seconds since 1970 by the lock's machine: runners' clocks differ). */
export interface Lease {
  readonly owner: string;
  readonly what: string;
  readonly pipelineUrl: string | null;
  readonly since: number;
  /** The last of its holders'. */
  readonly expires: number;
  /** When each job of the owner gives way: they share the lease, and the last one ends it. */
  readonly holders: { readonly [id: string]: number };
}

export interface LockOptions {
  /** Jobs of one pipeline give the same owner and share the lease. */
  readonly owner: string;
  readonly what: string;
  /** Which of the owner's jobs this is: one that is tried again takes the place of the one that was killed. Default: a new one. */
  readonly job?: string;
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
  /** Gives it back; the last job of its owner ends the lease. */
  release(): Promise<void>;
}

const file = 'lock.json';

const parse = (text: string | undefined): Lease | null => {
  try {
    return text === undefined ? null : (JSON.parse(text) as Lease);
  } catch {
    return null; // a lock that nobody can read holds nobody up
  }
};

/**
 * Takes the lease, waiting for another holder if wanted, and renews it until released.
 *
 * @throws HlError HL_LOCKED (`conflict`) naming the holder
 */
export async function lock(store: Store, options: LockOptions): Promise<Lock> {
  const {
    owner,
    what,
    job: id = crypto().randomUUID(),
    pipelineUrl = null,
    leaseSeconds = 120,
    waitMs = 0,
    pollMs = 2_000,
    onWait,
  } = options;
  const leaseOf = (held: Lease | null, now: number, mine: number | null): Lease => {
    const shared = held?.owner === owner ? held : null;
    const others = Object.entries(shared?.holders ?? {}).filter(([other, expires]) => other !== id && expires > now);
    const holders = Object.fromEntries([...others, ...(mine === null ? [] : [[id, mine] as const])]);
    return { owner, what, pipelineUrl, since: shared?.since ?? now, expires: Math.max(0, ...Object.values(holders)), holders };
  };
  const write = (lease: Lease): Map<string, string | null> =>
    new Map([[file, Object.keys(lease.holders).length === 0 ? null : `${JSON.stringify(lease)}\n`]]);
  /** Its clock, as far as it was told. */
  let [told, at] = [0, 0];
  /** Takes or renews it, and says who holds it then. */
  const give = async (now: number): Promise<Lease> => {
    [told, at] = [now, performance.now()];
    let holder: Lease | null = null;
    await store.swap([file], (texts) => {
      const held = parse(texts.get(file));
      const busy = held !== null && held.owner !== owner && held.expires > now;
      const lease = busy ? held : leaseOf(held, now, now + leaseSeconds);
      holder = lease;
      return busy ? new Map() : write(lease);
    });
    return holder as unknown as Lease;
  };

  let waits = false;
  for (const deadline = Date.now() + waitMs; ; await sleep(pollMs)) {
    const holder = await give(await store.now([file]));
    if (holder.owner === owner) break;
    if (!waits) onWait?.(holder);
    waits = true;
    if (Date.now() >= deadline) {
      throw new HlError('HL_LOCKED', `the fleet is held by ${holder.what}${holder.pipelineUrl ? ` (${holder.pipelineUrl})` : ''}`, {
        kind: 'conflict',
        hint: `Wait for it to end; a run that was killed gives way when its lease ends (${leaseSeconds} s).`,
      });
    }
  }

  // A missed renewal is not fatal: the lease outlives a few of them.
  const heartbeat = setInterval(
    () =>
      void store
        .now([file])
        .then(give)
        .catch(() => {}),
    (leaseSeconds * 1_000) / 4,
  );
  heartbeat.unref();

  return {
    async release() {
      clearInterval(heartbeat);
      // Which of the others have ended is their own business: one that is kept too long has a time of its own.
      const now = told + Math.floor((performance.now() - at) / 1_000);
      await store.swap([file], (texts) => {
        const held = parse(texts.get(file));
        return held?.owner === owner ? write(leaseOf(held, now, null)) : new Map();
      });
    },
  };
}
