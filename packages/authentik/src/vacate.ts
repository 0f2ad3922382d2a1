import type { Client } from './client.js';
import { providerName } from './desired.js';
import { claimsOf } from './host.js';
import { providerSpec } from './observed.js';
import { changeMembers } from './outpost.js';
import type { SsoSpec } from './spec.js';
import type { Survey } from './survey.js';

interface Wanted {
  readonly change: { readonly key: string };
  /** null: it is removed. */
  readonly spec: SsoSpec | null;
}

/**
 * Providers, by pk, that give up a host which another change of the batch takes. They leave their outposts before anything is changed and
 * come back with all others at the end: so hosts can move from one service to another, or be swapped, and are never in a list twice.
 * One that is removed can also change places with one that is new: that is a single write of the list.
 */
export function vacating(changes: readonly Wanted[], { proxies, ...world }: Survey): number[] {
  const wanted = changes.map(({ change: { key }, spec }) => ({
    key,
    removed: spec === null,
    claims: spec?.provider?.kind === 'proxy' ? claimsOf(spec.provider) : [],
    row:
      proxies.find(({ name, assigned_application_slug: slug }) => name === providerName(key) && (slug ?? key) === key) ??
      proxies.find(({ assigned_application_slug: slug }) => slug === key),
  }));
  return wanted.flatMap(({ key, removed, claims, row }) => {
    const held = row && providerSpec({ kind: 'proxy', row }, { proxies, ...world });
    if (held?.kind !== 'proxy') return [];
    const given = claimsOf(held).filter((claim) => !claims.includes(claim));
    const takers = wanted.filter((other) => other.key !== key && other.claims.some((claim) => given.includes(claim)));
    return takers.some((taker) => !removed || taker.row !== undefined) ? [row?.pk ?? 0] : [];
  });
}

/** @returns those that are out now; one that could not be taken out still has its host */
export async function vacate(api: Client, { outposts }: Survey, pks: readonly number[]): Promise<readonly number[]> {
  const failed = new Set<number>();
  for (const outpost of outposts) {
    const remove = pks.filter((pk) => outpost.providers.includes(pk));
    if (remove.length > 0) await changeMembers(api, outpost, { add: [], remove }).catch(() => remove.forEach((pk) => failed.add(pk)));
  }
  return pks.filter((pk) => !failed.has(pk));
}
