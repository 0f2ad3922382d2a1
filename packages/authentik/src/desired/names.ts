export const system = 'authentik';

/** Our mark: `meta_publisher` of every application of ours. */
export const publisher = 'hl';

/** Slug of the application that keeps a standalone outpost from having only one. */
export const guardSlug = 'hl-guard';

/** A launch URL that keeps an application off the users' page. */
export const hiddenTile = 'blank://blank';

/** Provider names are unique over all kinds of providers, so ours have a prefix. Anybody can choose such a name: it proves nothing. */
export const providerName = (slug: string): string => `hl-${slug}`;

/**
 * Name of our provider until our application is linked with it. A provider has no room for a mark, so its name holds the id of the
 * application that has one: nobody else would choose that.
 */
export const unlinkedName = ({ slug, pk }: { readonly slug: string; readonly pk: string }): string => `${providerName(slug)} of ${pk}`;
