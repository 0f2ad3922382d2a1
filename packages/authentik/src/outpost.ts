import { HlError } from '@hl/core';
import type { Client } from './client.js';
import { raced } from './retry.js';
import { embeddedMark } from './api-types.js';
import type { OutpostRow } from './api-types.js';

const attempts = 8;

/** Who shall be in an outpost's list and who not, by provider pk; everybody else stays. */
export interface Membership {
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

/**
 * Changes the list that all services share. Authentik can only replace it as a whole and knows no compare-and-set, so: read,
 * merge, write at once, wait, read again, and start over when another writer won.
 *
 * @returns the pk that could not be taken out because a standalone outpost's list may not become empty, if there is one
 * @throws HlError HL_AUTHENTIK_BUSY when others overwrote it `attempts` times; what the server said when it did not take it so often
 */
export async function changeMembers(api: Client, outpost: OutpostRow, { add, remove }: Membership): Promise<readonly number[]> {
  const path = `outposts/instances/${outpost.pk}/`;
  let refusal: unknown = null;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await api.backoff(attempt - 1);
    const row = await api.get<OutpostRow>(path);
    if (row === null) throw missing(outpost.name, api.where);
    const found = new Set(row.providers);
    const wanted = new Set([...row.providers.filter((pk) => !remove.includes(pk)), ...add]);
    const stuck = wanted.size === 0 && row.managed !== embeddedMark ? remove.filter((pk) => found.has(pk)).slice(-1) : [];
    for (const pk of stuck) wanted.add(pk);
    if (wanted.size === found.size && [...wanted].every((pk) => found.has(pk))) return stuck;
    try {
      await api.send('PATCH', path, { providers: [...wanted] });
      refusal = null;
      await api.pause();
    } catch (error) {
      // the list names a provider that somebody deleted a moment ago: reading again tells who is left
      if (!raced(error)) throw error;
      refusal = error;
    }
  }
  throw refusal ?? busy(outpost.name);
}

/**
 * An outpost without guard must not be left with a single provider, which it would serve for every host name.
 *
 * @throws HlError HL_AUTHENTIK_GUARD
 */
export function checkCompany({ name, providers }: OutpostRow, { add, remove }: Membership): void {
  const members = new Set([...providers.filter((pk) => !remove.includes(pk)), ...add]);
  if (members.size !== 1 || add.length === 0) return;
  throw new HlError('HL_AUTHENTIK_GUARD', `the outpost "${name}" would serve a single application for every host name`, {
    kind: 'refused',
    hint: 'The guard application hl-guard that prevents it could not be made: see what is said of it. Or say guard: false under authentik in hl.yml.',
  });
}

const busy = (name: string): HlError =>
  new HlError('HL_AUTHENTIK_BUSY', `the outpost "${name}" was overwritten by somebody else ${attempts} times in a row`, {
    kind: 'refused',
    hint: 'Something else keeps writing its list of providers: stop it (e.g. a Terraform run), then run again.',
  });

/** Makes the outpost fetch its configuration now: nothing else tells it that an application came or went. */
export const push = (api: Client, outpost: OutpostRow): Promise<unknown> => api.send('PATCH', `outposts/instances/${outpost.pk}/`, {});

export const missing = (name: string, where: string, others: readonly string[] = []): HlError =>
  new HlError('HL_AUTHENTIK_OUTPOST', `Authentik at ${where} has no proxy outpost named "${name}"`, {
    kind: 'input',
    hint: `Make it under Applications › Outposts, or set authentik.outpost to ${others.length > 0 ? `one of: ${others.join(', ')}` : 'one that the token may see'}.`,
  });
