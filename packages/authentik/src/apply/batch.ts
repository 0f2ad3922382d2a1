import type { Change } from '@hl/core';
import type { Client } from '../client/client.js';
import { isOvertaken } from '../client/http-errors.js';
import type { SsoSpec } from '../desired/spec.js';
import { claimOf, claims, holderOf, hostConflict, ownership, type Claim } from '../observe/conflicts.js';
import { lookUp, ownProvider } from '../observe/lookup.js';
import { readState, type ServerState } from '../observe/server-state.js';
import { finder, type References } from './references.js';

/** What the changes of one `apply` share. */
export interface Batch {
  readonly api: Client;
  readonly changes: readonly Change<SsoSpec>[];
  /** Where browsers reach Authentik to log in. */
  readonly browserUrl: string;
  /** As it was read; again, when another writer was faster. */
  state: ServerState;
}

export async function openBatch(about: Omit<Batch, 'state'>): Promise<Batch> {
  const wanted = about.changes.flatMap(({ key, before, after }) => [before, after].map((spec) => ({ key, spec })));
  return { ...about, state: await readState(about.api, wanted) };
}

const attempts = 4;

/** Runs `once`; when another writer overtakes it, again, with what holds then. */
export async function retryBatch<T>(batch: Batch, once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (attempt > 1) batch.state = (await openBatch(batch)).state;
      return await once();
    } catch (error) {
      if (attempt === attempts || !isOvertaken(error)) throw error;
    }
    await batch.api.backoff(attempt);
  }
}

/** A change that makes something; all else deletes it. */
export interface Make {
  readonly change: Change<SsoSpec>;
  readonly spec: SsoSpec;
  readonly references: References;
}

export interface Sorted {
  readonly made: readonly Make[];
  readonly refused: readonly { readonly change: Change<SsoSpec>; readonly error: unknown }[];
  readonly removals: readonly Change<SsoSpec>[];
}

/**
 * Calls `once` for each change that makes something, as soon as its host is free: what is removed leaves the outpost's list in the write
 * in which what takes its host comes in, and a host that another service gives up in this batch is taken after that, in whatever order
 * they come. Two that swap their hosts wait for each other, so both are refused.
 */
export async function eachMake({ api, changes, state }: Batch, once: (make: Make) => Promise<void>): Promise<Sorted> {
  const sorted = { made: [] as Make[], refused: [] as Sorted['refused'][number][], removals: [] as Change<SsoSpec>[] };
  const makes: { change: Change<SsoSpec>; spec: SsoSpec; claim: Claim | undefined; has: string | undefined }[] = [];
  for (const change of changes) {
    const { key, after: spec } = change;
    const error = ownership(change, state);
    if (error) sorted.refused.push({ change, error });
    else if (spec?.application == null) sorted.removals.push(change);
    else makes.push({ change, spec, claim: claimOf(key, spec, state), has: lookUp(state, key).provider?.name });
  }
  const find = finder(api, state);
  const leaving = sorted.removals.map(({ key }) => ownProvider(lookUp(state, key))?.name);
  let held = claims(state).filter(({ provider }) => !leaving.includes(provider));
  let waiting = makes;
  while (waiting.length > 0) {
    const blocked: ((typeof makes)[number] & { error: unknown })[] = [];
    for (const make of waiting) {
      const { change, spec, claim, has } = make;
      const others = held.filter(({ provider }) => provider !== has);
      const by = claim && holderOf(claim, others);
      if (by) {
        const moves = makes.some((one) => (one.change.key === by.slug || one.has === by.provider) && one.claim?.host !== by.host);
        blocked.push({ ...make, error: hostConflict(claim, by, change.service, moves) });
        continue;
      }
      try {
        const references = await find(change, spec);
        await once({ change, spec, references });
        sorted.made.push({ change, spec, references });
        held = claim ? [...others, claim] : others;
      } catch (error) {
        sorted.refused.push({ change, error });
      }
    }
    if (blocked.length === waiting.length) return { ...sorted, refused: [...sorted.refused, ...blocked] };
    waiting = blocked;
  }
  return sorted;
}
