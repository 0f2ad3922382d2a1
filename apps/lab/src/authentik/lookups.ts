import { createHash } from 'node:crypto';
import { json, notFound, page } from './answers.js';
import type { Route } from './router.js';
import type { State } from './state.js';

const uuid = (name: string): string =>
  createHash('sha1')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** What clients look up before they write. */
export function lookupRoutes(state: State): Route[] {
  const { current } = state.profile;
  const scopes = ['openid', 'email', 'profile', 'offline_access', 'entitlements'].map((scope) => ({
    pk: uuid(scope),
    name: `authentik default OAuth Mapping: OpenID '${scope}'`,
    scope_name: scope,
    managed: `goauthentik.io/providers/oauth2/scope-${scope}`,
  }));
  const keys = [{ pk: uuid('key'), name: 'authentik Self-signed Certificate', managed: null, private_key_available: true }];
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
            user: { pk: 7, username: 'hl', name: token === '' ? '' : 'hl', is_active: true, is_superuser: false },
            original: null,
          }),
      },
    },
    {
      path: 'flows/instances/',
      model: 'authentik_flows.flow',
      methods: {
        GET: ({ request }) => {
          const [slug, designation] = [request.query.get('slug'), request.query.get('designation')];
          const found = state.flows.filter(
            (flow) => (slug === null || flow.slug === slug) && (designation === null || flow.designation === designation),
          );
          return page(
            request,
            state.profile,
            found.map((flow) => ({ ...flow, name: flow.slug, title: flow.slug, stages: [], policies: [] })),
          );
        },
      },
    },
    {
      path: 'flows/instances/([^/]+)/',
      model: 'authentik_flows.flow',
      methods: {
        GET: ({ params }) => {
          const found = state.flows.find(({ slug }) => slug === params[0]);
          return found
            ? json(200, { ...found, name: found.slug, title: found.slug, stages: [], policies: [] })
            : notFound(state.profile, 'Flow');
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
            found.map((group) => ({ ...group, is_superuser: false, parent: null, users: [], attributes: {}, users_obj: null })),
          );
        },
      },
    },
    {
      path: 'propertymappings/provider/scope/',
      model: 'authentik_providers_oauth2.scopemapping',
      methods: { GET: ({ request }) => page(request, state.profile, scopes) },
    },
    {
      path: 'crypto/certificatekeypairs/',
      model: 'authentik_crypto.certificatekeypair',
      methods: { GET: ({ request }) => page(request, state.profile, keys) },
    },
  ];
}
