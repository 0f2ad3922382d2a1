import type { Observed } from '@hl/core';
import { isMarked, outpostsWith } from './lookup.js';
import type { Held, Provider } from './lookup.js';
import { embeddedMark } from './api-types.js';
import type { ApplicationRow, BindingRow, OidcRow, OutpostRow } from './api-types.js';
import type { ApplicationSpec, GroupBinding, OidcSpec, ProxySpec, SsoSpec } from './spec.js';
import type { ServerState } from './server-state.js';

/** What a server without invalidation flows is taken to have: what every service wants unless it says otherwise. */
export const defaultInvalidation = 'default-provider-invalidation-flow';

/**
 * What is held for a slug as a spec, with every half that is missing as null or empty; null when there is no application.
 *
 * @param home name of the outpost that services are to be in
 */
export function observed(held: Held, state: ServerState, home: string): Observed<SsoSpec> | null {
  const { application, provider, bindings, unknownProvider } = held;
  if (application === null) return null;
  const spec: SsoSpec = {
    publisher: application.meta_publisher,
    provider: provider && providerSpec(provider, state),
    application: applicationSpec(application, provider),
    icon: application.meta_icon ?? '',
    groups: groupBindings(bindings, state.groupNames),
    outposts: provider ? outpostNames(provider, state, home) : [],
  };
  if (isMarked(application)) return { spec, ours: true };
  const by = application.meta_publisher === '' ? 'without a publisher' : `of the publisher "${application.meta_publisher}"`;
  const holder = `the application "${application.name}" ${by} (Applications › Applications › ${application.slug})`;
  if (!unknownProvider) return { spec, ours: false, holder };
  return {
    spec,
    ours: false,
    holder,
    hint: 'Its provider is of a kind that hl does not make: delete it, or choose another authentik.slug.',
  };
}

export const outpostNames = ({ row }: Provider, state: ServerState, home: string): string[] =>
  outpostsWith(state, row.pk)
    .filter((outpost) => !isHeldFast(outpost, home))
    .map(({ name }) => name)
    .sort();

/** Whether the last one in its list would have to leave for nothing: only the embedded outpost's list may become empty. */
const isHeldFast = ({ name, managed, providers }: OutpostRow, home: string): boolean =>
  name !== home && managed !== embeddedMark && providers.length === 1;

export function providerSpec(provider: Provider, state: ServerState): ProxySpec | OidcSpec {
  const slugOf = (pk: string | null | undefined): string | null => state.flows.find((flow) => flow.pk === pk)?.slug ?? null;
  const { name, authorization_flow, invalidation_flow } = provider.row;
  const authorizationFlow = slugOf(authorization_flow);
  const invalidationFlow = state.features.invalidationFlow ? slugOf(invalidation_flow) : defaultInvalidation;
  if (provider.kind === 'oauth2')
    return { kind: 'oauth2', name, authorizationFlow, invalidationFlow, redirectUris: redirectUris(provider.row) };
  const { mode, external_host, internal_host, cookie_domain, skip_path_regex } = provider.row;
  return {
    kind: 'proxy',
    name,
    mode: mode as ProxySpec['mode'],
    externalHost: external_host.replace(/\/$/, ''), // else as text: that is how the outpost compares it
    internalHost: internal_host.replace(/\/$/, ''),
    cookieDomain: cookie_domain,
    authorizationFlow,
    invalidationFlow,
    skipPathRegex: skip_path_regex
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  };
}

export const applicationSpec = (row: ApplicationRow, provider: Provider | null): ApplicationSpec => ({
  name: row.name,
  group: row.group,
  description: row.meta_description,
  launchUrl: row.meta_launch_url,
  openInNewTab: row.open_in_new_tab,
  policyEngineMode: row.policy_engine_mode,
  provider: row.provider === null ? null : row.provider === provider?.row.pk ? provider.row.name : `#${row.provider}`,
});

/** Bindings of groups that count: a disabled one is as good as none, policies and users are somebody else's. */
export function groupBindings(bindings: readonly BindingRow[], names: ReadonlyMap<string, string>): GroupBinding[] {
  const name = ({ group, group_obj }: BindingRow): string => group_obj?.name ?? names.get(group ?? '') ?? `#${group}`;
  return bindings
    .filter(({ group, enabled }) => group !== null && enabled)
    .map((row): GroupBinding => (row.negate ? { group: name(row), negate: true } : name(row)))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const sortKey = (binding: GroupBinding): string => (typeof binding === 'string' ? `0${binding}` : `1${binding.group}`);

function redirectUris({ redirect_uris }: OidcRow): string[] {
  if (typeof redirect_uris === 'string')
    return redirect_uris
      .split(/\s+/)
      .filter((url) => url !== '')
      .sort();
  return redirect_uris
    .map(
      ({ matching_mode, url, redirect_uri_type = 'authorization' }) =>
        `${redirect_uri_type === 'logout' ? 'logout:' : ''}${matching_mode === 'regex' ? 'regex:' : ''}${url}`,
    )
    .sort();
}
