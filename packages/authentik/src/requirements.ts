import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import type { Client } from './client.js';
import { embeddedName } from './desired.js';
import { claimsOf, hostOf } from './host.js';
import { defaultInvalidation } from './observed.js';
import { oidcExtras } from './oidc.js';
import type { OidcExtras } from './oidc.js';
import { missing } from './outpost.js';
import { embeddedMark } from './rows.js';
import type { OutpostRow, ProxyRow } from './rows.js';
import type { GroupBinding, ProxySpec, SsoSpec } from './spec.js';
import { group } from './survey.js';
import type { Survey } from './survey.js';

/** What a spec names, found: pks by name. */
export interface Requirements {
  readonly groups: ReadonlyMap<string, string>;
  readonly outposts: readonly OutpostRow[];
  /** For method oidc. */
  readonly oidc: OidcExtras | null;
}

/** Whether this is the proxy outpost of that exact name; the embedded one is told by its mark. */
const isOutpost = ({ name, type, managed }: OutpostRow, wanted: string): boolean =>
  type === 'proxy' && (wanted === embeddedName ? managed === embeddedMark : name === wanted);

export function outpostNamed(name: string, { outposts }: Survey, where: string): OutpostRow {
  const found = outposts.find((row) => isOutpost(row, name));
  if (found) return found;
  throw missing(
    name,
    where,
    outposts.filter(({ type }) => type === 'proxy').map((row) => row.name),
  );
}

export const groupName = (binding: GroupBinding): string => (typeof binding === 'string' ? binding : binding.group);

/**
 * Finds everything that `spec` names before anything is written. A group that is missing must stop it:
 * without its binding the application would be open to every user.
 *
 * @param known groups found earlier in the batch; grows
 * @throws HlError HL_AUTHENTIK_FLOW, _GROUP, _OUTPOST, _REDIRECT, _SCOPE, all `input`
 */
export async function requirements(
  api: Client,
  { key, before }: Change<SsoSpec>,
  spec: SsoSpec,
  world: Survey,
  known: Map<string, string>,
): Promise<Requirements> {
  checkFlows(spec, world, api.where);
  if (spec.provider?.kind === 'oauth2' && spec.provider.redirectUris.length === 0) {
    throw new HlError('HL_AUTHENTIK_REDIRECT', 'method oidc without redirect_uris would accept the first address that asks', {
      kind: 'input',
      hint: 'List the addresses that the service comes back to under authentik.redirect_uris.',
    });
  }
  const isOpen = before?.application?.provider != null && before.groups.length === 0;
  const outposts = spec.outposts.map((name) => outpostNamed(name, world, api.where));
  for (const name of spec.groups.map(groupName).filter((name) => !known.has(name))) {
    const found = await group(api, name);
    if (found === null) {
      throw new HlError('HL_AUTHENTIK_GROUP', `Authentik at ${api.where} has no group named "${name}"`, {
        kind: 'input',
        hint: `Make it under Directory › Groups, or correct authentik.groups (case counts). Nothing was written: ${isOpen ? `no group is bound to ${key}, so until then every user may enter.` : 'without the group everybody could enter.'}`,
      });
    }
    known.set(name, found.pk);
  }
  return { groups: known, outposts, oidc: spec.provider?.kind === 'oauth2' ? await oidcExtras(api, world) : null };
}

function checkFlows({ provider }: SsoSpec, { flows, features, version }: Survey, where: string): void {
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

/**
 * Two providers with one host in one outpost: the last by alphabet wins, and the outpost may hang. So the host must be free.
 *
 * @param leaving pks of providers that this batch takes out of the outpost
 * @throws HlError HL_AUTHENTIK_HOST, `conflict`
 */
export function checkHost(spec: SsoSpec, own: number | null, proxies: readonly ProxyRow[], leaving: ReadonlySet<number>): void {
  const { provider } = spec;
  if (provider?.kind !== 'proxy') return;
  const claims = claimsOf(provider);
  const theirs = (row: ProxyRow): string[] =>
    claimsOf({ mode: row.mode as ProxySpec['mode'], externalHost: row.external_host, cookieDomain: row.cookie_domain });
  const others = proxies.filter(({ pk }) => pk !== own && !leaving.has(pk));
  const other = others.find((row) => theirs(row).some((claim) => claims.includes(claim)));
  if (other === undefined) return;
  const sameHost = hostOf(other.external_host) === hostOf(provider.externalHost);
  const what = sameHost ? provider.externalHost : `every host under ${provider.cookieDomain}`;
  throw new HlError(
    'HL_AUTHENTIK_HOST',
    `${what} is already served by the provider "${other.name}"${other.assigned_application_slug ? ` of the application ${other.assigned_application_slug}` : ''}`,
    {
      kind: 'conflict',
      hint: sameHost
        ? 'Remove that provider, or give this service another host name: an outpost can serve a host once only.'
        : 'Domain level is made once: keep it at one service, and use its middleware at the others.',
    },
  );
}
