import { HlError } from '@hl/core';
import { embedded, type OutpostRow } from '../client/api-types.js';
import type { Client } from '../client/client.js';
import { isOvertaken } from '../client/http-errors.js';

/** Who shall be in an outpost's list and who not, by provider pk; everybody else stays. */
export interface Membership {
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

/** An outpost's list with a change made. */
export const merged = ({ providers }: OutpostRow, { add, remove }: Membership): Set<number> =>
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

export const pathOf = ({ pk }: OutpostRow): string => `outposts/instances/${pk}/`;

const busy = (name: string): HlError =>
  new HlError('HL_AUTHENTIK_BUSY', `the outpost "${name}" was overwritten by somebody else ${attempts} times in a row`, {
    kind: 'refused',
    hint: 'Something else keeps writing its list of providers: stop it (e.g. a Terraform run), then run again.',
  });

export function missingOutpost(name: string, where: string, others: readonly OutpostRow[] = []): HlError {
  const names = others.filter(({ type }) => type === 'proxy').map((outpost) => outpost.name);
  return new HlError('HL_AUTHENTIK_OUTPOST', `Authentik at ${where} has no proxy outpost named "${name}"`, {
    kind: 'input',
    hint: `Make it under Applications › Outposts, or set authentik.outpost to ${names.length > 0 ? `one of: ${names.join(', ')}` : 'one that the token may see'}.`,
  });
}
