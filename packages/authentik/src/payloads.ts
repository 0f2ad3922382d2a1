import { HlError } from '@hl/core';
import type { RedirectUri } from './api-types.js';
import { publisher } from './desired.js';
import type { OidcExtras } from './oidc.js';
import type { ServerState } from './server-state.js';
import type { OidcSpec, ProxySpec, SsoSpec } from './spec.js';

/** Complete body of a provider: `mode` is in every write, and what is empty is sent as empty, since nothing left out is ever reset. */
export function providerBody(spec: ProxySpec | OidcSpec, state: ServerState): Record<string, unknown> {
  const common = {
    name: spec.name,
    ...(spec.authorizationFlow === null ? {} : { authorization_flow: flowPk(spec.authorizationFlow, state) }),
    ...(spec.invalidationFlow === null || !state.features.invalidationFlow
      ? {}
      : { invalidation_flow: flowPk(spec.invalidationFlow, state) }),
  };
  if (spec.kind === 'oauth2') return { ...common, redirect_uris: redirects(spec.redirectUris, state) };
  return {
    ...common,
    mode: spec.mode,
    external_host: spec.externalHost,
    internal_host: spec.internalHost,
    cookie_domain: spec.cookieDomain,
    skip_path_regex: spec.skipPathRegex.join('\n'),
  };
}

/** Body of a new provider. */
export function creationBody(spec: ProxySpec | OidcSpec, state: ServerState, oidc: OidcExtras | null): Record<string, unknown> {
  const body = providerBody(spec, state);
  if (oidc === null) return body;
  return {
    ...body,
    client_type: 'confidential',
    ...(state.features.grantTypes ? { grant_types: ['authorization_code', 'refresh_token'] } : {}),
    property_mappings: oidc.scopes,
    ...(oidc.signingKey === null ? {} : { signing_key: oidc.signingKey }),
  };
}

/** Body of an application without its slug and its link. With the mark: ours, or that of whom it is given back to. */
export const applicationBody = ({ application, ...spec }: SsoSpec, { features }: ServerState): Record<string, unknown> => ({
  ...(application === null
    ? {}
    : {
        name: application.name,
        group: application.group,
        meta_description: application.description,
        meta_launch_url: application.launchUrl,
        open_in_new_tab: application.openInNewTab,
        policy_engine_mode: application.policyEngineMode,
      }),
  meta_publisher: spec.publisher ?? publisher,
  ...(spec.icon !== undefined && features.writableIcon ? { meta_icon: spec.icon } : {}),
});

function redirects(uris: readonly string[], { features }: ServerState): string | RedirectUri[] {
  if (!features.redirectList) return uris.join('\n');
  return uris.map((uri) => {
    const [, logout, regex, url = uri] = /^(logout:)?(regex:)?([^]*)$/.exec(uri) ?? [];
    return { matching_mode: regex ? 'regex' : 'strict', url, ...(logout ? { redirect_uri_type: 'logout' } : {}) };
  });
}

function flowPk(slug: string, { flows }: ServerState): string {
  const flow = flows.find((row) => row.slug === slug);
  if (flow) return flow.pk;
  throw new HlError('HL_AUTHENTIK_FLOW', `Authentik has no flow with the slug ${slug}`, {
    kind: 'input',
    hint: 'Correct the slug of the flow, or make the flow in Authentik.',
  });
}
