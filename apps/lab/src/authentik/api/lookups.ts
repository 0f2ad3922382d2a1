import { createHash } from 'node:crypto';
import { invalid, json, notFound, page } from './answers.js';
import type { Route } from './router.js';
import type { Flow, State } from '../state.js';

const uuid = (name: string): string =>
  createHash('sha1')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const scopes = ['openid', 'email', 'profile', 'offline_access', 'entitlements'].map((scope) => ({
  pk: uuid(scope),
  name: `authentik default OAuth Mapping: OpenID '${scope}'`,
  scope_name: scope,
  managed: `goauthentik.io/providers/oauth2/scope-${scope}`,
  expression: 'return {}',
  component: 'ak-property-mapping-provider-scope-form',
  verbose_name: 'Scope Mapping',
  verbose_name_plural: 'Scope Mappings',
  meta_model_name: 'authentik_providers_oauth2.scopemapping',
}));
const download = `/api/v3/crypto/certificatekeypairs/${uuid('key')}/view_`;
export const keys = [
  {
    pk: uuid('key'),
    name: 'authentik Self-signed Certificate',
    managed: null,
    private_key_available: true,
    fingerprint_sha256: '00',
    fingerprint_sha1: '00',
    cert_expiry: '2035-01-01T00:00:00Z',
    cert_subject: 'CN=authentik Self-signed Certificate',
    key_type: 'rsa',
    certificate_download_url: `${download}certificate/?download`,
    private_key_download_url: `${download}private_key/?download`,
  },
];

const showFlow = (flow: Flow): Record<string, unknown> => ({
  ...flow,
  policybindingmodel_ptr_id: flow.pk,
  name: flow.slug,
  title: flow.slug,
  background_url: '/static/dist/assets/images/flow_background.jpg',
  background_themed_urls: null,
  export_url: `/api/v3/flows/instances/${flow.slug}/export/`,
  cache_count: 0,
  stages: [],
  policies: [],
});

const designations = ['authentication', 'authorization', 'invalidation', 'enrollment', 'unenrollment', 'recovery', 'stage_configuration'];

/** What clients look up before they write. */
export function lookupRoutes(state: State): Route[] {
  const { current } = state.profile;
  return [
    {
      path: 'admin/version/',
      model: null,
      methods: {
        GET: () =>
          json(200, {
            version_current: current,
            version_latest: current,
            version_latest_valid: true,
            build_hash: '',
            outdated: false,
            outpost_outdated: false,
          }),
      },
    },
    {
      path: 'core/users/me/',
      model: null,
      methods: {
        GET: ({ token }) =>
          json(200, {
            user: { pk: 7, username: 'hl', name: 'hl', is_active: true, is_superuser: state.tokens.get(token)?.permissions === 'all' },
            original: null,
            ...(state.profile.pbmUuid ? { users: [] } : {}),
          }),
      },
    },
    {
      path: 'flows/instances/',
      model: 'authentik_flows.flow',
      methods: {
        GET: ({ request }) => {
          const [slug, designation] = [request.query.get('slug'), request.query.get('designation')];
          if (designation !== null && !designations.includes(designation))
            return invalid({ designation: [`Select a valid choice. ${designation} is not one of the available choices.`] });
          const found = state.flows.filter(
            (flow) => (slug === null || flow.slug === slug) && (designation === null || flow.designation === designation),
          );
          return page(request, state.profile, found.map(showFlow));
        },
      },
    },
    {
      path: 'flows/instances/([^/]+)/',
      model: 'authentik_flows.flow',
      methods: {
        GET: ({ params }) => {
          const found = state.flows.find(({ slug }) => slug === params[0]);
          return found ? json(200, showFlow(found)) : notFound(state.profile, 'Flow');
        },
      },
    },
    {
      path: 'core/groups/',
      model: 'authentik_core.group',
      methods: {
        GET: ({ request }) => {
          const name = request.query.get('name');
          const found = state.groups.filter((group) => name === null || group.name === name);
          return page(
            request,
            state.profile,
            found.map((group) => ({
              ...group,
              is_superuser: false,
              ...(state.profile.groupParents ? { parents: [], parents_obj: null } : { parent: null, parent_name: null }),
              users: [],
              users_obj: null,
              attributes: {},
              roles: [],
              roles_obj: [],
              inherited_roles_obj: null,
              children: [],
              children_obj: [],
            })),
          );
        },
      },
    },
    {
      path: 'propertymappings/provider/scope/',
      model: 'authentik_providers_oauth2.scopemapping',
      methods: {
        GET: ({ request }) =>
          page(
            request,
            state.profile,
            scopes.filter(({ scope_name }) => !state.lostScopes.has(scope_name)),
          ),
      },
    },
    {
      path: 'crypto/certificatekeypairs/',
      model: 'authentik_crypto.certificatekeypair',
      methods: { GET: ({ request }) => page(request, state.profile, keys) },
    },
  ];
}
