import { equal } from '@hl/core';
import type { Change } from '@hl/core';
import type { ApplicationRow, OutpostRow } from './api-types.js';
import { retrying } from './batch.js';
import type { Batch } from './batch.js';
import { addBindings, bindingDiff, removeSurplus } from './bindings.js';
import { ownership } from './conflicts.js';
import { create } from './create.js';
import { publisher, unlinkedName } from './desired.js';
import { lookUp, outpostsWith } from './lookup.js';
import type { Held, Provider } from './lookup.js';
import { applicationSpec } from './observed.js';
import { changeMembers, push } from './outpost.js';
import { applicationBody } from './payloads.js';
import { deleteProvider, ensureProvider } from './provider.js';
import type { References } from './references.js';
import { targetOf } from './server-state.js';
import type { SsoSpec } from './spec.js';

/** The provider as it is now; null when there is none, undefined when it was made and was not told of. */
export type Ensured = Provider | null | undefined;

/**
 * Makes provider, application and bindings what the spec says; the outpost's list comes after. The application, which carries the mark,
 * is made first, and gives its name to what is not linked yet; so each step leaves a state that is known as ours, and shows what is missing.
 */
export function ensure(batch: Batch, change: Change<SsoSpec>, spec: SsoSpec, found: References): Promise<Ensured> {
  return retrying(batch, async () => {
    const { key } = change;
    const foreign = ownership(change, batch.state);
    if (foreign) throw foreign;
    const held = lookUp(batch.state, key);
    if (held.application === null && (await create(batch, key, spec, found))) {
      await ensureIcon(batch, key, '', spec);
      return undefined;
    }
    const { application, provider } = await dropOtherKind(batch, held, spec);
    const begun = application ?? (await begin(batch, key, spec));
    const diff = bindingDiff(spec.groups, found.groups, held.bindings);
    // first who may enter, then the rest: it is never open to more than either state allows
    await addBindings(batch.api, targetOf(begun), diff);
    await removeSurplus(batch.api, diff);
    const ensured = await link(batch, begun, provider, spec, found);
    await ensureIcon(batch, key, begun.meta_icon ?? '', spec);
    return ensured;
  });
}

/** An application that nobody can use yet: it has no provider. */
const begin = ({ api, state }: Batch, slug: string, spec: SsoSpec): Promise<ApplicationRow> =>
  api.send<ApplicationRow>('POST', 'core/applications/', { ...applicationBody(spec, state), slug, provider: null });

/** A provider that is not linked yet has a name that tells whose it is; its own it gets at the end. */
async function link(
  { api, state }: Batch,
  application: ApplicationRow,
  provider: Provider | null,
  spec: SsoSpec,
  { oidc }: References,
): Promise<Provider | null> {
  const { slug, provider: linked } = application;
  const wanted = spec.provider;
  const name = provider !== null && linked === provider.row.pk ? wanted?.name : unlinkedName(slug, application);
  const made = wanted && (await ensureProvider(api, state, provider, { ...wanted, name: name ?? wanted.name }, oidc));
  const pk = spec.application?.provider == null ? null : (made?.row.pk ?? null);
  if (linked !== pk || !isAsWanted(application, spec, state.features.writableIcon)) {
    await api.send('PATCH', `core/applications/${encodeURIComponent(slug)}/`, { ...applicationBody(spec, state), provider: pk });
  }
  return wanted && ensureProvider(api, state, made, wanted, oidc);
}

function isAsWanted(row: ApplicationRow, { application, publisher: mark = publisher, icon }: SsoSpec, comparesIcon: boolean): boolean {
  const found = { ...applicationSpec(row, null), provider: null };
  const sameIcon = !comparesIcon || icon === undefined || icon === (row.meta_icon ?? '');
  return sameIcon && row.meta_publisher === mark && equal(found, { ...application, provider: null });
}

/** A provider that is not wanted, or of the other kind, goes: their names are unique over all kinds. */
async function dropOtherKind(batch: Batch, held: Held, spec: SsoSpec): Promise<Pick<Held, 'application' | 'provider'>> {
  const { application, provider } = held;
  if (application === null || provider === null || provider.kind === spec.provider?.kind) return held;
  const stuck: OutpostRow[] = [];
  for (const outpost of outpostsWith(batch.state, provider.row.pk)) {
    const left = await changeMembers(batch.api, outpost, { add: [], remove: [provider.row.pk] });
    if (left.length > 0) stuck.push(outpost);
  }
  await deleteProvider(batch.api, provider);
  for (const outpost of stuck) await push(batch.api, outpost);
  return { application: { ...application, provider: null }, provider: null };
}

/** Before 2025.12 an icon has an endpoint of its own. */
async function ensureIcon({ api, state }: Batch, slug: string, found: string, { icon }: SsoSpec): Promise<void> {
  if (icon === undefined || icon === found || state.features.writableIcon) return;
  await api.send('POST', `core/applications/${encodeURIComponent(slug)}/set_icon_url/`, { url: icon });
}
