import type { Answer, Request } from '../../http.js';
import { html } from '../api/answers.js';
import type { State } from '../state.js';
import { applicationOf } from '../state.js';
import { mayEnter } from './users.js';
import type { Users } from './users.js';

/** `/application/o/authorize/`: sends a logged-in user who may enter back with a code, everybody else to the login or away. */
export function authorize(state: State, users: Users, { query, headers }: Request): Answer {
  const clientId = query.get('client_id') ?? '';
  const provider = [...state.providers.values()].find(({ fields }) => fields.client_id === clientId);
  const application = provider && applicationOf(state, provider.pk);
  const back = query.get('redirect_uri') ?? '';
  if (!application || !URL.canParse(back)) return html(400);
  const user = users.at(headers.cookie);
  if (user === null) return html(302, { location: '/flows/-/default/authentication/' });
  if (!mayEnter(state, application, user)) return html(403);
  const url = new URL(back);
  url.searchParams.set('code', users.code(user, clientId));
  url.searchParams.set('state', query.get('state') ?? '');
  return html(302, { location: url.href });
}
