/** What a server of some version can do. Source: Authentik's OpenAPI documents, release by release. */
export interface Features {
  /** Scope mappings lie at `propertymappings/provider/scope/`; before, at `propertymappings/scope/`. */
  readonly providerScopes: boolean;
  /** Providers have (and demand) an invalidation flow. */
  readonly invalidationFlow: boolean;
  /** `/core/transactional/applications/` also takes policy bindings. */
  readonly transactionalBindings: boolean;
  /** `redirect_uris` of an OAuth2 provider is a list of objects, not lines of text. */
  readonly redirectList: boolean;
  /** `meta_icon` can be written with the application; before it had an endpoint of its own. */
  readonly writableIcon: boolean;
  /** An OAuth2 provider lets no grant through unless it is named in `grant_types`. */
  readonly grantTypes: boolean;
}

const since: { readonly [Feature in keyof Features]: readonly [year: number, month: number] } = {
  providerScopes: [2024, 8],
  invalidationFlow: [2024, 10],
  transactionalBindings: [2024, 12],
  redirectList: [2024, 12],
  writableIcon: [2025, 12],
  grantTypes: [2026, 5],
};

/** @param version `version_current` of the server, e.g. `2026.5.0-rc1`; what can't be read counts as the newest */
export function features(version: string): Features {
  const [, year = Infinity, month = Infinity] = (/^(\d{4})\.(\d{1,2})/.exec(version) ?? []).map(Number);
  const has = ([sinceYear, sinceMonth]: readonly [number, number]): boolean =>
    year > sinceYear || (year === sinceYear && month >= sinceMonth);
  return {
    providerScopes: has(since.providerScopes),
    invalidationFlow: has(since.invalidationFlow),
    transactionalBindings: has(since.transactionalBindings),
    redirectList: has(since.redirectList),
    writableIcon: has(since.writableIcon),
    grantTypes: has(since.grantTypes),
  };
}
