import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import { embedded } from '../client/api-types.js';
import type { OutpostRow } from '../client/api-types.js';
import type { Client } from '../client/client.js';
import { isOvertaken } from '../client/http-errors.js';
import type { SsoSpec } from '../desired/spec.js';
import { healthNotes, loginNotes } from '../observe/outpost-notes.js';
import type { Batch } from './batch.js';

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

/** Who shall be in an outpost's list and who not, by provider pk; everybody else stays. */
export interface Membership {
  readonly add: readonly number[];
  readonly remove: readonly number[];
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

const merged = ({ providers }: OutpostRow, { add, remove }: Membership): Set<number> =>
  new Set([...providers.filter((pk) => !remove.includes(pk)), ...add]);

const attempts = 8;

/**
 * Changes the list that all services share. Authentik can only replace it as a whole and knows no compare-and-set, so: read,
 * merge, write at once, wait, read again, and start over when another writer won.
 *
 * @returns the pk that could not be taken out because a standalone outpost's list may not become empty, if there is one
 * @throws HlError HL_AUTHENTIK_BUSY when others overwrote it `attempts` times; what the server said when it did not take it so often
 */
export async function changeMembers(api: Client, outpost: OutpostRow, membership: Membership): Promise<readonly number[]> {
  let refusal: unknown = null;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await api.backoff(attempt - 1);
    const row = await api.get<OutpostRow>(pathOf(outpost));
    if (row === null) throw missingOutpost(outpost.name, api.where);
    const wanted = merged(row, membership);
    const mayNotBeEmpty = wanted.size === 0 && row.managed !== embedded.mark;
    const stuck = mayNotBeEmpty ? membership.remove.filter((pk) => row.providers.includes(pk)).slice(-1) : [];
    for (const pk of stuck) wanted.add(pk);
    if (wanted.size === row.providers.length && row.providers.every((pk) => wanted.has(pk))) return stuck;
    try {
      await api.send('PATCH', pathOf(outpost), { providers: [...wanted] });
      refusal = null;
      await api.pause();
    } catch (error) {
      // the list names a provider that somebody deleted a moment ago: reading again shows who is left
      if (!isOvertaken(error)) throw error;
      refusal = error;
    }
  }
  throw refusal ?? busy(outpost.name);
}

/** Makes the outpost fetch its configuration now: nothing else does when an application comes or goes. */
export const push = (api: Client, outpost: OutpostRow): Promise<unknown> => api.send('PATCH', pathOf(outpost), {});

const pathOf = ({ pk }: OutpostRow): string => `outposts/instances/${pk}/`;

const busy = (name: string): HlError =>
  new HlError('HL_AUTHENTIK_BUSY', `the outpost "${name}" was overwritten by somebody else ${attempts} times in a row`, {
    kind: 'refused',
    hint: 'Something else keeps writing its list of providers: stop it (e.g. a Terraform run), then run again.',
  });

/** An outpost without guard must not be left with a single provider. */
const alone = (name: string): HlError =>
  new HlError('HL_AUTHENTIK_GUARD', `the outpost "${name}" would serve a single application for every host name`, {
    kind: 'refused',
    hint: 'The guard application hl-guard that prevents it could not be made: see what is said of it. Or say guard: false under authentik in hl.yml.',
  });

export function missingOutpost(name: string, where: string, others: readonly OutpostRow[] = []): HlError {
  const names = others.filter(({ type }) => type === 'proxy').map((outpost) => outpost.name);
  return new HlError('HL_AUTHENTIK_OUTPOST', `Authentik at ${where} has no proxy outpost named "${name}"`, {
    kind: 'input',
    hint: `Make it under Applications › Outposts, or set authentik.outpost to ${names.length > 0 ? `one of: ${names.join(', ')}` : 'one that the token may see'}.`,
  });
}
