import type { HttpEmulator, HttpFault } from '../http.js';
import type { AuthentikVersion } from './profile.js';
import type { Kind } from './api/provider-fields.js';
import type { Served } from './outpost/snapshot.js';
import type { Flow, Token } from './state.js';
import type { User } from './outpost/users.js';

export const embeddedName = 'authentik Embedded Outpost';

export interface OutpostSeed {
  readonly name: string;
  readonly embedded?: boolean;
  /** Mark of what manages a standalone one, e.g. a blueprint. */
  readonly managed?: string;
  readonly type?: 'proxy' | 'ldap';
  /** Slug of a foreign application that it serves; null: it is empty. Default `grafana`, for the first one. */
  readonly bystander?: string | null;
}

export interface AuthentikEmulatorOptions {
  readonly address?: string;
  /** Default `2026.5`. */
  readonly version?: AuthentikVersion;
  /** Default `lab-token`; it may do everything. */
  readonly token?: string;
  /** The first one is behind `outpostUrl`. Default: the embedded one with a bystander in it. */
  readonly outposts?: readonly OutpostSeed[];
  readonly groups?: readonly string[];
  readonly flows?: readonly { readonly slug: string; readonly designation: Flow['designation'] }[];
  /** Note in `violations` what a client should never do. */
  readonly strict?: boolean;
  /** Milliseconds between an outpost's own fetches of its configuration. Default 300 000, as there. */
  readonly refreshMs?: number;
  /** The API also over https, with a certificate that signed itself. */
  readonly tls?: boolean;
  /** `authentik_host` of the outposts; empty, as on a fresh install: browsers are sent to a listen address. Default: the server's URL. */
  readonly authentikHost?: string;
  /** Milliseconds from a push to the outpost's fetch. Default 0: at once. */
  readonly pushMs?: number;
}

/** Something that somebody else made. Each part is left out on demand. */
export interface Foreign {
  readonly slug?: string | null;
  readonly provider?: string | null;
  readonly kind?: Kind;
  readonly externalHost?: string;
  /** Names of outposts that serve it. */
  readonly outposts?: readonly string[];
  readonly groups?: readonly string[];
  /** More fields of the provider, as the API takes them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Slugs of its authorization and invalidation flow. Default: the first ones that are there. */
  readonly flows?: readonly (string | null)[];
  /** More fields of the application. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface AuthentikEmulator extends Pick<HttpEmulator, 'url' | 'requests' | 'refuse' | 'close' | 'fetch'>, AsyncDisposable {
  /** Of the first outpost: `/outpost.goauthentik.io/auth/traefik` and so on. */
  readonly outpostUrl: string;
  /** With `tls`: the https URL of the API, and its CA as PEM. */
  readonly https: { readonly url: string; readonly ca: string } | null;
  readonly faults: HttpFault[];
  /** Faults of the first outpost, when it is a server of its own. */
  readonly outpostFaults: HttpFault[];
  readonly violations: readonly string[];
  /** Slugs of applications that must never be open to everybody. */
  readonly closed: Set<string>;
  /** Scopes (`email`) whose mapping somebody deleted. */
  readonly lostScopes: Set<string>;
  /** Whose token may do what; take one away and it is invalid. */
  readonly tokens: Map<string, Token>;
  /** As the API shows them. */
  applications(): Record<string, unknown>[];
  providers(): Record<string, unknown>[];
  /** `providers` by name, sorted. */
  outposts(): { readonly name: string; readonly providers: readonly string[]; readonly config: unknown }[];
  /** Group names bound to an application; `null`: there is no such application. */
  groupsOf(slug: string): { readonly group: string; readonly enabled: boolean; readonly negate: boolean }[] | null;
  /** What an outpost serves at this moment: what it fetched last. Default: the first one. */
  served(outpost?: string): readonly Served[];
  /** How often outposts were pushed, by name. */
  readonly pushes: Readonly<Record<string, number>>;
  /** @returns pk of the provider, if one was made */
  addForeign(foreign: Foreign): number | null;
  addGroup(name: string): void;
  /** Takes its bindings along. */
  deleteGroup(name: string): void;
  /** In the way a person does it in the admin interface, cascades included. */
  deleteApplication(slug: string): void;
  deleteProvider(name: string): void;
  /** Replaces an outpost's list from outside, by names of providers. */
  setMembers(outpost: string, providers: readonly string[]): void;
  setGroups(slug: string, groups: readonly string[]): void;
  /** Cookie header of a user logged in at Authentik. */
  login(user: User): string;
  /** Cookie header of a user logged in at an application of the first outpost, by slug. */
  session(user: User, slug: string): string;
}
