import { HlError, type Change, type Observed, type Resource } from '@hl/core';
import { embedded, type OutpostRow, type Provider } from '../client/api-types.js';
import { hostOf } from '../desired/external-host.js';
import { providerName, publisher } from '../desired/names.js';
import type { SsoSpec } from '../desired/spec.js';
import { isMarked, lookUp, outpostsWith, ownProvider, providerNamed } from './lookup.js';
import { outpostNames, providerSpec } from './parse.js';
import type { ServerState } from './server-state.js';

/** The host, and at domain level the cookie domain, of a proxy provider: two of one outpost must have none in common, or it may hang. */
export interface Claim {
  /** Name of the provider. */
  readonly provider: string;
  /** Slug of its application. */
  readonly slug: string | null;
  /** `host[:port]`, by which an outpost chooses the application. */
  readonly host: string;
  readonly domain: string | null;
  /** Outposts that serve it, by pk. None: somebody is about to choose one. */
  readonly outposts: readonly string[];
}

/** Whether this is the proxy outpost of that exact name; the embedded one is known by its mark. */
export const isOutpost = ({ name, type, managed }: OutpostRow, wanted: string): boolean =>
  type === 'proxy' && (wanted === embedded.name ? managed === embedded.mark : name === wanted);

function claim(slug: string | null, provider: SsoSpec['provider'], outposts: readonly OutpostRow[]): Claim[] {
  if (provider?.kind !== 'proxy') return [];
  const { name, mode, externalHost, cookieDomain } = provider;
  const domain = mode === 'forward_domain' ? cookieDomain : null;
  return [{ provider: name, slug, host: hostOf(externalHost), domain, outposts: outposts.map(({ pk }) => pk) }];
}

/** Of all proxy providers that are there. */
export const claims = (state: ServerState): Claim[] =>
  state.providers.flatMap((row) => claim(row.assigned_application_slug ?? null, providerSpec(row, state), outpostsWith(state, row.pk)));

/** Of a spec; undefined when it needs no host. */
export const claimOf = (slug: string, { provider, outposts }: SsoSpec, state: ServerState): Claim | undefined =>
  claim(
    slug,
    provider,
    state.outposts.filter((row) => outposts.some((name) => isOutpost(row, name))),
  )[0];

/** Who of `others` stands in the way of `wanted`. */
export const holderOf = (wanted: Claim, others: readonly Claim[]): Claim | undefined =>
  others.find(
    ({ host, domain, outposts }) =>
      (host === wanted.host || (domain !== null && domain === wanted.domain)) &&
      (outposts.length === 0 || outposts.some((pk) => wanted.outposts.includes(pk))),
  );

const described = (name: string, slug: string | null | undefined): string =>
  `the provider "${name}"${slug == null ? ', which no application uses' : ` of the application ${slug}`}`;

/** What to do about a host that another provider has. */
function wayOut(wanted: Claim, { provider, slug, host }: Claim, service: string): string {
  if (host !== wanted.host) return 'Domain level is made once: keep it at one service, and use its middleware at the others.';
  // only a hint: the name proves nothing
  if (slug !== null && provider === providerName(slug))
    return `That is the service with the slug ${slug}: give one of the two another host name, or both that slug if they are pages of one service.`;
  const adopt = slug === null ? '' : ` To take it over, set authentik.slug to ${slug}, then: hl adopt ${service}`;
  return `Delete the provider "${provider}" (Applications › Providers), or give this service another host name.${adopt}`;
}

/** @param moves the other service shall get another host name in the same push */
export function hostConflict(wanted: Claim, by: Claim, service: string, moves: boolean): HlError {
  const isSame = by.host === wanted.host;
  const what = isSame ? wanted.host : `a host under ${wanted.host}, or its domain,`;
  const inTurn =
    'Do it in two pushes: first give the other service its new host name, then this one. If that is what failed, see what is said of it.';
  const message = `${what} is already served by ${described(by.provider, by.slug)}`;
  return new HlError('HL_AUTHENTIK_HOST', message, { kind: 'conflict', hint: moves && isSame ? inTurn : wayOut(wanted, by, service) });
}

/**
 * Where a key holds no application: somebody's provider that has the name which ours would get, or the host.
 *
 * @param keys slugs that are looked at together: which of their hosts come and go is for apply to see
 */
export function inTheWay(resource: Resource<SsoSpec>, state: ServerState, keys: ReadonlySet<string>): Observed<SsoSpec> | null {
  const { key, service, spec } = resource;
  const shown = (provider: Provider, hint: string): Observed<SsoSpec> => ({
    spec: { provider: providerSpec(provider, state), application: null, groups: [], outposts: outpostNames(provider, state, '') },
    ours: false,
    holder: described(provider.name, provider.assigned_application_slug),
    hint,
  });
  const named = providerNamed(state, spec.provider?.name ?? providerName(key));
  if (named) return shown(named, `Delete or rename it (Applications › Providers), or choose another authentik.slug.`);
  const wanted = claimOf(key, spec, state);
  const others = claims(state).filter(({ slug }) => slug === null || !keys.has(slug) || !isMarked(state.applications.get(slug)));
  const by = wanted && holderOf(wanted, others);
  const provider = by && providerNamed(state, by.provider);
  return wanted && by && provider ? shown(provider, wayOut(wanted, by, service)) : null;
}

/**
 * Why the application under a change's key, or its provider, is not ours to change, though the engine found it so: somebody was
 * faster, or linked something else with it. Who adopts takes the provider that he finds.
 */
export function ownership({ key, before, after }: Change<SsoSpec>, state: ServerState): HlError | null {
  const found = lookUp(state, key);
  const { application, provider } = found;
  const fail = (message: string, hint: string): HlError =>
    new HlError('HL_CONFLICT', `in Authentik ${message}`, { kind: 'conflict', hint });
  const otherSlug = 'Delete or rename it there, or choose another authentik.slug.';
  if (application !== null && !isMarked(application) && before?.publisher !== application.meta_publisher)
    return fail(`the application ${key} is held by somebody else`, otherSlug);
  if (after === null) return null;
  if (found.hasUnknownProvider) return fail(`the application ${key} is linked with a provider that hl did not make`, otherSlug);
  const wanted = after.provider?.name ?? providerName(key);
  const isAdopted = before !== null && before.publisher !== publisher;
  if (provider !== null && !isAdopted && ownProvider(found) === null && provider.name !== wanted)
    return fail(
      `the application ${key} is linked with the provider "${provider.name}", which hl did not make`,
      `Link it with "${wanted}" again (Applications › Applications › ${key}), or rename that provider to "${wanted}" if it shall be managed here.`,
    );
  const named = after.provider && providerNamed(state, wanted);
  if (!named || named.pk === provider?.pk) return null;
  return fail(
    `there is ${described(wanted, named.assigned_application_slug)}`,
    `Link it with the application ${key} if it is the one that hl made; else delete or rename it, or choose another authentik.slug.`,
  );
}
