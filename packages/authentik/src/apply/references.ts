import { HlError, type Change } from '@hl/core';
import type { NamedRow, OutpostRow } from '../client/api-types.js';
import type { Client } from '../client/client.js';
import { groupName, type SsoSpec } from '../desired/spec.js';
import { isOutpost } from '../observe/conflicts.js';
import { defaultInvalidation } from '../observe/parse.js';
import type { ServerState } from '../observe/server-state.js';
import { missingOutpost } from './members.js';

/** What a spec names, found. */
export interface References {
  /** Pks by name. */
  readonly groups: ReadonlyMap<string, string>;
  readonly outposts: readonly OutpostRow[];
  /** For method oidc. */
  readonly oidc: OidcExtras | null;
}

/** What only an OAuth2 provider is made with besides its spec; later it is its owner's. */
export interface OidcExtras {
  /** Scope mappings, by pk: without them a service gets no name and no address of its users. */
  readonly scopes: readonly string[];
  /** Certificate that signs tokens; null: the client secret does. */
  readonly signingKey: string | null;
}

/**
 * Finds everything that a spec names before anything is written; each list is read once, when the first one needs it. A group that is
 * missing must stop it: without its binding the application would be open to every user.
 *
 * @throws (the finder) HlError HL_AUTHENTIK_FLOW, _GROUP, _OUTPOST, _REDIRECT, _SCOPE, all `input`; what reading the lists throws
 */
export function finder(api: Client, state: ServerState): (change: Change<SsoSpec>, spec: SsoSpec) => Promise<References> {
  let groups: Promise<NamedRow[]> | undefined;
  let oidc: Promise<OidcExtras> | undefined;
  return async ({ key, before }, spec) => {
    checkFlows(spec, state, api.where);
    const oidcSpec = spec.provider?.kind === 'oauth2' ? spec.provider : null;
    if (oidcSpec?.redirectUris.length === 0)
      throw new HlError('HL_AUTHENTIK_REDIRECT', 'method oidc without redirect_uris would accept the first address that asks', {
        kind: 'input',
        hint: 'List the addresses that the service comes back to under authentik.redirect_uris.',
      });
    const outposts = spec.outposts.map((name) => {
      const found = state.outposts.find((row) => isOutpost(row, name));
      if (!found) throw missingOutpost(name, api.where, state.outposts);
      return found;
    });
    const rows = spec.groups.length === 0 ? [] : await (groups ??= api.list('core/groups/', { include_users: 'false', ordering: 'name' }));
    const pks = new Map(rows.map(({ name, pk }) => [name, pk]));
    const missing = spec.groups.map(groupName).find((name) => !pks.has(name));
    if (missing !== undefined) throw missingGroup(missing, key, before, api.where);
    return { groups: pks, outposts, oidc: oidcSpec ? await (oidc ??= oidcExtras(api, state)) : null };
  };
}

function missingGroup(name: string, key: string, before: SsoSpec | null, where: string): HlError {
  const isOpen = before?.application?.provider != null && before.groups.length === 0;
  const open = isOpen ? `no group is bound to ${key}, so until then every user may enter.` : 'without the group everybody could enter.';
  return new HlError('HL_AUTHENTIK_GROUP', `Authentik at ${where} has no group named "${name}"`, {
    kind: 'input',
    hint: `Make it under Directory › Groups, or correct authentik.groups (case counts). Nothing was written: ${open}`,
  });
}

function checkFlows({ provider }: SsoSpec, { flows, features, version }: ServerState, where: string): void {
  const fail = (message: string, hint: string): HlError => new HlError('HL_AUTHENTIK_FLOW', message, { kind: 'input', hint });
  const { authorizationFlow: authorization = null, invalidationFlow: invalidation = null } = provider ?? {};
  if (!features.invalidationFlow && invalidation !== null && invalidation !== defaultInvalidation) {
    const hint = 'Leave authentik.invalidation_flow out, or update Authentik to 2024.10 or newer.';
    throw fail(`Authentik ${version} at ${where} has no invalidation flows for providers`, hint);
  }
  for (const [designation, slug] of Object.entries(features.invalidationFlow ? { authorization, invalidation } : { authorization })) {
    if (slug === null || flows.some((flow) => flow.slug === slug)) continue;
    const others = flows.filter((flow) => flow.designation === designation).map((flow) => flow.slug);
    const choice = others.length > 0 ? `one of: ${others.join(', ')}` : 'a flow that is there';
    throw fail(
      `Authentik at ${where} has no flow with the slug ${slug}`,
      `Set authentik.${designation}_flow to ${choice}, or make the flow.`,
    );
  }
}

const neededScopes = ['openid', 'email', 'profile'];

/** Scopes and signing key as Authentik's own wizard chooses them. */
async function oidcExtras(api: Client, { features }: ServerState): Promise<OidcExtras> {
  const path = features.providerScopes ? 'propertymappings/provider/scope/' : 'propertymappings/scope/';
  const mappings = await api.list<{ pk: string; scope_name: string; managed?: string | null }>(path);
  const scopes = new Map<string, string>();
  for (const scope of [...neededScopes, 'offline_access']) {
    const named = mappings.filter(({ scope_name }) => scope_name === scope);
    const found = named.find(({ managed }) => managed === `goauthentik.io/providers/oauth2/scope-${scope}`) ?? named[0];
    if (found) scopes.set(scope, found.pk);
  }
  const missing = neededScopes.filter((scope) => !scopes.has(scope));
  if (missing.length > 0)
    throw new HlError('HL_AUTHENTIK_SCOPE', `Authentik at ${api.where} has no scope mapping for ${missing.join(', ')}`, {
      kind: 'input',
      hint: 'Restore it under Customization › Property mappings (or apply the blueprint "Default - OAuth2 provider"): without it a service learns nothing of its users.',
    });
  const keys = await api.list<NamedRow>('crypto/certificatekeypairs/', { has_key: 'true' });
  return {
    scopes: [...scopes.values()],
    signingKey: keys.find(({ name }) => name === 'authentik Self-signed Certificate')?.pk ?? null,
  };
}
