import type { OutpostRow } from './api-types.js';
import type { Batch } from './batch.js';
import { outpostsWith } from './lookup.js';
import { changeMembers, checkCompany } from './outpost.js';
import type { Membership } from './outpost.js';
import { outpostNotes } from './outpost-notes.js';

/** Where a provider of this batch shall be; in no outpost when it goes. */
export interface Place {
  /** null: no proxy provider. */
  readonly pk: number | null;
  readonly outposts: readonly OutpostRow[];
}

export interface Written {
  /** Why a provider's place could not be changed, by pk. */
  readonly errors: ReadonlyMap<number, unknown>;
  /** Outposts that a provider could not be taken out of, by pk. */
  readonly stuck: ReadonlyMap<number, readonly OutpostRow[]>;
  readonly notes: ReadonlyMap<number, readonly string[]>;
}

/**
 * Changes each outpost's list once, for all providers of the batch.
 *
 * @param unguarded names of outposts whose guard application could not be made
 */
export async function writeOutposts(
  { api, state }: Batch,
  places: readonly Place[],
  { unguarded, browserUrl }: { readonly unguarded: ReadonlySet<string>; readonly browserUrl: string },
): Promise<Written> {
  const [errors, stuck, notes] = [new Map<number, unknown>(), new Map<number, OutpostRow[]>(), new Map<number, string[]>()];
  const note = (pk: number, line: string): unknown => notes.set(pk, [...(notes.get(pk) ?? []), line]);
  const memberships = state.outposts.map((outpost) => ({ outpost, ...membership(outpost, places) }));
  // into the new outpost before out of the old one
  for (const { outpost, add, remove } of memberships.sort((a, b) => b.add.length - a.add.length)) {
    if (add.length + remove.length === 0) continue;
    try {
      if (unguarded.has(outpost.name)) checkCompany(outpost, { add, remove });
      for (const pk of await changeMembers(api, outpost, { add, remove })) {
        stuck.set(pk, [...(stuck.get(pk) ?? []), outpost]);
        note(pk, `stays in the outpost "${outpost.name}", whose list may not become empty`);
      }
      for (const line of await outpostNotes(api, outpost, browserUrl)) for (const pk of add) note(pk, line);
    } catch (error) {
      for (const pk of [...add, ...remove]) errors.set(pk, error);
    }
  }
  return { errors, stuck, notes };

  /** Who must be in this outpost and who out of it. */
  function membership({ pk: outpost, type }: OutpostRow, all: readonly Place[]): Membership {
    if (type !== 'proxy') return { add: [], remove: [] };
    const wanted = (place: Place): boolean => place.outposts.some(({ pk }) => pk === outpost);
    const pks = (some: readonly Place[]): number[] => some.flatMap(({ pk }) => pk ?? []);
    const inside = (pk: number): boolean => outpostsWith(state, pk).some((row) => row.pk === outpost);
    const [add, remove] = [pks(all.filter(wanted)), pks(all.filter((place) => !wanted(place)))];
    return { add: add.filter((pk) => !inside(pk)), remove: remove.filter(inside) };
  }
}
