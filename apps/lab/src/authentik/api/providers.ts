import { invalid, json, noContent, notFound, page } from './answers.js';
import { scopes } from './lookups.js';
import { checkProvider } from './provider-fields.js';
import type { Kind } from './provider-fields.js';
import { forOne } from './router.js';
import type { Call, Route } from './router.js';
import { applicationOf, deleteProvider, secret } from '../state.js';
import type { Provider, State } from '../state.js';
import type { Watch } from '../watch.js';

const defaults: Readonly<Record<Kind, () => Record<string, unknown>>> = {
  proxy: () => ({
    mode: 'proxy', internal_host: '', internal_host_ssl_validation: true, certificate: null, skip_path_regex: '', basic_auth_enabled: false, basic_auth_password_attribute: '',
    basic_auth_user_attribute: '', intercept_header_auth: true, cookie_domain: '', client_id: secret(40), property_mappings: scopes.map(({ pk }) => pk),
  }), // prettier-ignore
  oauth2: () => ({
    client_type: 'confidential',
    client_id: secret(40),
    client_secret: secret(128),
    signing_key: null,
    property_mappings: [],
    redirect_uris: '',
  }),
};

export function addProvider(state: State, kind: Kind, values: Record<string, unknown>): Provider {
  const pk = state.nextPk;
  state.nextPk += 1;
  const fields = {
    authentication_flow: null,
    access_token_validity: 'hours=1',
    refresh_token_validity: 'days=30',
    ...defaults[kind](),
    ...values,
  } as unknown as Provider['fields'];
  const provider: Provider = { pk, kind, fields };
  state.providers.set(pk, provider);
  return provider;
}

/** As the API shows it. */
export function showProvider(state: State, { pk, kind, fields }: Provider): Record<string, unknown> {
  const application = applicationOf(state, pk);
  const outposts = [...state.outposts.values()].filter(({ providers }) => providers.has(pk)).map(({ name }) => `Outpost ${name}`);
  const { redirectList } = state.profile;
  const host = String(fields['external_host']).replace(/\/$/, '');
  const callbacks = [`${host}/outpost.goauthentik.io/callback?X-authentik-auth-callback=true`, `${host}?X-authentik-auth-callback=true`];
  const federation = redirectList ? { jwt_federation_sources: [], jwt_federation_providers: [] } : { jwks_sources: [] };
  return {
    pk,
    ...fields,
    ...federation,
    ...(kind === 'proxy'
      ? {
          redirect_uris: redirectList ? callbacks.map((url) => ({ matching_mode: 'strict', url })) : callbacks.join('\n'),
          outpost_set: outposts,
        }
      : {}),
    component: kind === 'proxy' ? 'ak-provider-proxy-form' : 'ak-provider-oauth2-form',
    assigned_application_slug: application?.slug ?? null,
    assigned_application_name: application?.fields.name ?? null,
    assigned_backchannel_application_slug: null,
    assigned_backchannel_application_name: null,
    verbose_name: kind === 'proxy' ? 'Proxy Provider' : 'OAuth2/OpenID Provider',
    verbose_name_plural: kind === 'proxy' ? 'Proxy Providers' : 'OAuth2/OpenID Providers',
    meta_model_name: kind === 'proxy' ? 'authentik_providers_proxy.proxyprovider' : 'authentik_providers_oauth2.oauth2provider',
  };
}

/** As other objects show it: what all kinds of providers have. */
export function showBaseProvider(state: State, provider: Provider): Record<string, unknown> {
  const own = ['mode', 'internal_host', 'internal_host_ssl_validation', 'certificate', 'skip_path_regex', 'cookie_domain'];
  return Object.fromEntries(Object.entries(showProvider(state, provider)).filter(([name]) => !own.includes(name)));
}

export function providerRoutes(state: State, watch: Watch, kind: Kind): Route[] {
  const model = kind === 'proxy' ? 'authentik_providers_proxy.proxyprovider' : 'authentik_providers_oauth2.oauth2provider';
  const name = kind === 'proxy' ? 'ProxyProvider' : 'OAuth2Provider';
  /** A proxy provider is an OAuth2 provider too. */
  const all = (): Provider[] => [...state.providers.values()].filter((one) => kind === 'oauth2' || one.kind === 'proxy');
  const one = forOne(
    ({ params }) => all().find(({ pk }) => String(pk) === params[0]),
    ({ params }) => notFound(state.profile, name, /^\d+$/.test(params[0] ?? '')),
  );
  const change = (found: Provider, call: Call, partial: boolean) => {
    const { values, errors } = checkProvider(state, kind, call.body, found, partial);
    if (Object.keys(errors).length > 0) return invalid(errors);
    watch.write(`${call.request.method} of provider ${found.fields.name}`, found.fields, () => Object.assign(found.fields, values));
    watch.providerSaved(found);
    return json(200, showProvider(state, found));
  };

  return [
    {
      path: `providers/${kind}/`,
      model,
      methods: {
        GET: ({ request }) =>
          page(
            request,
            state.profile,
            filtered(request.query, all(), kind).map((provider) => showProvider(state, provider)),
          ),
        POST: ({ body }) => {
          const { values, errors } = checkProvider(state, kind, body, null, false);
          return Object.keys(errors).length > 0 ? invalid(errors) : json(201, showProvider(state, addProvider(state, kind, values)));
        },
      },
    },
    {
      path: `providers/${kind}/([^/]+)/`,
      model,
      methods: {
        GET: one((found) => json(200, showProvider(state, found))),
        PUT: one((found, call) => change(found, call, false)),
        PATCH: one((found, call) => change(found, call, true)),
        DELETE: one((found) => {
          deleteProvider(state, found);
          return noContent();
        }),
      },
    },
  ];
}

/** Filters that exist; all others are ignored, as `?name=` of proxy providers is. */
function filtered(query: URLSearchParams, all: readonly Provider[], kind: Kind): Provider[] {
  const like =
    (field: string, wanted: string | null): ((one: Provider) => boolean) =>
    ({ fields }) =>
      wanted === null || String(fields[field]).toLowerCase() === wanted.toLowerCase();
  const name = query.get('name');
  const found = all.filter(
    kind === 'proxy' ? like('name', query.get('name__iexact')) : ({ fields }) => name === null || fields.name === name,
  );
  const matching = kind === 'proxy' ? found.filter(like('external_host', query.get('external_host__iexact'))) : found;
  return query.get('ordering') === '-pk' ? [...matching].reverse() : matching;
}
