import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Membership } from './outpost.js';
import type { OutpostRow } from './rows.js';

const betweenReadsMs = 20;

/**
 * Writes, and reads the outpost's list again and again from the moment the write is sent until it is answered.
 *
 * @returns the lists that were read meanwhile, before the write took effect or after
 */
export async function watched(api: Client, path: string, write: () => Promise<unknown>): Promise<(readonly number[])[]> {
  const seen: (readonly number[])[] = [];
  let writing = true;
  const watch = async (): Promise<void> => {
    while (writing) {
      const row = await api.get<OutpostRow>(path).catch(() => null); // what can't be read was not seen; the write has its own say
      if (row) seen.push(row.providers);
      if (writing) await sleep(betweenReadsMs);
    }
  };
  const watching = watch();
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
 * that lacks entries tells of a removal only when nothing is new in it: else it may be that of a writer who did not know of them.
 *
 * @param after the list as it is now
 */
export function undone(
  base: ReadonlySet<number>,
  wanted: ReadonlySet<number>,
  seen: readonly (readonly number[])[],
  after: readonly number[],
): Membership {
  const came = seen.flat().filter((pk) => !base.has(pk) && !wanted.has(pk));
  const smaller = seen.filter((list) => list.every((pk) => base.has(pk)));
  return {
    add: [...new Set(came)].filter((pk) => !after.includes(pk)),
    remove: after.filter((pk) => base.has(pk) && smaller.some((list) => !list.includes(pk))),
  };
}
