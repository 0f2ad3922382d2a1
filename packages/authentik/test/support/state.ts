import type { ApplicationRow, BindingRow, OutpostRow, Provider } from '../../src/client/api-types.js';
import { features } from '../../src/client/version.js';
import type { ApplicationSpec, ProxySpec, SsoSpec } from '../../src/desired/spec.js';
import type { ServerState } from '../../src/observe/server-state.js';

export const embeddedMark = 'goauthentik.io/outposts/embedded';

export const application = (over: Partial<ApplicationRow> = {}): ApplicationRow => ({
  pk: 'app-pk',
  name: 'MeTube',
  slug: 'metube',
  provider: 1,
  group: 'Downloads',
  meta_launch_url: 'https://metube.example.org',
  meta_description: 'Video downloader',
  meta_publisher: 'hl',
  meta_icon: '',
  open_in_new_tab: false,
  policy_engine_mode: 'any',
  ...over,
});

export const proxy = (over: Partial<Extract<Provider, { kind: 'proxy' }>> = {}): Provider => ({
  kind: 'proxy',
  pk: 1,
  name: 'hl-metube',
  authorization_flow: 'flow-a',
  invalidation_flow: 'flow-i',
  assigned_application_slug: 'metube',
  mode: 'forward_single',
  external_host: 'https://metube.example.org',
  internal_host: '',
  cookie_domain: '',
  skip_path_regex: '',
  ...over,
});

export const oauth2 = (over: Partial<Extract<Provider, { kind: 'oauth2' }>> = {}): Provider => ({
  kind: 'oauth2',
  pk: 2,
  name: 'hl-wiki',
  authorization_flow: 'flow-a',
  invalidation_flow: 'flow-i',
  assigned_application_slug: 'wiki',
  redirect_uris: [],
  ...over,
});

export const outpost = (over: Partial<OutpostRow> = {}): OutpostRow => ({
  pk: 'outpost-pk',
  name: 'proxy',
  type: 'proxy',
  providers: [1],
  managed: null,
  ...over,
});

export const binding = (over: Partial<BindingRow> = {}): BindingRow => ({
  pk: 'binding-pk',
  target: 'app-pk',
  group: 'family-pk',
  group_obj: { name: 'family' },
  negate: false,
  enabled: true,
  order: 0,
  ...over,
});

/** A server that holds the application `metube` with its provider in the outpost `proxy`. */
export function state({
  version = '2026.5.1',
  applications = [application()],
  ...over
}: Partial<Omit<ServerState, 'applications'>> & { applications?: readonly ApplicationRow[] } = {}): ServerState {
  return {
    version,
    features: features(version),
    isSuperuser: true,
    flows: [
      { pk: 'flow-a', slug: 'authorize', designation: 'authorization' },
      { pk: 'flow-i', slug: 'invalidate', designation: 'invalidation' },
    ],
    outposts: [outpost()],
    providers: [proxy()],
    bindings: [binding()],
    applications: new Map(applications.map((row) => [row.slug, row])),
    ...over,
  };
}

export const proxySpec = (over: Partial<ProxySpec> = {}): ProxySpec => ({
  kind: 'proxy',
  name: 'hl-metube',
  mode: 'forward_single',
  externalHost: 'https://metube.example.org',
  internalHost: '',
  cookieDomain: '',
  authorizationFlow: 'authorize',
  invalidationFlow: 'invalidate',
  skipPathRegex: [],
  ...over,
});

export const applicationSpec = (over: Partial<ApplicationSpec> = {}): ApplicationSpec => ({
  name: 'MeTube',
  group: 'Downloads',
  description: 'Video downloader',
  launchUrl: 'https://metube.example.org',
  openInNewTab: false,
  policyEngineMode: 'any',
  provider: 'hl-metube',
  ...over,
});

/** What `state()` holds. */
export const spec = (over: Partial<SsoSpec> = {}): SsoSpec => ({
  publisher: 'hl',
  provider: proxySpec(),
  application: applicationSpec(),
  icon: '',
  groups: ['family'],
  outposts: ['proxy'],
  ...over,
});
