import { asResult, HlError, type Change, type Report, type Result } from '@hl/core';
import { embedded, type OutpostRow, type ProxyRow } from '../client/api-types.js';
import type { Client } from '../client/client.js';
import { guardSlug, providerName } from '../desired/names.js';
import type { SsoSpec } from '../desired/spec.js';
import { ownership } from '../observe/conflicts.js';
import { lookUp, outpostsWith, ownProvider, providerNamed } from '../observe/lookup.js';
import { applicationPath } from '../observe/server-state.js';
import { eachMake, openBatch, retryBatch, type Batch, type Make } from './batch.js';
import { ensure, providerPath } from './ensure.js';
import { push } from './members.js';
import { writeOutposts, type Place } from './outposts.js';

/**
 * One batch: what is named is looked up, objects are made and changed, then each outpost's list is written once (newcomers in, leavers
 * out, at the same moment), then what left is deleted. So nothing is served before it is complete, and nothing is deleted while it is served.
 */
export async function applyBatch(about: Omit<Batch, 'state'>, report: Report): Promise<void> {
  const batch = await openBatch(about);
  const { made, refused, removals } = await eachMake(batch, (make) => ensure(batch, make));
  for (const { change, error } of refused) report(change, resultOf(error));

  const leaving = removals.map((change): Place => {
    const own = ownProvider(lookUp(batch.state, change.key));
    return { change, pk: own?.kind === 'proxy' ? own.pk : null, outposts: [], stuck: [], notes: [] };
  });
  const places = [...(await findMade(batch.api, made)), ...leaving];
  const unguarded = refused.flatMap(({ change: { key, after } }) => (key === guardSlug && after?.outposts) || []);
  await writeOutposts(batch, places, unguarded);

  for (const { change, error, stuck, notes } of places) {
    const isRemoval = removals.includes(change);
    try {
      if (error) throw error;
      if (isRemoval) await deleteResource(batch, change, stuck);
      report(change, notes.length > 0 && !isRemoval ? { status: 'applied', notes } : { status: 'applied' });
    } catch (caught) {
      report(change, resultOf(caught));
    }
  }
}

/** A transaction answers without ids: the providers of all that was made are looked up at once. */
async function findMade(api: Client, made: readonly Make[]): Promise<Place[]> {
  const rows = made.length > 0 ? await api.list<ProxyRow>('providers/proxy/', { ordering: 'pk' }) : [];
  const pks = new Map(rows.map(({ assigned_application_slug: slug, pk }) => [slug, pk]));
  return made.map(({ change, references: { outposts } }) => {
    const pk = pks.get(change.key) ?? null;
    const error = pk === null && outposts.length > 0 ? gone(change.key, api.where) : null;
    return { change, pk, outposts, error, stuck: [], notes: [] };
  });
}

/**
 * Deletes the provider, which is out of the outposts by now, and the application, which carries the mark, last: a run that breaks off
 * is finished by the next. A provider that somebody linked instead of ours stays.
 *
 * An outpost is not notified of deletions: it is pushed where the provider could not leave the list first, being the last one. When a
 * run broke off after the deletion, that list is empty.
 *
 * @param stuck outposts that the provider could not leave
 */
const deleteResource = (batch: Batch, change: Change<SsoSpec>, stuck: readonly OutpostRow[]): Promise<void> =>
  retryBatch(batch, async () => {
    const { api, state } = batch;
    const foreign = ownership({ ...change, after: null }, state);
    if (foreign) throw foreign;
    const found = lookUp(state, change.key);
    const own = ownProvider(found);
    const other = own ? null : (found.provider ?? providerNamed(state, providerName(change.key)));
    if (own) await api.remove(providerPath(own));
    for (const outpost of own ? stuck : state.outposts.filter(isEmpty)) await push(api, outpost);
    if (found.application) await api.remove(applicationPath(change.key));
    for (const outpost of other ? outpostsWith(state, other.pk) : []) await push(api, outpost);
  });

const isEmpty = ({ type, managed, providers }: OutpostRow): boolean =>
  type === 'proxy' && managed !== embedded.mark && providers.length === 0;

const gone = (key: string, where: string): HlError =>
  new HlError('HL_AUTHENTIK_GONE', `Authentik at ${where}: the provider of ${key} is gone as soon as it was made`, {
    kind: 'refused',
    hint: 'Somebody else removed it meanwhile; run again.',
  });

/** What is somebody else's after all is a conflict. */
function resultOf(error: unknown): Result {
  const result = asResult(error);
  return result.error?.kind === 'conflict' ? { ...result, status: 'conflict' } : result;
}
