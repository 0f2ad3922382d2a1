import type { ApplicationRow, BindingRow, OutpostRow, Provider } from '../client/api-types.js';
import { providerName, publisher, unlinkedName } from '../desired/names.js';
import type { ServerState } from './server-state.js';

/** What Authentik holds for one slug. */
export interface Found {
  readonly application: ApplicationRow | null;
  /** Linked with the application; or ours, made for it and not linked yet. */
  readonly provider: Provider | null;
  /** The application is linked with a provider of another kind (SAML, LDAP, …), or one that the token may not see. */
  readonly hasUnknownProvider: boolean;
  readonly bindings: readonly BindingRow[];
}

/** Whether it carries our mark. */
export const isMarked = (application: ApplicationRow | null | undefined): boolean => application?.meta_publisher === publisher;

export const targetOf = ({ pk, pbm_uuid }: ApplicationRow): string => pbm_uuid ?? pk;

export function lookUp(state: ServerState, slug: string): Found {
  const application = state.applications.get(slug) ?? null;
  if (application === null) return { application, provider: null, hasUnknownProvider: false, bindings: [] };
  const linked = state.providers.find(({ pk }) => pk === application.provider) ?? null;
  return {
    application,
    provider: linked ?? (isMarked(application) ? providerNamed(state, unlinkedName(application)) : null),
    hasUnknownProvider: application.provider !== null && linked === null,
    bindings: state.bindings.filter(({ target }) => target === targetOf(application)),
  };
}

/** Of any kind that we know; names are compared here, exactly. */
export const providerNamed = ({ providers }: ServerState, name: string): Provider | null =>
  providers.find((provider) => provider.name === name) ?? null;

/** The provider that we made for a marked application. One of another name was linked by somebody, or is ours and renamed: the two look the same. */
export function ownProvider({ application, provider }: Found): Provider | null {
  const names = application === null ? [] : [providerName(application.slug), unlinkedName(application)];
  return provider !== null && names.includes(provider.name) ? provider : null;
}

/** Outposts that have a provider in their list. */
export const outpostsWith = ({ outposts }: ServerState, pk: number): OutpostRow[] =>
  outposts.filter(({ providers }) => providers.includes(pk));
