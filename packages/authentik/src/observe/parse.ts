import type { Observed } from '@hl/core';
import { embedded, type ApplicationRow, type BindingRow, type OidcRow, type OutpostRow, type Provider } from '../client/api-types.js';
import { lines } from '../desired/desired.js';
import type { ApplicationSpec, GroupBinding, OidcSpec, ProxySpec, SsoSpec } from '../desired/spec.js';
import { isMarked, outpostsWith, type Found } from './lookup.js';
import type { ServerState } from './server-state.js';

/** What a server without invalidation flows is taken to have: what every service wants unless it says otherwise. */
export const defaultInvalidation = 'default-provider-invalidation-flow';

/**
 * What is held for a slug as a spec, with every half that is missing as null or empty; null when there is no application.
 *
 * @param home name of the outpost that services are to be in
 */
export function parse(found: Found, state: ServerState, home: string): Observed<SsoSpec> | null {
  const { application, provider, bindings, hasUnknownProvider } = found;
  if (application === null) return null;
  const spec: SsoSpec = {
    publisher: application.meta_publisher,
    provider: provider && providerSpec(provider, state),
    application: applicationSpec(application, provider),
    icon: application.meta_icon ?? '',
    groups: groupBindings(bindings),
    outposts: provider ? outpostNames(provider, state, home) : [],
  };
  if (isMarked(application)) return { spec, ours: true };
  const by = application.meta_publisher === '' ? 'without a publisher' : `of the publisher "${application.meta_publisher}"`;
  const holder = `the application "${application.name}" ${by} (Applications › Applications › ${application.slug})`;
  const hint = 'Its provider is of a kind that hl does not make: delete it, or choose another authentik.slug.';
  return { spec, ours: false, holder, ...(hasUnknownProvider ? { hint } : {}) };
}

export const outpostNames = ({ pk }: Provider, state: ServerState, home: string): string[] =>
  outpostsWith(state, pk)
    .filter((outpost) => !cannotLeave(outpost, home))
    .map(({ name }) => name)
    .sort();

/** Whether the one provider in its list cannot leave it: only the embedded outpost's list may become empty. */
const cannotLeave = ({ name, managed, providers }: OutpostRow, home: string): boolean =>
  name !== home && managed !== embedded.mark && providers.length === 1;

export function providerSpec(provider: Provider, { flows, features }: ServerState): ProxySpec | OidcSpec {
  const slugOf = (pk: string | null | undefined): string | null => flows.find((flow) => flow.pk === pk)?.slug ?? null;
  const common = {
    name: provider.name,
    authorizationFlow: slugOf(provider.authorization_flow),
    invalidationFlow: features.invalidationFlow ? slugOf(provider.invalidation_flow) : defaultInvalidation,
  };
  if (provider.kind === 'oauth2') return { kind: 'oauth2', ...common, redirectUris: redirectUris(provider) };
  return {
    kind: 'proxy',
    ...common,
    mode: provider.mode,
    externalHost: provider.external_host.replace(/\/$/, ''), // else as text: that is how the outpost compares it
    internalHost: provider.internal_host.replace(/\/$/, ''),
    cookieDomain: provider.cookie_domain,
    skipPathRegex: lines(provider.skip_path_regex),
  };
}

const applicationSpec = (row: ApplicationRow, provider: Provider | null): ApplicationSpec => ({
  name: row.name,
  group: row.group,
  description: row.meta_description,
  launchUrl: row.meta_launch_url,
  openInNewTab: row.open_in_new_tab,
  policyEngineMode: row.policy_engine_mode,
  provider: row.provider === null ? null : row.provider === provider?.pk ? provider.name : `#${row.provider}`,
});

/** Bindings of groups that count: a disabled one is as good as none, policies and users are somebody else's. */
function groupBindings(bindings: readonly BindingRow[]): GroupBinding[] {
  const counting = bindings.filter(({ group, enabled }) => group !== null && enabled);
  const names = (negated: boolean): string[] =>
    counting.flatMap(({ group, group_obj, negate }) => (negate === negated ? [group_obj?.name ?? `#${group}`] : [])).sort();
  return [...names(false), ...names(true).map((group) => ({ group, negate: true }) as const)];
}

function redirectUris({ redirect_uris: uris }: OidcRow): string[] {
  if (typeof uris === 'string') return uris.split(/\s+/).filter((url) => url !== '').sort(); // prettier-ignore
  const text = ({ matching_mode, url, redirect_uri_type }: (typeof uris)[number]): string =>
    `${redirect_uri_type === 'logout' ? 'logout:' : ''}${matching_mode === 'regex' ? 'regex:' : ''}${url}`;
  return uris.map(text).sort();
}
