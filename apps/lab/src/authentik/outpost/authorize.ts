import type { Answer, Request } from '../../http.js';
import { html, json } from '../api/answers.js';
import type { Provider, State } from '../state.js';
import { applicationOf } from '../state.js';
import { mayEnter } from './users.js';
import type { Users } from './users.js';

/** Of an OAuth2 provider; what a proxy provider takes follows from its external host. An empty list is filled by the first who comes. */
function isListed({ kind, fields: { redirect_uris: listed } }: Provider, back: string): boolean {
  if (kind !== 'oauth2') return true;
  const uris = Array.isArray(listed)
    ? (listed as { matching_mode: string; url: string }[])
    : String(listed ?? '')
        .split(/\s+/)
        .flatMap((url) => (url === '' ? [] : { matching_mode: 'strict', url }));
  return (
    uris.length === 0 ||
    uris.some(({ matching_mode, url }) => (matching_mode === 'regex' ? new RegExp(`^(?:${url})$`).test(back) : url === back))
  );
}

/** `/application/o/<slug>/.well-known/openid-configuration`, as far as a client begins with it; anybody may ask. */
export function configuration(state: State, origin: string, path: string): Answer {
  const [, slug] = /^\/application\/o\/([^/]+)\/\.well-known\/openid-configuration$/.exec(path) ?? [];
  const application = [...state.applications.values()].find((one) => one.slug === slug);
  if (application === undefined || application.provider === null) return html(404);
  return json(200, {
    issuer: `${origin}/application/o/${application.slug}/`,
    authorization_endpoint: `${origin}/application/o/authorize/`,
  });
}

/** `/application/o/authorize/`: sends a logged-in user who may enter back with a code, everybody else to the login or away. */
export function authorize(state: State, users: Users, { query, headers }: Request): Answer {
  const clientId = query.get('client_id') ?? '';
  const provider = [...state.providers.values()].find(({ fields }) => fields.client_id === clientId);
  const application = provider && applicationOf(state, provider.pk);
  const back = query.get('redirect_uri') ?? '';
  if (!application || !URL.canParse(back) || !isListed(provider, back)) return html(400);
  const user = users.at(headers.cookie);
  if (user === null) return html(302, { location: '/flows/-/default/authentication/' });
  if (!mayEnter(state, application, user)) return html(403);
  const url = new URL(back);
  url.searchParams.set('code', users.code(user, clientId));
  url.searchParams.set('state', query.get('state') ?? '');
  return html(302, { location: url.href });
}
