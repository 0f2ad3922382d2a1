export interface ProviderSpec {
  readonly name: string;
  /** Slugs of flows; null: none, or one that can't be read. */
  readonly authorizationFlow: string | null;
  readonly invalidationFlow: string | null;
}

/** A provider behind an outpost. */
export interface ProxySpec extends ProviderSpec {
  readonly kind: 'proxy';
  readonly mode: 'forward_single' | 'forward_domain' | 'proxy';
  /** `https://metube.example.org`: lower case, no default port. */
  readonly externalHost: string;
  /** For mode `proxy`: where the outpost finds the service; else empty. */
  readonly internalHost: string;
  /** For mode `forward_domain`; else empty. */
  readonly cookieDomain: string;
  /** Go regular expressions of paths that need no login. */
  readonly skipPathRegex: readonly string[];
}

/** A provider that the service itself speaks OpenID Connect with. Client id and secret are no part of it. */
export interface OidcSpec extends ProviderSpec {
  readonly kind: 'oauth2';
  /** Compared as text; `regex:` and `logout:` before one that is not. */
  readonly redirectUris: readonly string[];
}

export interface ApplicationSpec {
  readonly name: string;
  /** Heading on the user's library page. */
  readonly group: string;
  readonly description: string;
  readonly launchUrl: string;
  readonly openInNewTab: boolean;
  readonly policyEngineMode: string;
  /** Name of the provider it is linked with, `#<pk>` when that is none that we know of; null: none. */
  readonly provider: string | null;
}

/** A group that may enter, by name; as an object when the binding shuts it out. */
export type GroupBinding = string | { readonly group: string; readonly negate: true };

export const groupName = (binding: GroupBinding): string => (typeof binding === 'string' ? binding : binding.group);

/** Everything that single sign-on of one service is made of. Plain JSON, names instead of ids, no secret. */
export interface SsoSpec {
  /** The mark of who made the application. No service names it, so what equals what is wanted may still be foreign; ours is written then. */
  readonly publisher?: string;
  readonly provider: ProxySpec | OidcSpec | null;
  readonly application: ApplicationSpec | null;
  /** URL; not named: left alone. */
  readonly icon?: string;
  /** Sorted; empty: every user may enter. */
  readonly groups: readonly GroupBinding[];
  /** Names of the outposts that serve it, sorted; without those that it cannot leave, being the last one in their list. */
  readonly outposts: readonly string[];
}

/** An older ledger lacks fields that did not exist yet: absent means nothing. */
export const complete = (spec: SsoSpec): SsoSpec => ({ ...{ provider: null, application: null, groups: [], outposts: [] }, ...spec });
