import type { Batch } from './batch.js';
import { providerName } from './desired.js';
import { hold } from './held.js';
import { push } from './outpost.js';
import { deleteProvider } from './provider.js';
import { untilSettled } from './race.js';
import type { OutpostRow } from './rows.js';
import { unlinkTheirs } from './theirs.js';

/**
 * Deletes application, then provider, which is out of the outposts by now. Where it could not be taken out (the last one
 * of a standalone outpost), the outpost is pushed while the provider is still there: a provider without application
 * is not served, and a run that breaks off before the push still finds something to finish. A provider that somebody gave
 * another name could not be found again without its application, so then that goes last.
 */
export function takeAway(batch: Batch, slug: string, stuck: readonly OutpostRow[]): Promise<void> {
  const { api } = batch;
  return untilSettled(api, async () => {
    const { application, provider, taken } = await unlinkTheirs(batch, await hold(api, slug));
    const removeApplication = (): Promise<void> => api.remove(`core/applications/${encodeURIComponent(slug)}/`);
    const renamed = provider !== null && provider.row.name !== providerName(slug);
    if (application && !renamed) await removeApplication();
    if (provider && !taken) {
      if (!renamed) for (const outpost of stuck) await push(api, outpost);
      await deleteProvider(api, provider);
      if (renamed) for (const outpost of stuck) await push(api, outpost);
    }
    if (application && renamed) await removeApplication();
  });
}
