import { HlError } from '@hl/core';
import type { Change, Report } from '@hl/core';
import type { OutpostRow, ProxyRow } from './api-types.js';
import { resultOf, wantedOf } from './batch.js';
import type { Batch } from './batch.js';
import type { Client } from './client.js';
import { claim, claims, hostConflict, ownership } from './conflicts.js';
import type { Claim, Giver } from './conflicts.js';
import { takeAway } from './delete.js';
import { guardSlug } from './desired.js';
import { ensure } from './ensure.js';
import type { Ensured } from './ensure.js';
import { eachWhenFree } from './host-order.js';
import type { Blocked } from './host-order.js';
import { lookUp, ownProvider } from './lookup.js';
import { writeOutposts } from './outposts.js';
import type { Place } from './outposts.js';
import { finder } from './references.js';
import { readState } from './server-state.js';
import type { ServerState } from './server-state.js';
import type { SsoSpec } from './spec.js';

/** A change that makes something; all else takes it away. */
export interface Make {
  readonly change: Change<SsoSpec>;
  readonly spec: SsoSpec;
  readonly claim: Claim | null;
  readonly has: string | null;
}

export interface Sorted {
  readonly makes: readonly Make[];
  /** What turns out to be somebody else's. */
  readonly foreign: readonly { readonly change: Change<SsoSpec>; readonly error: HlError }[];
  readonly removals: readonly Change<SsoSpec>[];
  /** Hosts as they are when what is removed is gone. */
  readonly held: readonly Claim[];
}

/** What the one that stands in the way does in this batch. */
export function giverOf(by: Claim, makes: readonly Make[], blocked: readonly Blocked<Make>[]): Giver {
  const gives = ({ change, has }: Make): boolean => change.key === by.slug || has === by.provider;
  if (blocked.some(({ taker }) => gives(taker))) return 'waits';
  return makes.some((make) => gives(make) && make.claim?.host !== by.host) ? 'failed' : null;
}

interface Made {
  readonly make: Make;
  readonly ensured: Ensured;
  readonly outposts: readonly OutpostRow[];
}

/** What is removed leaves the outpost's list in the same write in which what takes its host comes in. */
export function sorted(changes: readonly Change<SsoSpec>[], state: ServerState): Sorted {
  const foreign = changes.flatMap((change) => {
    const error = ownership(change, state);
    return error ? [{ change, error }] : [];
  });
  const ours = changes.filter((change) => !foreign.some((one) => one.change === change));
  const makes = ours.flatMap((change): Make[] => {
    const { key, after } = change;
    if (after?.application == null) return [];
    return [{ change, spec: after, claim: claim(key, after, state), has: lookUp(state, key).provider?.row.name ?? null }];
  });
  const removals = ours.filter(({ after }) => after?.application == null);
  const leaving = new Set(removals.map(({ key }) => ownProvider(lookUp(state, key))?.row.name));
  return { makes, foreign, removals, held: claims(state).filter(({ provider }) => !leaving.has(provider)) };
}

/**
 * One batch: what is named is looked up, objects are made and changed, then each outpost's list is written once (newcomers in, leavers
 * out, at the same moment), then what left is deleted. So nothing is served before it is complete, and nothing is deleted while it is served.
 */
export async function applyBatch(api: Client, changes: readonly Change<SsoSpec>[], report: Report, browserUrl: string): Promise<void> {
  const batch: Batch = { api, changes, state: await readState(api, wantedOf(changes)) };
  const { makes, foreign, removals, held } = sorted(changes, batch.state);
  const unguarded = new Set<string>();
  const failed = (change: Change<SsoSpec>, error: unknown): void => {
    if (change.key === guardSlug) for (const outpost of change.after?.outposts ?? []) unguarded.add(outpost);
    report(change, resultOf(error));
  };

  for (const { change, error } of foreign) failed(change, error);
  const find = finder(api, batch.state);
  const made: Made[] = [];
  const blocked = await eachWhenFree(makes, held, async (make) => {
    try {
      const found = await find(make.change, make.spec);
      made.push({ make, ensured: await ensure(batch, make.change, make.spec, found), outposts: found.outposts });
      return true;
    } catch (error) {
      failed(make.change, error);
      return false;
    }
  });
  for (const { taker, by } of blocked) {
    failed(taker.change, taker.claim && hostConflict(taker.claim, by, taker.change.service, giverOf(by, makes, blocked)));
  }

  const places = await placesOf(api, made);
  const leaving = removals.map(({ key }): Place => {
    const own = ownProvider(lookUp(batch.state, key));
    return { pk: own?.kind === 'proxy' ? own.row.pk : null, outposts: [] };
  });
  const { errors, stuck, notes } = await writeOutposts(batch, [...places, ...leaving], { unguarded, browserUrl });

  for (const [index, { make, outposts }] of made.entries()) {
    const { pk = null } = places[index] ?? {};
    const error = pk === null ? (outposts.length > 0 ? lost(make, api.where) : undefined) : errors.get(pk);
    const lines = pk === null ? [] : (notes.get(pk) ?? []);
    if (error) failed(make.change, error);
    else report(make.change, lines.length > 0 ? { status: 'applied', notes: lines } : { status: 'applied' });
  }
  for (const [index, change] of removals.entries()) {
    try {
      const { pk = null } = leaving[index] ?? {};
      const error = pk === null ? undefined : errors.get(pk);
      if (error) throw error;
      await takeAway(batch, change, (pk !== null && stuck.get(pk)) || []);
      report(change, { status: 'applied' });
    } catch (error) {
      failed(change, error);
    }
  }
}

const lost = ({ change: { key } }: Make, where: string): HlError =>
  new HlError('HL_AUTHENTIK_GONE', `Authentik at ${where}: the provider of ${key} is gone as soon as it was made`, {
    kind: 'refused',
    hint: 'Somebody else removed it meanwhile; run again.',
  });

/** A transaction does not tell what it made: all of that is looked up at once. */
async function placesOf(api: Client, made: readonly Made[]): Promise<Place[]> {
  const isUntold = ({ make, ensured }: Made): boolean => ensured === undefined && make.spec.provider?.kind === 'proxy';
  const rows = made.some(isUntold) ? await api.list<ProxyRow>('providers/proxy/', { ordering: 'pk' }) : [];
  const pks = new Map(rows.map(({ assigned_application_slug: slug, pk }) => [slug, pk]));
  return made.map((one) => {
    const { ensured, make, outposts } = one;
    if (isUntold(one)) return { pk: pks.get(make.change.key) ?? null, outposts };
    return { pk: ensured?.kind === 'proxy' ? ensured.row.pk : null, outposts };
  });
}
