import { HlError } from '@hl/core';
import type { Client } from './client.js';
import { raced } from './race.js';
import type { OutpostRow } from './rows.js';

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
 * @throws HlError HL_AUTHENTIK_BUSY when others overwrote it `attempts` times
 */
export async function changeMembers(api: Client, outpost: OutpostRow, { add, remove }: Membership): Promise<readonly number[]> {
  const path = `outposts/instances/${outpost.pk}/`;
  for (let attempt = 1, written = false; attempt <= attempts; attempt += 1) {
    const current = await api.get<OutpostRow>(path);
    if (current === null) throw missing(outpost.name, api.where);
    const members = new Set(current.providers);
    const wanted = new Set([...current.providers.filter((pk) => !remove.includes(pk)), ...add]);
    const stuck = wanted.size === 0 && current.managed === null ? remove.filter((pk) => members.has(pk)).slice(-1) : [];
    for (const pk of stuck) wanted.add(pk);
    if (wanted.size === members.size && [...wanted].every((pk) => members.has(pk))) return stuck;
    if (written) await api.backoff(attempt - 1);
    if (await replaced(api, path, [...wanted])) {
      written = true;
      if (await settled(api, path, wanted, { add, remove })) return stuck;
    } else {
      await api.backoff(attempt);
    }
  }
  throw new HlError('HL_AUTHENTIK_BUSY', `the outpost "${outpost.name}" was overwritten by somebody else ${attempts} times in a row`, {
    kind: 'refused',
    hint: 'Something else keeps writing its list of providers: stop it (e.g. a Terraform run), then run again.',
  });
}

/** Makes the outpost fetch its configuration now: nothing else tells it that an application came or went. */
export const push = (api: Client, outpost: OutpostRow): Promise<unknown> => api.send('PATCH', `outposts/instances/${outpost.pk}/`, {});

export const missing = (name: string, where: string, others: readonly string[] = []): HlError =>
  new HlError('HL_AUTHENTIK_OUTPOST', `Authentik at ${where} has no proxy outpost named "${name}"`, {
    kind: 'input',
    hint: `Make it under Applications › Outposts, or set authentik.outpost to ${others.length > 0 ? `one of: ${others.join(', ')}` : 'one that the token may see'}.`,
  });

/** The list that names a provider somebody deleted a moment ago is refused; reading again tells who is left. */
async function replaced(api: Client, path: string, providers: readonly number[]): Promise<boolean> {
  try {
    await api.send('PATCH', path, { providers });
    return true;
  } catch (error) {
    if (raced(error)) return false;
    throw error;
  }
}

async function settled(api: Client, path: string, wanted: ReadonlySet<number>, { add, remove }: Membership): Promise<boolean> {
  await api.pause();
  const after = (await api.get<OutpostRow>(path))?.providers ?? [];
  return add.every((pk) => after.includes(pk)) && !remove.some((pk) => !wanted.has(pk) && after.includes(pk));
}
