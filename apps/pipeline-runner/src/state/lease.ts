import { HlError } from '@hl/core';
import type { Lease } from '@hl/core/state';
import { once, type Context } from '../context.js';
import { readState } from './state.js';

/** In CI a job waits for another one's to end; a person gets at once who it is. */
const waitInCi = 900_000;

/**
 * Holds the fleet while `work` runs. Jobs of one run share the lease; one that is killed gives way when its lease ends. Without a
 * ledger there is no place for a lock, and GitLab's resource_group is the only one.
 *
 * @param work is given the context to go on with: it reads the ledger anew, takes no lease of its own, and ends none
 * @throws HlError HL_LOCKED (`conflict`): who holds it, and until when
 */
export async function withLease<T>(context: Context, work: (leased: Context) => Promise<T>): Promise<T> {
  const { environment, print } = context;
  const { ledger } = await context.fleet();
  if (ledger === null || context.leased) return work(context);
  const waitMs = environment.ci ? waitInCi : 0;
  let holder: Lease | null = null;
  const lock = await ledger
    .lock({
      owner: context.run,
      job: environment.job ?? 'hl',
      what: environment.pipelineId ? `pipeline ${environment.pipelineId}` : `a run by hand (${context.run})`,
      pipelineUrl: environment.pipelineUrl ?? null,
      waitMs,
      onWait: (found) => {
        holder = found;
        if (waitMs > 0) print.step(`waiting for ${nameOf(found)}, which holds the fleet`);
      },
    })
    .catch((error: unknown) => {
      throw holder !== null && error instanceof HlError && error.code === 'HL_LOCKED' ? refusal(holder, error) : error;
    });
  const forget = context.onStop(() => lock.release());
  try {
    return await work({ ...context, leased: true, state: once(() => readState(ledger)) });
  } finally {
    await lock.release().catch((error: unknown) => print.detail(`the lease stays until it ends: ${(error as Error).message}`));
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
