/** The release from which on a server can do something, as year and month. Source: Authentik's OpenAPI documents. */
const since = {
  /** Scope mappings lie at `propertymappings/provider/scope/`; before, at `propertymappings/scope/`. */
  providerScopes: 2024_08,
  /** Providers have (and demand) an invalidation flow. */
  invalidationFlow: 2024_10,
  /** `/core/transactional/applications/` also takes policy bindings. */
  transactionalBindings: 2024_12,
  /** `redirect_uris` of an OAuth2 provider is a list of objects, not lines of text. */
  redirectList: 2024_12,
  /** `meta_icon` can be written with the application; before, it had an endpoint of its own. */
  writableIcon: 2025_12,
  /** An OAuth2 provider lets no grant through unless it is named in `grant_types`. */
  grantTypes: 2026_05,
};

export type Features = { readonly [Feature in keyof typeof since]: boolean };

/** @param version `version_current` of the server, e.g. `2026.5.0-rc1`; one that cannot be read counts as the newest */
export function features(version: string): Features {
  const [, year = Infinity, month = Infinity] = (/^(\d{4})\.(\d{1,2})/.exec(version) ?? []).map(Number);
  return Object.fromEntries(Object.entries(since).map(([name, first]) => [name, year * 100 + month >= first])) as Features;
}
