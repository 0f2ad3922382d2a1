import type { Batch } from './batch.js';
import { hold } from './held.js';
import { push } from './outpost.js';
import { deleteProvider } from './provider.js';
import { untilSettled } from './race.js';
import type { OutpostRow } from './rows.js';

/**
 * Deletes application, then provider, which is out of the outposts by now. Where it could not be taken out (the last one
 * of a standalone outpost), the outpost is pushed while the provider is still there: a provider without application
 * is not served, and a run that breaks off before the push still finds something to finish.
 */
export function takeAway({ api }: Batch, slug: string, stuck: readonly OutpostRow[]): Promise<void> {
  return untilSettled(api, async () => {
    const { application, provider, taken } = await hold(api, slug);
    if (application) await api.remove(`core/applications/${encodeURIComponent(slug)}/`);
    if (provider === null || taken) return;
    for (const outpost of stuck) await push(api, outpost);
    await deleteProvider(api, provider);
  });
}
