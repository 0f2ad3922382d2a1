import { HlError } from '@hl/core';
import type { Client } from './client.js';
import type { NamedRow, ScopeRow } from './api-types.js';
import type { ServerState } from './server-state.js';

/** What only an OAuth2 provider is made with besides its spec; later it is its owner's. */
export interface OidcExtras {
  /** Scope mappings, by pk: without them a service gets no name and no address of its users. */
  readonly scopes: readonly string[];
  /** Certificate that signs tokens; null: the client secret does. */
  readonly signingKey: string | null;
}

const needed = ['openid', 'email', 'profile'];
const scopeNames = [...needed, 'offline_access'];

/**
 * Scopes and signing key as Authentik's own wizard chooses them.
 *
 * @throws HlError HL_AUTHENTIK_SCOPE, `input`, when one of openid, email and profile is not there
 */
export async function oidcExtras(api: Client, { features }: ServerState): Promise<OidcExtras> {
  const mappings = await api.list<ScopeRow>(features.providerScopes ? 'propertymappings/provider/scope/' : 'propertymappings/scope/');
  const scopes = scopeNames.flatMap((scope): { scope: string; pk: string }[] => {
    const named = mappings.filter(({ scope_name }) => scope_name === scope);
    const found = named.find(({ managed }) => managed === `goauthentik.io/providers/oauth2/scope-${scope}`) ?? named[0];
    return found ? [{ scope, pk: found.pk }] : [];
  });
  const missing = needed.filter((name) => !scopes.some(({ scope }) => scope === name));
  if (missing.length > 0) {
    throw new HlError('HL_AUTHENTIK_SCOPE', `Authentik at ${api.where} has no scope mapping for ${missing.join(', ')}`, {
      kind: 'input',
      hint: 'Restore it under Customization › Property mappings (or apply the blueprint "Default - OAuth2 provider"): without it a service learns nothing of its users.',
    });
  }
  const keys = await api.list<NamedRow>('crypto/certificatekeypairs/', { has_key: 'true' });
  return {
    scopes: scopes.map(({ pk }) => pk),
    signingKey: keys.find(({ name }) => name === 'authentik Self-signed Certificate')?.pk ?? null,
  };
}
