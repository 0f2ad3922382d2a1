import { lock } from '@hl/core/state';
import type { Context } from './context.js';
import { openFleet } from './systems.js';

/**
 * Holds the fleet while `work` runs. Jobs of one pipeline share the lease; a job that is killed gives way when its lease
 * ends. Without a ledger there is no place for a lock, and GitLab's resource_group is the only one.
 */
export async function withLease<T>(
  context: Context,
  work: () => Promise<T>,
  { waitMs = context.environment.ci ? 900_000 : 0, owner = context.run, last = false } = {},
): Promise<T> {
  const { site, environment, print } = context;
  if (site.ledger === null) return work();
  const fleet = await openFleet(context);
  try {
    const held = await lock(fleet.remote(site.ledger.host), site.ledger.directory, {
      owner,
      what: environment.pipelineId ? `pipeline ${environment.pipelineId}` : `a run by hand (${owner})`,
      pipelineUrl: environment.pipelineUrl ?? null,
      waitMs,
      onWait: ({ what }) => print.step(`waiting for ${what}, which holds the fleet`),
    });
    try {
      return await work();
    } finally {
      // The next job of this pipeline takes it up again; nobody slips in between.
      await held.release(environment.pipelineId && !last ? { graceSeconds: 60 } : {}).catch(() => {});
    }
  } finally {
    await fleet.close();
  }
}
