import type { Batch } from './batch.js';
import { outpostsOf } from './batch.js';
import type { Held } from './held.js';
import { push } from './outpost.js';
import type { ApplicationRow } from './rows.js';

/**
 * Somebody linked the application with a provider of theirs instead of ours: it is no longer served through that one, which is
 * otherwise left alone.
 */
export async function unlinkTheirs(batch: Batch, held: Held): Promise<Held> {
  const { application, provider, slug } = held;
  if (application?.provider == null || application.provider === provider?.row.pk) return held;
  const path = `core/applications/${encodeURIComponent(slug)}/`;
  const unlinked = await batch.api.send<ApplicationRow>('PATCH', path, { provider: null });
  for (const outpost of outpostsOf(batch, application.provider)) await push(batch.api, outpost);
  return { ...held, application: unlinked };
}
