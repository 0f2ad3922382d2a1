import { equal, HlError } from '@hl/core';
import type { Change } from '@hl/core';
import type { Batch } from './batch.js';
import { outpostsOf } from './batch.js';
import { addBindings, bindingDiff, removeSurplus } from './bindings.js';
import { applicationBody } from './bodies.js';
import { create } from './create.js';
import { publisher } from './desired.js';
import { hold, targetOf } from './held.js';
import type { Held, Provider } from './held.js';
import { applicationSpec } from './observed.js';
import { changeMembers, push } from './outpost.js';
import { deleteProvider, ensureProvider } from './provider.js';
import { untilSettled } from './race.js';
import { checkHost } from './requirements.js';
import type { Requirements } from './requirements.js';
import type { ApplicationRow, OutpostRow } from './rows.js';
import type { SsoSpec } from './spec.js';
import { unlinkTheirs } from './theirs.js';

/**
 * Makes provider, application and bindings what the spec says; the outpost's list comes after. Every step looks at what
 * is there, writes only what differs, and leaves a state that `observe` shows as half, so that a run that broke off is finished by the next.
 *
 * @returns the provider as it is now, or null when the spec has none
 */
export function ensure(batch: Batch, change: Change<SsoSpec>, spec: SsoSpec, needs: Requirements): Promise<Provider | null> {
  const { api, proxies, leaving } = batch;
  return untilSettled(api, async () => {
    let held = await hold(api, change.key);
    checkOwner(held, change);
    checkHost(spec, held.provider?.row.pk ?? null, proxies, leaving);
    if (held.application === null && held.provider === null && (await create(batch, change.key, spec, needs))) {
      held = await hold(api, change.key);
    }
    held = await takeDown(batch, await unlinkTheirs(batch, held), spec);
    if (spec.provider === null && spec.application === null) return null;
    const relinked = await stopServing(batch, held, spec);
    const provider = spec.provider && (await ensureProvider(batch, held.provider, spec.provider, needs));
    const application = spec.application && (await ensureApplication(batch, held, spec, provider, needs));
    if (application) await ensureIcon(batch, application, spec);
    for (const outpost of relinked) await push(api, outpost);
    return provider;
  });
}

/** The engine judged a moment ago; what turned up since, or hides behind our name, is somebody else's. */
function checkOwner({ slug, application, strange, taken }: Held, { before }: Change<SsoSpec>): void {
  const foreign = application !== null && before === null && application.meta_publisher !== publisher;
  if (!foreign && !strange && taken === null) return;
  const what = taken
    ? `the provider "${taken.row.name}" belongs to the application ${taken.row.assigned_application_slug}`
    : `the application ${slug} is held by somebody else`;
  throw new HlError('HL_CONFLICT', `in Authentik ${what}${strange ? ' (its provider is of another kind)' : ''}`, {
    kind: 'conflict',
    hint: 'Remove it there, or choose another authentik.slug.',
  });
}

/** Deletes the halves that the spec does not want (when half a state is restored), and a provider of the other kind. */
async function takeDown(batch: Batch, held: Held, spec: SsoSpec): Promise<Held> {
  const { application, provider } = held;
  const dropProvider = provider !== null && provider.kind !== spec.provider?.kind;
  const dropApplication = application !== null && spec.application === null;
  if (!dropProvider && !dropApplication) return held;
  const stuck = provider ? await leave(batch, provider.row.pk) : [];
  const path = `core/applications/${encodeURIComponent(held.slug)}/`;
  if (dropApplication) await batch.api.remove(path);
  else if (stuck.length > 0 && application?.provider != null) await batch.api.send('PATCH', path, { provider: null }); // else it would be served on, deleted as it is
  for (const outpost of stuck) await push(batch.api, outpost);
  if (dropProvider) await deleteProvider(batch.api, provider);
  return hold(batch.api, held.slug);
}

/**
 * A provider that an outpost serves but that has no application is taken out first: linking it tells the outpost nothing,
 * attaching it afterwards does. Where it is the only one in the list it can't be taken out: those outposts are returned, to be pushed.
 */
async function stopServing(batch: Batch, { application, provider }: Held, spec: SsoSpec): Promise<OutpostRow[]> {
  if (provider === null || spec.application?.provider == null || application?.provider === provider.row.pk) return [];
  return leave(batch, provider.row.pk);
}

async function leave(batch: Batch, pk: number): Promise<OutpostRow[]> {
  const stuck: OutpostRow[] = [];
  for (const outpost of outpostsOf(batch, pk)) {
    if ((await changeMembers(batch.api, outpost, { add: [], remove: [pk] })).length > 0) stuck.push(outpost);
  }
  return stuck;
}

/**
 * New bindings first, then surplus ones, then the rest: the application is never open to more than either state allows, nor is it when
 * its members had to be in all of its groups and now need one of them.
 */
async function ensureApplication(
  { api }: Batch,
  held: Held,
  spec: SsoSpec,
  provider: Provider | null,
  { groups }: Requirements,
): Promise<ApplicationRow> {
  const wanted = spec.application as NonNullable<SsoSpec['application']>;
  const link = linkOf(wanted.provider, provider);
  const path = `core/applications/${encodeURIComponent(held.slug)}/`;
  const protectedFirst = spec.groups.length > 0;
  let row = held.application;
  row ??= await api.send<ApplicationRow>('POST', 'core/applications/', {
    ...applicationBody(wanted),
    slug: held.slug,
    provider: protectedFirst ? null : link,
  });
  const diff = bindingDiff(spec.groups, groups, held.bindings);
  await addBindings(api, targetOf(row), diff);
  await removeSurplus(api, diff);
  if (row.provider !== link || !equal({ ...applicationSpec(row, null), provider: null }, { ...wanted, provider: null })) {
    row = await api.send<ApplicationRow>('PATCH', path, { ...applicationBody(wanted), provider: link });
  }
  return row;
}

function linkOf(wanted: string | null, provider: Provider | null): number | null {
  if (wanted === null) return null;
  const [, pk] = /^#(\d+)$/.exec(wanted) ?? [];
  return pk === undefined ? (provider?.row.pk ?? null) : Number(pk);
}

async function ensureIcon({ api, world }: Batch, { slug, meta_icon }: ApplicationRow, { icon }: SsoSpec): Promise<void> {
  if (icon === undefined || icon === (meta_icon ?? '')) return;
  const path = `core/applications/${encodeURIComponent(slug)}/`;
  if (world.features.writableIcon) await api.send('PATCH', path, { meta_icon: icon });
  else await api.send('POST', `${path}set_icon_url/`, { url: icon });
}
