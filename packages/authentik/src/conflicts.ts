import { HlError } from '@hl/core';
import type { Change, Observed, Resource } from '@hl/core';
import { embeddedMark, embeddedName } from './api-types.js';
import type { OutpostRow } from './api-types.js';
import { providerName, publisher } from './desired.js';
import { claimsOf, hostOf } from './host.js';
import { isMarked, lookUp, outpostsWith, ownProvider, providerNamed } from './lookup.js';
import type { Provider } from './lookup.js';
import { outpostNames, providerSpec } from './observed.js';
import type { ServerState } from './server-state.js';
import type { ProxySpec, SsoSpec } from './spec.js';

/** A host or a cookie domain that a proxy provider has: two of one outpost must have none in common, or it may hang. */
export interface Claim {
  /** Name of the provider. */
  readonly provider: string;
  /** Slug of its application. */
  readonly slug: string | null;
  readonly host: string;
  readonly texts: readonly string[];
  /** Outposts that serve it, by pk. None: somebody is about to choose one. */
  readonly outposts: readonly string[];
}

/** Whether this is the proxy outpost of that exact name; the embedded one is told by its mark. */
export const isOutpost = ({ name, type, managed }: OutpostRow, wanted: string): boolean =>
  type === 'proxy' && (wanted === embeddedName ? managed === embeddedMark : name === wanted);

export const claims = (state: ServerState): Claim[] =>
  state.proxies.map((row) => ({
    provider: row.name,
    slug: row.assigned_application_slug ?? null,
    host: hostOf(row.external_host),
    texts: claimsOf({ mode: row.mode as ProxySpec['mode'], externalHost: row.external_host, cookieDomain: row.cookie_domain }),
    outposts: outpostsWith(state, row.pk).map(({ pk }) => pk),
  }));

/** What a spec would claim; null when nothing. */
export function claim(slug: string, spec: SsoSpec, { outposts }: ServerState): Claim | null {
  const { provider } = spec;
  if (provider?.kind !== 'proxy') return null;
  const wanted = outposts.filter((row) => spec.outposts.some((name) => isOutpost(row, name)));
  return {
    provider: provider.name,
    slug,
    host: hostOf(provider.externalHost),
    texts: claimsOf(provider),
    outposts: wanted.map(({ pk }) => pk),
  };
}

/** Who stands in the way of `wanted`, of `others`. */
export const holderOf = (wanted: Claim, others: readonly Claim[]): Claim | undefined =>
  others.find(
    ({ texts, outposts }) =>
      texts.some((text) => wanted.texts.includes(text)) && (outposts.length === 0 || outposts.some((pk) => wanted.outposts.includes(pk))),
  );

const described = ({ provider, slug }: Pick<Claim, 'provider' | 'slug'>): string =>
  `the provider "${provider}"${slug === null ? ', which no application uses' : ` of the application ${slug}`}`;

/** @param service to whom it is told */
export function wayOut(wanted: Claim, { provider, slug, host }: Claim, service: string): string {
  if (host !== wanted.host) return 'Domain level is made once: keep it at one service, and use its middleware at the others.';
  // only a hint: the name proves nothing
  if (slug !== null && provider === providerName(slug))
    return `That is the service with the slug ${slug}: give one of the two another host name.`;
  const adopt = slug === null ? '' : ` To take it over, set authentik.slug to ${slug}, then: hl adopt ${service}`;
  return `Delete the provider "${provider}" (Applications › Providers), or give this service another host name.${adopt}`;
}

/** What the other one does in the same push: it waits for a host itself, or did not go through. */
export type Giver = 'waits' | 'failed' | null;

export function hostConflict(wanted: Claim, by: Claim, service: string, giver: Giver): HlError {
  const what = by.host === wanted.host ? wanted.host : `a host under ${wanted.host}, or its domain,`;
  const waits = 'Do it in two pushes: first give the other service its new host name, then this one.';
  const failed = 'It shall move from there, which did not go through: see what is said of that service.';
  const hint = giver === null || by.host !== wanted.host ? wayOut(wanted, by, service) : giver === 'waits' ? waits : failed;
  return new HlError('HL_AUTHENTIK_HOST', `${what} is already served by ${described(by)}`, { kind: 'conflict', hint });
}

/**
 * Where a key holds no application: somebody's provider that has the name which ours would get, or the host.
 *
 * @param keys slugs that are looked at together: which of their hosts come and go is for apply to see
 */
export function inTheWay(
  { key, service, spec }: Resource<SsoSpec>,
  state: ServerState,
  keys: ReadonlySet<string>,
): Observed<SsoSpec> | null {
  const shown = (provider: Provider, hint: string): Observed<SsoSpec> => ({
    spec: { provider: providerSpec(provider, state), application: null, groups: [], outposts: outpostNames(provider, state, '') },
    ours: false,
    holder: described({ provider: provider.row.name, slug: provider.row.assigned_application_slug ?? null }),
    hint,
  });
  const named = providerNamed(state, spec.provider?.name ?? providerName(key));
  if (named) return shown(named, `Delete or rename it (Applications › Providers), or choose another authentik.slug.`);
  const wanted = claim(key, spec, state);
  const others = claims(state).filter(({ slug }) => slug === null || !keys.has(slug) || !isMarked(state.applications.get(slug)));
  const by = wanted && holderOf(wanted, others);
  const row = state.proxies.find(({ name }) => name === by?.provider);
  return wanted && by && row ? shown({ kind: 'proxy', row }, wayOut(wanted, by, service)) : null;
}

/**
 * Why the application under a change's key, or its provider, is not ours to change, though the engine found it so: somebody was
 * faster, or linked something else with it. Who adopts takes the provider that he finds.
 */
export function ownership({ key, before, after }: Change<SsoSpec>, state: ServerState): HlError | null {
  const held = lookUp(state, key);
  const { application, provider } = held;
  const fail = (message: string, hint: string): HlError =>
    new HlError('HL_CONFLICT', `in Authentik ${message}`, { kind: 'conflict', hint });
  const otherSlug = 'Delete or rename it there, or choose another authentik.slug.';
  if (application !== null && !isMarked(application) && before?.publisher !== application.meta_publisher)
    return fail(`the application ${key} is held by somebody else`, otherSlug);
  if (after === null) return null;
  if (held.unknownProvider) return fail(`the application ${key} is linked with a provider that hl did not make`, otherSlug);
  const wanted = after.provider?.name ?? providerName(key);
  const adopted = before !== null && before.publisher !== publisher;
  if (provider !== null && !adopted && ownProvider(held) === null && provider.row.name !== wanted)
    return fail(
      `the application ${key} is linked with the provider "${provider.row.name}", which hl did not make`,
      `Link it with "${wanted}" again (Applications › Applications › ${key}), or rename that provider to "${wanted}" if it shall be managed here.`,
    );
  const named = after.provider && providerNamed(state, wanted);
  if (!named || named.row.pk === provider?.row.pk) return null;
  return fail(
    described({ provider: wanted, slug: named.row.assigned_application_slug ?? null }).replace(/^the provider/, 'there is the provider'),
    `Link it with the application ${key} if it is the one that hl made; else delete or rename it, or choose another authentik.slug.`,
  );
}
