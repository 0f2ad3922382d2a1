import type { ApplicationRow, BindingRow, OidcRow, OutpostRow, ProxyRow } from './api-types.js';
import { publisher, providerName, unlinkedName } from './desired.js';
import { targetOf } from './server-state.js';
import type { ServerState } from './server-state.js';

export type Provider = { readonly kind: 'proxy'; readonly row: ProxyRow } | { readonly kind: 'oauth2'; readonly row: OidcRow };

/** What Authentik holds for one slug. */
export interface Held {
  readonly slug: string;
  readonly application: ApplicationRow | null;
  /** Linked with the application; or ours, made for it and not linked yet. */
  readonly provider: Provider | null;
  /** The application is linked with a provider of another kind (SAML, LDAP, …), or one that the token may not see. */
  readonly unknownProvider: boolean;
  readonly bindings: readonly BindingRow[];
}

/** Whether it carries our mark. */
export const isMarked = (application: ApplicationRow | null | undefined): boolean => application?.meta_publisher === publisher;

export function lookUp(state: ServerState, slug: string): Held {
  const application = state.applications.get(slug) ?? null;
  if (application === null) return { slug, application, provider: null, unknownProvider: false, bindings: [] };
  const { provider: pk } = application;
  const linked = pk === null ? null : find(state, (row) => row.pk === pk);
  const begun = linked === null && isMarked(application) ? find(state, ({ name }) => name === unlinkedName(slug, application)) : null;
  const target = targetOf(application);
  return {
    slug,
    application,
    provider: linked ?? begun,
    unknownProvider: pk !== null && linked === null,
    bindings: state.bindings.filter((row) => row.target === target),
  };
}

/** Of any kind that we know; names are compared here, exactly. */
export const providerNamed = (state: ServerState, name: string): Provider | null => find(state, (row) => row.name === name);

/** A proxy provider is listed as an OAuth2 one too, so proxies come first. */
function find({ proxies, oidc }: ServerState, is: (row: ProxyRow | OidcRow) => boolean): Provider | null {
  const [proxy, other] = [proxies.find(is), oidc.find(is)];
  return proxy ? { kind: 'proxy', row: proxy } : other ? { kind: 'oauth2', row: other } : null;
}

/** The provider that we made for a marked application. One of another name was linked by somebody, or is ours and renamed: nobody can tell. */
export function ownProvider({ slug, application, provider }: Held): Provider | null {
  if (application === null || provider === null) return null;
  return [providerName(slug), unlinkedName(slug, application)].includes(provider.row.name) ? provider : null;
}

/** Outposts that have a provider in their list. */
export const outpostsWith = ({ outposts }: ServerState, pk: number): OutpostRow[] =>
  outposts.filter(({ providers }) => providers.includes(pk));
