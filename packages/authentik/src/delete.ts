import type { Change } from '@hl/core';
import { embeddedMark } from './api-types.js';
import type { OutpostRow } from './api-types.js';
import { retrying } from './batch.js';
import type { Batch } from './batch.js';
import { ownership } from './conflicts.js';
import { providerName } from './desired.js';
import { lookUp, outpostsWith, ownProvider, providerNamed } from './lookup.js';
import { push } from './outpost.js';
import { deleteProvider } from './provider.js';
import type { SsoSpec } from './spec.js';

/**
 * Deletes the provider, which is out of the outposts by now, and the application, which carries the mark, last: a run that breaks off
 * is finished by the next. A provider that somebody linked instead of ours stays.
 *
 * An outpost is not told when a provider or an application is deleted: it is pushed where the provider could not leave the list first,
 * being the last one. When a run broke off after the deletion, that list is empty.
 *
 * @param stuck outposts that the provider could not leave
 */
export function takeAway(batch: Batch, change: Change<SsoSpec>, stuck: readonly OutpostRow[]): Promise<void> {
  const { api } = batch;
  return retrying(batch, async () => {
    const foreign = ownership({ ...change, after: null }, batch.state);
    if (foreign) throw foreign;
    const held = lookUp(batch.state, change.key);
    const own = ownProvider(held);
    if (own) await deleteProvider(api, own);
    const isEmpty = ({ type, managed, providers }: OutpostRow): boolean =>
      type === 'proxy' && managed !== embeddedMark && providers.length === 0;
    const theirs = own ? null : (held.provider ?? providerNamed(batch.state, providerName(change.key)));
    const stale = theirs ? outpostsWith(batch.state, theirs.row.pk) : [];
    for (const outpost of own ? stuck : batch.state.outposts.filter(isEmpty)) await push(api, outpost);
    if (held.application) await api.remove(`core/applications/${encodeURIComponent(change.key)}/`);
    for (const outpost of stale) await push(api, outpost);
  });
}
