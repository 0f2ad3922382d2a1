import { endLease as end, lock } from '@hl/core/state';
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
 */
export async function withLease<T>(context: Context, work: () => Promise<T>, options: LeaseOptions = {}): Promise<T> {
  const { site, environment, print } = context;
  const { waitMs = environment.ci ? 900_000 : 0, owner = context.run, last = environment.pipelineId === undefined } = options;
  if (site.ledger === null) return work();
  const { remote } = await context.fleet();
  const held = await lock(remote(site.ledger.host), site.ledger.directory, {
    owner,
    what: environment.pipelineId ? `pipeline ${environment.pipelineId}` : `a run by hand (${owner})`,
    pipelineUrl: environment.pipelineUrl ?? null,
    waitMs,
    onWait: ({ what }) => print.step(`waiting for ${what}, which holds the fleet`),
  });
  const forget = context.onStop(() => held.release());
  try {
    return await work();
  } finally {
    forget();
    // The next job of this pipeline takes it up again; nobody slips in between. A lease that stays ends by itself.
    await held.release(last ? {} : { graceSeconds: 60 }).catch(() => {});
  }
}

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
