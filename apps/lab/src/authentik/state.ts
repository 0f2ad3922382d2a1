import { randomBytes, randomUUID } from 'node:crypto';
import type { Profile } from './profile.js';

export interface Flow {
  readonly pk: string;
  readonly slug: string;
  readonly designation: 'authorization' | 'authentication' | 'invalidation';
}

export interface Group {
  readonly pk: string;
  readonly num_pk: number;
  readonly name: string;
}

/** A proxy or OAuth2 provider; `fields` as the API shows them, without what depends on others. */
export interface Provider {
  readonly pk: number;
  readonly kind: 'proxy' | 'oauth2';
  readonly fields: Record<string, unknown> & { name: string; client_id: string };
}

export interface Application {
  readonly pk: string;
  slug: string;
  provider: number | null;
  backchannel: number[];
  readonly fields: Record<string, unknown> & { name: string };
}

export interface Binding {
  readonly pk: string;
  target: string;
  group: string | null;
  policy: string | null;
  user: number | null;
  negate: boolean;
  enabled: boolean;
  order: number;
}

export interface Outpost {
  readonly pk: string;
  name: string;
  readonly type: 'proxy' | 'ldap';
  providers: Set<number>;
  readonly managed: string | null;
  config: Record<string, unknown>;
  /** How often it was pushed to fetch its configuration. */
  pushes: number;
}

export interface Token {
  active: boolean;
  /** Groups of its user: lists of applications show what that user may enter. Default: none. */
  groups?: readonly string[];
  /** `authentik_core.view_application` and the like; `authentik_outposts.view_outpost@proxy` for one outpost only. */
  permissions: 'all' | Set<string>;
}

/** All that the emulated server holds. */
export interface State {
  readonly profile: Profile;
  readonly flows: Flow[];
  readonly groups: Group[];
  readonly providers: Map<number, Provider>;
  readonly applications: Map<string, Application>;
  readonly bindings: Map<string, Binding>;
  readonly outposts: Map<string, Outpost>;
  readonly tokens: Map<string, Token>;
  /** Of application lists, by token and page: slugs as they were before any filter was looked at. */
  readonly listCache: Map<string, string[]>;
  /** Scopes whose mapping somebody deleted. */
  readonly lostScopes: Set<string>;
  nextPk: number;
}

export const embedded = 'goauthentik.io/outposts/embedded';

export function emptyState(profile: Profile): State {
  return {
    profile,
    flows: [],
    groups: [],
    providers: new Map(),
    applications: new Map(),
    bindings: new Map(),
    outposts: new Map(),
    tokens: new Map(),
    listCache: new Map(),
    lostScopes: new Set(),
    nextPk: 1,
  };
}

export const addFlow = (state: State, slug: string, designation: Flow['designation']): number =>
  state.flows.push({ pk: randomUUID(), slug, designation });

export const addGroup = (state: State, name: string): number =>
  state.groups.push({ pk: randomUUID(), num_pk: state.groups.length + 1, name });

export function addOutpost(
  state: State,
  { name, type = 'proxy', managed = null }: { name: string; type?: Outpost['type']; managed?: string | null },
): Outpost {
  const config = { authentik_host: '', authentik_host_browser: '', log_level: 'info', refresh_interval: 'minutes=5' };
  const outpost: Outpost = { pk: randomUUID(), name, type, providers: new Set(), managed, config, pushes: 0 };
  state.outposts.set(outpost.pk, outpost);
  return outpost;
}

export const secret = (length: number): string => randomBytes(length).toString('base64url').slice(0, length);

export const applicationOf = (state: State, provider: number): Application | undefined =>
  [...state.applications.values()].find((one) => one.provider === provider);

export const bindingsOf = (state: State, { pk }: Application): Binding[] =>
  [...state.bindings.values()].filter(({ target }) => target === pk);

/** Whether every user may enter: an application without enabled bindings is open. */
export const isOpen = (state: State, application: Application): boolean => bindingsOf(state, application).every(({ enabled }) => !enabled);

/** A deleted application takes its bindings along; its provider stays. */
export function deleteApplication(state: State, application: Application): void {
  state.applications.delete(application.slug);
  for (const { pk } of bindingsOf(state, application)) state.bindings.delete(pk);
}

/** A deleted provider leaves its application without one, and every outpost. */
export function deleteProvider(state: State, { pk }: Provider): void {
  state.providers.delete(pk);
  const application = applicationOf(state, pk);
  if (application) application.provider = null;
  for (const { providers } of state.outposts.values()) providers.delete(pk);
}

/** A deleted group takes its bindings along: that opens its applications. */
export function deleteGroup(state: State, name: string): void {
  const index = state.groups.findIndex((group) => group.name === name);
  const [group] = index < 0 ? [] : state.groups.splice(index, 1);
  for (const binding of state.bindings.values()) if (group && binding.group === group.pk) state.bindings.delete(binding.pk);
}
