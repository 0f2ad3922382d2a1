import { equal, satisfies } from '@hl/core';
import type { ApplicationRow, OutpostRow, Provider } from '../client/api-types.js';
import { unlinkedName } from '../desired/names.js';
import type { OidcSpec, ProxySpec, SsoSpec } from '../desired/spec.js';
import { ownership } from '../observe/conflicts.js';
import { lookUp, outpostsWith, targetOf, type Found } from '../observe/lookup.js';
import { providerSpec } from '../observe/parse.js';
import { applicationPath } from '../observe/server-state.js';
import { retryBatch, type Batch, type Make } from './batch.js';
import { bindingDiff, writeBindings } from './bindings.js';
import { changeMembers, push } from './members.js';
import { applicationBody, providerBody } from './payloads.js';
import type { References } from './references.js';

/**
 * Makes provider, application and bindings what the spec says; the outpost's list comes after. The application, which carries the mark,
 * is made first, and gives its name to what is not linked yet; so each step leaves a state that is known as ours, and shows what is missing.
 */
export function ensure(batch: Batch, make: Make): Promise<void> {
  const { change, spec, references } = make;
  const { key } = change;
  return retryBatch(batch, async () => {
    const { api, state } = batch;
    const foreign = ownership(change, state);
    if (foreign) throw foreign;
    const found = lookUp(state, key);
    if (found.application === null && (await create(batch, key, spec, references))) return ensureIcon(batch, key, '', spec);
    const { application, provider } = await dropOtherKind(batch, found, spec);
    // one that nobody can use yet: it has no provider
    const empty = { ...applicationBody(spec, state), slug: key, provider: null };
    const begun = application ?? (await api.send<ApplicationRow>('POST', 'core/applications/', empty));
    // first who may enter, then the rest: it is never open to more than either state allows
    await writeBindings(api, targetOf(begun), bindingDiff(spec.groups, references.groups, found.bindings));
    await link(batch, begun, provider, make);
    return ensureIcon(batch, key, begun.meta_icon ?? '', spec);
  });
}

/**
 * Makes provider, application and bindings in one transaction of the server: nothing is left behind when it fails.
 * Servers before 2024.12 would make the application without its bindings, open to everybody for a moment, so there it is only for those without groups.
 *
 * @returns false: not possible here, go step by step
 */
async function create({ api, state }: Batch, slug: string, spec: SsoSpec, { groups, oidc }: References): Promise<boolean> {
  const { application, provider } = spec;
  const { transactionalBindings } = state.features;
  if (application?.provider == null || provider === null || (spec.groups.length > 0 && !transactionalBindings)) return false;
  const bindings = bindingDiff(spec.groups, groups, []).add.map((binding) => ({ ...binding, order: 0 }));
  await api.send('PUT', 'core/transactional/applications/', {
    app: { ...applicationBody(spec, state), slug },
    provider_model: provider.kind === 'proxy' ? 'authentik_providers_proxy.proxyprovider' : 'authentik_providers_oauth2.oauth2provider',
    provider: providerBody(provider, state, oidc),
    ...(transactionalBindings ? { policy_bindings: bindings } : {}),
  });
  return true;
}

/** A provider that is not linked yet has a name that shows whose it is; its own it gets at the end. */
async function link({ api, state }: Batch, application: ApplicationRow, provider: Provider | null, make: Make): Promise<void> {
  const { spec, references } = make;
  const { slug, provider: linked } = application;
  let current = provider;
  /** Makes the provider, or changes what differs in the one that is there. */
  const ensureProvider = async (wanted: ProxySpec | OidcSpec): Promise<void> => {
    if (current && equal(providerSpec(current, state), wanted)) return;
    const row = current
      ? await api.send<Provider>('PATCH', providerPath(current), providerBody(wanted, state, null))
      : await api.send<Provider>('POST', `providers/${wanted.kind}/`, providerBody(wanted, state, references.oidc));
    current = { ...row, kind: wanted.kind } as Provider;
  };

  const isLinked = provider !== null && linked === provider.pk;
  if (spec.provider) await ensureProvider(isLinked ? spec.provider : { ...spec.provider, name: unlinkedName(application) });
  const body = { ...applicationBody(spec, state), provider: spec.application?.provider == null ? null : (current?.pk ?? null) };
  if (!satisfies(application, body)) await api.send('PATCH', applicationPath(slug), body);
  if (spec.provider) await ensureProvider(spec.provider);
}

export const providerPath = ({ kind, pk }: Provider): string => `providers/${kind}/${pk}/`;

/** A provider that is not wanted, or of the other kind, goes: their names are unique over all kinds. */
async function dropOtherKind({ api, state }: Batch, found: Found, spec: SsoSpec): Promise<Pick<Found, 'application' | 'provider'>> {
  const { application, provider } = found;
  if (application === null || provider === null || provider.kind === spec.provider?.kind) return found;
  const stuck: OutpostRow[] = [];
  for (const outpost of outpostsWith(state, provider.pk)) {
    const left = await changeMembers(api, outpost, { add: [], remove: [provider.pk] });
    if (left.length > 0) stuck.push(outpost);
  }
  await api.remove(providerPath(provider));
  for (const outpost of stuck) await push(api, outpost);
  return { application: { ...application, provider: null }, provider: null };
}

/** Before 2025.12 an icon has an endpoint of its own. */
async function ensureIcon({ api, state }: Batch, slug: string, found: string, { icon }: SsoSpec): Promise<void> {
  if (icon === undefined || icon === found || state.features.writableIcon) return;
  await api.send('POST', `${applicationPath(slug)}set_icon_url/`, { url: icon });
}
