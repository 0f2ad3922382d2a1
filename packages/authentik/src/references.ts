import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import type { OutpostRow } from './api-types.js';
import type { Client } from './client.js';
import { isOutpost } from './conflicts.js';
import { defaultInvalidation } from './observed.js';
import { oidcExtras } from './oidc.js';
import type { OidcExtras } from './oidc.js';
import { missing } from './outpost.js';
import { listGroups } from './server-state.js';
import type { ServerState } from './server-state.js';
import type { GroupBinding, SsoSpec } from './spec.js';

/** What a spec names, found: pks by name. */
export interface References {
  readonly groups: ReadonlyMap<string, string>;
  readonly outposts: readonly OutpostRow[];
  /** For method oidc. */
  readonly oidc: OidcExtras | null;
}

/** Finds what specs name; each list is read once, when the first one needs it. */
export type Finder = (change: Change<SsoSpec>, spec: SsoSpec) => Promise<References>;

export const groupName = (binding: GroupBinding): string => (typeof binding === 'string' ? binding : binding.group);

/**
 * Finds everything that a spec names before anything is written. A group that is missing must stop it:
 * without its binding the application would be open to every user.
 *
 * @throws (the finder) HlError HL_AUTHENTIK_FLOW, _GROUP, _OUTPOST, _REDIRECT, _SCOPE, all `input`; what reading the lists throws
 */
export function finder(api: Client, state: ServerState): Finder {
  const lists: { groups?: Promise<ReadonlyMap<string, string>>; oidc?: Promise<OidcExtras> } = {};
  const groups = (): Promise<ReadonlyMap<string, string>> =>
    (lists.groups ??= listGroups(api).then((rows) => new Map(rows.map(({ name, pk }) => [name, pk]))));
  const oidc = (): Promise<OidcExtras> => (lists.oidc ??= oidcExtras(api, state));
  return async ({ key, before }, spec) => {
    checkFlows(spec, state, api.where);
    const isOidc = spec.provider?.kind === 'oauth2';
    if (spec.provider?.kind === 'oauth2' && spec.provider.redirectUris.length === 0) {
      throw new HlError('HL_AUTHENTIK_REDIRECT', 'method oidc without redirect_uris would accept the first address that asks', {
        kind: 'input',
        hint: 'List the addresses that the service comes back to under authentik.redirect_uris.',
      });
    }
    const outposts = spec.outposts.map((name) => outpostNamed(name, state, api.where));
    const found = spec.groups.length > 0 ? await groups() : new Map<string, string>();
    const lost = spec.groups.map(groupName).find((name) => !found.has(name));
    if (lost === undefined) return { groups: found, outposts, oidc: isOidc ? await oidc() : null };
    const isOpen = before?.application?.provider != null && before.groups.length === 0;
    throw new HlError('HL_AUTHENTIK_GROUP', `Authentik at ${api.where} has no group named "${lost}"`, {
      kind: 'input',
      hint: `Make it under Directory › Groups, or correct authentik.groups (case counts). Nothing was written: ${isOpen ? `no group is bound to ${key}, so until then every user may enter.` : 'without the group everybody could enter.'}`,
    });
  };
}

function outpostNamed(name: string, { outposts }: ServerState, where: string): OutpostRow {
  const found = outposts.find((row) => isOutpost(row, name));
  if (found) return found;
  throw missing(
    name,
    where,
    outposts.filter(({ type }) => type === 'proxy').map((row) => row.name),
  );
}

function checkFlows({ provider }: SsoSpec, { flows, features, version }: ServerState, where: string): void {
  if (provider === null) return;
  const { authorizationFlow, invalidationFlow } = provider;
  if (!features.invalidationFlow && invalidationFlow !== null && invalidationFlow !== defaultInvalidation) {
    throw new HlError('HL_AUTHENTIK_FLOW', `Authentik ${version} at ${where} has no invalidation flows for providers`, {
      kind: 'input',
      hint: 'Leave authentik.invalidation_flow out, or update Authentik to 2024.10 or newer.',
    });
  }
  const slugs = features.invalidationFlow ? [authorizationFlow, invalidationFlow] : [authorizationFlow];
  for (const [index, slug] of slugs.entries()) {
    if (slug === null || flows.some((flow) => flow.slug === slug)) continue;
    const designation = index === 0 ? 'authorization' : 'invalidation';
    const there = flows.filter((flow) => flow.designation === designation).map((flow) => flow.slug);
    throw new HlError('HL_AUTHENTIK_FLOW', `Authentik at ${where} has no flow with the slug ${slug}`, {
      kind: 'input',
      hint: `Set authentik.${designation}_flow to ${there.length > 0 ? `one of: ${there.join(', ')}` : 'a flow that is there'}, or make the flow.`,
    });
  }
}
