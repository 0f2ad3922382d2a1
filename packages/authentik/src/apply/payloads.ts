import type { RedirectUri } from '../client/api-types.js';
import { publisher } from '../desired/names.js';
import type { OidcSpec, ProxySpec, SsoSpec } from '../desired/spec.js';
import type { ServerState } from '../observe/server-state.js';
import type { OidcExtras } from './references.js';

type Body = Record<string, unknown>;

/**
 * Complete body of a provider: `mode` is in every write, and what is empty is sent as empty, since nothing left out is ever reset.
 *
 * @param oidc for a new one of OpenID Connect; null: leave that as it is
 */
export function providerBody(spec: ProxySpec | OidcSpec, { flows, features }: ServerState, oidc: OidcExtras | null): Body {
  const pkOf = (slug: string): string | undefined => flows.find((flow) => flow.slug === slug)?.pk;
  const { name, authorizationFlow, invalidationFlow } = spec;
  const common = {
    name,
    ...(authorizationFlow === null ? {} : { authorization_flow: pkOf(authorizationFlow) }),
    ...(invalidationFlow === null || !features.invalidationFlow ? {} : { invalidation_flow: pkOf(invalidationFlow) }),
  };
  if (spec.kind === 'proxy')
    return {
      ...common,
      mode: spec.mode,
      external_host: spec.externalHost,
      internal_host: spec.internalHost,
      cookie_domain: spec.cookieDomain,
      skip_path_regex: spec.skipPathRegex.join('\n'),
    };
  return {
    ...common,
    redirect_uris: features.redirectList ? spec.redirectUris.map(redirectUri) : spec.redirectUris.join('\n'),
    ...(oidc && { client_type: 'confidential', property_mappings: oidc.scopes }),
    ...(oidc && features.grantTypes ? { grant_types: ['authorization_code', 'refresh_token'] } : {}),
    ...(oidc?.signingKey ? { signing_key: oidc.signingKey } : {}),
  };
}

function redirectUri(uri: string): RedirectUri {
  const [, logout, regex, url = uri] = /^(logout:)?(regex:)?([^]*)$/.exec(uri) ?? [];
  return { matching_mode: regex ? 'regex' : 'strict', url, ...(logout ? { redirect_uri_type: 'logout' } : {}) };
}

/** Body of an application without its slug and its link. With the mark: ours, or that of whom it is given back to. */
export const applicationBody = ({ application, icon, publisher: mark = publisher }: SsoSpec, { features }: ServerState): Body => ({
  ...(application && {
    name: application.name,
    group: application.group,
    meta_description: application.description,
    meta_launch_url: application.launchUrl,
    open_in_new_tab: application.openInNewTab,
    policy_engine_mode: application.policyEngineMode,
  }),
  meta_publisher: mark,
  ...(icon !== undefined && features.writableIcon ? { meta_icon: icon } : {}),
});
