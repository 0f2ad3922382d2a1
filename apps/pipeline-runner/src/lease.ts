import { HlError } from '@hl/core';
import { endLease as end, lock } from '@hl/core/state';
import type { Lease } from '@hl/core/state';
import type { Context } from './context.js';

export interface LeaseOptions {
  /** Milliseconds to wait for another holder. Default: 15 minutes in CI, else none. */
  readonly waitMs?: number;
  /** Jobs of one pipeline give the same owner and share the lease. Default: this run. */
  readonly owner?: string;
  /** Nothing of this run follows: the lease ends at once. */
  readonly last?: boolean;
}

/**
 * Holds the fleet while `work` runs. Jobs of one pipeline share the lease; a job that is killed gives way when its lease
 * ends. Without a ledger there is no place for a lock, and GitLab's resource_group is the only one.
 *
 * @param work is given the context to go on with: what it does inside takes no lease of its own, and ends none
 * @throws HlError HL_LOCKED (`conflict`): who holds it, and until when
 */
export async function withLease<T>(context: Context, work: (held: Context) => Promise<T>, options: LeaseOptions = {}): Promise<T> {
  const { site, environment, print } = context;
  const { waitMs = environment.ci ? 900_000 : 0, owner = context.run, last = environment.pipelineId === undefined } = options;
  if (site.ledger === null || context.leased) return work(context);
  const { remote } = await context.fleet();
  let holder: Lease | null = null;
  const held = await lock(remote(site.ledger.host), site.ledger.directory, {
    owner,
    what: environment.pipelineId ? `pipeline ${environment.pipelineId}` : `a run by hand (${owner})`,
    pipelineUrl: environment.pipelineUrl ?? null,
    waitMs,
    onWait: (found) => {
      holder = found;
      if (waitMs > 0) print.step(`waiting for ${nameOf(found)}, which holds the fleet`);
    },
  }).catch((error: unknown) => {
    throw holder !== null && error instanceof HlError && error.code === 'HL_LOCKED' ? refusal(holder, error) : error;
  });
  const forget = context.onStop(() => held.release());
  try {
    return await work({ ...context, leased: true });
  } finally {
    // The next job of this pipeline takes it up again; nobody slips in between. A lease that stays ends by itself.
    await held.release(last ? {} : { graceSeconds: 60 }).catch(() => {});
    forget(); // only now: who is told to stop meanwhile must wait for this
  }
}

const nameOf = ({ what, pipelineUrl }: Lease): string => (pipelineUrl === null ? what : `${what} (${pipelineUrl})`);

/** The time is by the clock of the machine with the lock. */
const refusal = (holder: Lease, cause: HlError): HlError =>
  new HlError('HL_LOCKED', `the fleet is held by ${nameOf(holder)}`, {
    kind: 'conflict',
    hint: `Wait for it to end. If it was killed, its lease ends at ${new Date(holder.expires * 1_000).toISOString().slice(0, 19)}Z: run again then.`,
    cause,
  });

/** The last job of a pipeline gives the fleet free at once; one that cannot leaves the lease to end by itself. */
export async function endLease(context: Context): Promise<void> {
  const { site } = context;
  if (site.ledger === null) return;
  try {
    const { remote } = await context.fleet();
    await end(remote(site.ledger.host), site.ledger.directory, context.run);
  } catch (error) {
    context.print.detail(`the lease stays until it ends: ${(error as Error).message}`);
  }
}
