import { HlError, type Change } from '@hl/core';
import type { OutpostRow } from '../client/api-types.js';
import type { SsoSpec } from '../desired/spec.js';
import { healthNotes, loginNotes } from '../observe/outpost-notes.js';
import type { Batch } from './batch.js';
import { changeMembers, merged, pathOf, type Membership } from './members.js';

/** Where the provider of a change shall be served; and, when the lists are written, what became of that. */
export interface Place {
  readonly change: Change<SsoSpec>;
  /** null: it has no proxy provider. */
  readonly pk: number | null;
  /** None: it goes. */
  readonly outposts: readonly OutpostRow[];
  error?: unknown;
  /** Outposts that it could not leave. */
  readonly stuck: OutpostRow[];
  readonly notes: string[];
}

/**
 * Changes each outpost's list once, for all providers of the batch.
 *
 * @param unguarded names of outposts whose guard application could not be made
 */
export async function writeOutposts(batch: Batch, places: readonly Place[], unguarded: readonly string[]): Promise<void> {
  const { api, state, browserUrl } = batch;
  const each = (pks: readonly number[]): Place[] => places.filter(({ pk }) => pk !== null && pks.includes(pk));
  const memberships = state.outposts.map((outpost) => ({ outpost, ...membership(outpost, places) }));
  // into the new outpost before out of the old one
  for (const { outpost, add, remove } of memberships.sort((a, b) => b.add.length - a.add.length)) {
    if (add.length + remove.length === 0) continue;
    try {
      if (unguarded.includes(outpost.name) && add.length > 0 && merged(outpost, { add, remove }).size === 1) throw alone(outpost.name);
      for (const { stuck, notes } of each(await changeMembers(api, outpost, { add, remove }))) {
        stuck.push(outpost);
        notes.push(`stays in the outpost "${outpost.name}", whose list may not become empty`);
      }
      // what cannot be read is no reason to worry
      const health = await api.get(`${pathOf(outpost)}health/`).catch(() => null);
      for (const { notes } of each(add)) notes.push(...healthNotes(outpost, health), ...loginNotes(outpost, browserUrl));
    } catch (error) {
      for (const place of each([...add, ...remove])) place.error = error;
    }
  }
}

/** Who must come into this outpost's list and who out of it. */
export function membership({ pk: outpost, type, providers }: OutpostRow, places: readonly Pick<Place, 'pk' | 'outposts'>[]): Membership {
  const [add, remove]: [number[], number[]] = [[], []];
  for (const { pk, outposts } of places) {
    if (pk === null || type !== 'proxy') continue;
    const isWanted = outposts.some((row) => row.pk === outpost);
    if (isWanted !== providers.includes(pk)) (isWanted ? add : remove).push(pk);
  }
  return { add, remove };
}

/** An outpost without guard must not be left with a single provider. */
const alone = (name: string): HlError =>
  new HlError('HL_AUTHENTIK_GUARD', `the outpost "${name}" would serve a single application for every host name`, {
    kind: 'refused',
    hint: 'The guard application hl-guard that prevents it could not be made: see what is said of it. Or say guard: false under authentik in hl.yml.',
  });
