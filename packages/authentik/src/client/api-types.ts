/** What is read of Authentik's objects; all else in them is its own. */

export interface ApplicationRow {
  readonly pk: string;
  /** Since 2026.8; the target of bindings. Before, `pk` is the same. */
  readonly pbm_uuid?: string;
  readonly name: string;
  readonly slug: string;
  readonly provider: number | null;
  readonly group: string;
  readonly meta_launch_url: string;
  readonly meta_description: string;
  readonly meta_publisher: string;
  readonly meta_icon?: string | null;
  readonly open_in_new_tab: boolean;
  readonly policy_engine_mode: string;
}

interface ProviderRow {
  readonly pk: number;
  readonly name: string;
  readonly authorization_flow: string | null;
  readonly invalidation_flow?: string | null;
  readonly assigned_application_slug?: string | null;
  readonly client_id?: string;
}

export interface ProxyRow extends ProviderRow {
  readonly mode: 'forward_single' | 'forward_domain' | 'proxy';
  readonly external_host: string;
  readonly internal_host: string;
  readonly cookie_domain: string;
  readonly skip_path_regex: string;
}

export interface RedirectUri {
  readonly matching_mode: string;
  readonly url: string;
  readonly redirect_uri_type?: string;
}

export interface OidcRow extends ProviderRow {
  readonly client_secret?: string;
  /** Lines of text before 2024.12. */
  readonly redirect_uris: string | readonly RedirectUri[];
}

/** With its kind, which is also the end of its path: `providers/<kind>/`. */
export type Provider = ({ readonly kind: 'proxy' } & ProxyRow) | ({ readonly kind: 'oauth2' } & OidcRow);

export interface BindingRow {
  readonly pk: string;
  readonly target: string;
  readonly group: string | null;
  readonly group_obj?: { readonly name: string } | null;
  readonly negate: boolean;
  readonly enabled: boolean;
  readonly order: number;
}

/** Of the embedded outpost: its name, which Authentik refuses to change, and its `managed`. */
export const embedded = { name: 'authentik Embedded Outpost', mark: 'goauthentik.io/outposts/embedded' } as const;

export interface OutpostRow {
  readonly pk: string;
  readonly name: string;
  readonly type: string;
  readonly providers: readonly number[];
  readonly managed: string | null;
  readonly config?: { readonly authentik_host?: string };
}

export interface FlowRow {
  readonly pk: string;
  readonly slug: string;
  readonly designation: string;
}

export interface NamedRow {
  readonly pk: string;
  readonly name: string;
}
