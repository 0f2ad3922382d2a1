import { HlError } from '@hl/core';
import type { OidcExtras } from './oidc.js';
import type { RedirectUri } from './rows.js';
import type { ApplicationSpec, OidcSpec, ProxySpec } from './spec.js';
import type { Survey } from './survey.js';

/** Complete body of a provider: `mode` is in every write, and what is empty is sent as empty, since nothing left out is ever reset. */
export function providerBody(spec: ProxySpec | OidcSpec, world: Survey): Record<string, unknown> {
  const common = {
    name: spec.name,
    ...(spec.authorizationFlow === null ? {} : { authorization_flow: flowPk(spec.authorizationFlow, world) }),
    ...(spec.invalidationFlow === null || !world.features.invalidationFlow
      ? {}
      : { invalidation_flow: flowPk(spec.invalidationFlow, world) }),
  };
  if (spec.kind === 'oauth2') return { ...common, redirect_uris: redirects(spec.redirectUris, world) };
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
export function creationBody(spec: ProxySpec | OidcSpec, world: Survey, oidc: OidcExtras | null): Record<string, unknown> {
  const body = providerBody(spec, world);
  if (oidc === null) return body;
  return {
    ...body,
    client_type: 'confidential',
    ...(world.features.grantTypes ? { grant_types: ['authorization_code', 'refresh_token'] } : {}),
    property_mappings: oidc.scopes,
    ...(oidc.signingKey === null ? {} : { signing_key: oidc.signingKey }),
  };
}

/** Body of an application without its slug and its link. */
export const applicationBody = (spec: ApplicationSpec): Record<string, unknown> => ({
  name: spec.name,
  group: spec.group,
  meta_description: spec.description,
  meta_launch_url: spec.launchUrl,
  meta_publisher: spec.publisher,
  open_in_new_tab: spec.openInNewTab,
  policy_engine_mode: spec.policyEngineMode,
});

function redirects(uris: readonly string[], { features }: Survey): string | RedirectUri[] {
  if (!features.redirectList) return uris.join('\n');
  return uris.map((uri) => {
    const [, logout, regex, url = uri] = /^(logout:)?(regex:)?([^]*)$/.exec(uri) ?? [];
    return { matching_mode: regex ? 'regex' : 'strict', url, ...(logout ? { redirect_uri_type: 'logout' } : {}) };
  });
}

function flowPk(slug: string, { flows }: Survey): string {
  const flow = flows.find((row) => row.slug === slug);
  if (flow) return flow.pk;
  throw new HlError('HL_AUTHENTIK_FLOW', `Authentik has no flow with the slug ${slug}`, {
    kind: 'input',
    hint: 'Correct the slug of the flow, or make the flow in Authentik.',
  });
}
