import type { Claim } from './conflicts.js';
import { holderOf } from './conflicts.js';

export interface Taker {
  /** null: it needs no host. */
  readonly claim: Claim | null;
  /** Name of the provider that it has now, and whose claim it gives up. */
  readonly has: string | null;
}

export interface Blocked<T> {
  readonly taker: T;
  readonly by: Claim;
}

/**
 * Runs `once` for each as soon as its host is free: a host may move from one service to another, in whatever order they come. Those
 * that wait for each other, as when two change places, and those that somebody else is in the way of, are left.
 *
 * @param once whether it went through, so that its former host is free
 */
export async function eachWhenFree<T extends Taker>(
  takers: readonly T[],
  held: readonly Claim[],
  once: (taker: T) => Promise<boolean>,
): Promise<readonly Blocked<T>[]> {
  let current = held;
  for (let waiting = takers; ;) {
    const blocked: Blocked<T>[] = [];
    for (const taker of waiting) {
      const { claim, has } = taker;
      const by =
        claim &&
        holderOf(
          claim,
          current.filter(({ provider }) => provider !== has),
        );
      if (by) blocked.push({ taker, by });
      else if (await once(taker)) current = [...current.filter(({ provider }) => provider !== has), ...(claim ? [claim] : [])];
    }
    if (blocked.length === waiting.length || blocked.length === 0) return blocked;
    waiting = blocked.map(({ taker }) => taker);
  }
}
