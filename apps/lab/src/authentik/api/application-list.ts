import { page } from './answers.js';
import type { Call } from './router.js';
import type { Application, State } from '../state.js';
import { mayEnter } from '../outpost/users.js';

/** Honoured for superusers; for everybody else it is as if it had not been said. */
export const isFullList = (state: State, { request, token }: Call): boolean =>
  request.query.get('superuser_full_list') === 'true' && state.tokens.get(token)?.permissions === 'all';

/**
 * What the token's user may enter, of each page: as it was when this user first asked for that page, whatever is filtered for now; what
 * was deleted since is missing. Only a search, and a superuser's full list, are looked up now.
 */
export function listApplications(state: State, call: Call, show: (one: Application) => Record<string, unknown>) {
  const { request, token } = call;
  const { query } = request;
  const slug = query.get('superuser_full_list') === 'true' ? null : query.get('slug');
  const search = (query.get('search') ?? '').toLowerCase();
  const texts = ({ slug, fields }: Application): string =>
    [slug, fields.name, fields['meta_launch_url'], fields['meta_description'], fields['meta_publisher'], fields['group']]
      .join('\n')
      .toLowerCase();
  const matching = [...state.applications.values()].filter((one) => (slug === null || one.slug === slug) && texts(one).includes(search));
  const allowed = (one: Application): boolean => mayEnter(state, one, { name: 'hl', groups: state.tokens.get(token)?.groups ?? [] });
  const all = (some: readonly Application[]): Record<string, unknown>[] => some.map(show);
  if (isFullList(state, call)) return page(request, state.profile, all(matching));
  if (search !== '') return page(request, state.profile, all(matching.filter(allowed)), matching.length);
  const key = `${token} ${query.get('page') ?? '1'}`;
  const cached = state.listCache.get(key) ?? matching.filter(allowed).map((one) => one.slug);
  state.listCache.set(key, cached);
  return page(request, state.profile, all(cached.flatMap((slug) => state.applications.get(slug) ?? [])), matching.length);
}
