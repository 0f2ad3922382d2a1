import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Membership } from './outpost.js';
import type { OutpostRow } from './rows.js';

/** Reads at a time: one that takes longer than the write does not see what it saw. */
const readers = 3;

/** Between two reads: at first hardly anything, since most writes are quick; later more, for one that hangs. */
const pausesMs = { first: 1, longest: 50 };

/**
 * Writes, and reads the outpost's list again and again from the moment the write is sent until it is answered.
 *
 * @returns the lists that were read meanwhile, before the write took effect or after
 */
export async function watched(api: Client, path: string, write: () => Promise<unknown>): Promise<(readonly number[])[]> {
  const seen: (readonly number[])[] = [];
  let writing = true;
  const watch = async (): Promise<void> => {
    for (let pauseMs = pausesMs.first; writing; pauseMs = Math.min(2 * pauseMs, pausesMs.longest)) {
      const row = await api.get<OutpostRow>(path).catch(() => null); // what can't be read was not seen; the write has its own say
      if (row) seen.push(row.providers);
      if (writing) await sleep(pauseMs);
    }
  };
  const watching = Promise.all(Array.from({ length: readers }, watch));
  try {
    await write();
  } finally {
    writing = false;
    await watching;
  }
  return seen;
}

/**
 * What other writers did between our read of `base` and our write of `wanted`, and which that write undid without knowing. A list
 * that lacks an entry tells of a removal only when nothing is new in it and the entry has been there for a while: else it may be the
 * list of a writer who did not know of it yet.
 *
 * @param known the list as it was when the batch began
 * @param after the list as it is now
 */
export function undone(
  { known, base, wanted, after }: Record<'known' | 'base' | 'wanted' | 'after', ReadonlySet<number>>,
  seen: readonly (readonly number[])[],
): Membership {
  const came = seen.flat().filter((pk) => !base.has(pk) && !wanted.has(pk));
  const smaller = seen.filter((list) => list.every((pk) => base.has(pk)));
  return {
    add: [...new Set(came)].filter((pk) => !after.has(pk)),
    remove: [...after].filter((pk) => known.has(pk) && base.has(pk) && smaller.some((list) => !list.includes(pk))),
  };
}
