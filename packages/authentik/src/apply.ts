import { asResult, HlError } from '@hl/core';
import type { Change, Report } from '@hl/core';
import type { Batch } from './batch.js';
import { outpostsOf } from './batch.js';
import type { Client } from './client.js';
import { ensure } from './ensure.js';
import { hold } from './held.js';
import type { Provider } from './held.js';
import { health } from './health.js';
import { guardSlug } from './desired.js';
import { checkCompany, changeMembers } from './outpost.js';
import type { Membership } from './outpost.js';
import type { AuthentikOptions } from './options.js';
import { untilSettled } from './race.js';
import { requirements } from './requirements.js';
import type { Requirements } from './requirements.js';
import type { OutpostRow } from './rows.js';
import type { SsoSpec } from './spec.js';
import type { Survey } from './survey.js';
import { takeAway } from './takeaway.js';
import { vacate, vacating } from './vacate.js';

type Make = { readonly change: Change<SsoSpec>; readonly provider: Provider | null; readonly outposts: readonly OutpostRow[] };
type Ready = { readonly change: Change<SsoSpec>; readonly spec: SsoSpec; readonly needs: Requirements };
type Removal = { readonly change: Change<SsoSpec>; readonly provider: Provider | null };

/**
 * One batch: what is named is looked up, objects are made and changed, then each outpost's list is written once (newcomers in, leavers
 * out, at the same moment), then what left is deleted. So nothing is served before it is complete, and nothing is deleted while it is served.
 */
export async function applyBatch(
  api: Client,
  world: Survey,
  changes: readonly Change<SsoSpec>[],
  report: Report,
  onCredentials: AuthentikOptions['onCredentials'],
): Promise<void> {
  const unguarded = new Set<string>();
  const failed = (change: Change<SsoSpec>, error: unknown): void => {
    const result = asResult(error);
    if (change.key === guardSlug) for (const outpost of change.after?.outposts ?? []) unguarded.add(outpost);
    report(change, HlError.from(error).kind === 'conflict' ? { ...result, status: 'conflict' } : result);
  };

  const removals: Removal[] = [];
  const groups = new Map<string, string>();
  const ready: Ready[] = [];
  for (const change of changes) {
    const { key, after } = change;
    try {
      if (after === null) removals.push({ change, provider: (await untilSettled(api, () => hold(api, key))).provider });
      else ready.push({ change, spec: after, needs: await requirements(api, change, after, world, groups) });
    } catch (error) {
      failed(change, error);
    }
  }

  const gone = removals.flatMap(({ provider }) => (provider ? [provider.row.pk] : []));
  const giving = await vacate(api, world, vacating([...ready, ...removals.map(({ change }) => ({ change, spec: null }))], world));
  const batch: Batch = { api, world, proxies: [...world.proxies], groups, leaving: new Set([...gone, ...giving]) };
  const makes: Make[] = [];
  for (const { change, spec, needs } of ready) {
    try {
      const provider = await ensure(batch, change, spec, needs);
      if (provider?.kind === 'proxy')
        batch.proxies.splice(0, Infinity, ...batch.proxies.filter(({ pk }) => pk !== provider.row.pk), provider.row);
      makes.push({ change, provider, outposts: needs.outposts });
    } catch (error) {
      failed(change, error);
    }
  }

  const { errors, stuck, notes } = await writeOutposts(batch, makes, removals, unguarded);
  for (const { change, provider } of makes) {
    const error = provider && errors.get(provider.row.pk);
    if (error) {
      failed(change, error);
      continue;
    }
    if (provider?.kind === 'oauth2')
      onCredentials?.(change.service, { clientId: provider.row.client_id ?? '', clientSecret: provider.row.client_secret ?? '' });
    const lines = provider ? (notes.get(provider.row.pk) ?? []) : [];
    report(change, lines.length > 0 ? { status: 'applied', notes: lines } : { status: 'applied' });
  }
  for (const { change, provider } of removals) {
    try {
      const error = provider && errors.get(provider.row.pk);
      if (error) throw error;
      await takeAway(batch, change.key, (provider && stuck.get(provider.row.pk)) ?? []);
      report(change, { status: 'applied' });
    } catch (error) {
      failed(change, error);
    }
  }
}

interface Written {
  /** Why a provider's place could not be changed, by pk. */
  readonly errors: ReadonlyMap<number, unknown>;
  /** Outposts that a provider could not be taken out of, by pk. */
  readonly stuck: ReadonlyMap<number, readonly OutpostRow[]>;
  readonly notes: ReadonlyMap<number, readonly string[]>;
}

/** @param unguarded names of outposts whose guard application could not be made */
async function writeOutposts(
  batch: Batch,
  makes: readonly Make[],
  removals: readonly Removal[],
  unguarded: ReadonlySet<string>,
): Promise<Written> {
  const { api, world } = batch;
  const [errors, stuck, notes] = [new Map<number, unknown>(), new Map<number, OutpostRow[]>(), new Map<number, string[]>()];
  const memberships = world.outposts.map((outpost) => ({ outpost, ...membership(batch, outpost, makes, removals) }));
  // into the new outpost before out of the old one
  for (const { outpost, add, remove } of memberships.sort((a, b) => b.add.length - a.add.length)) {
    if (add.length + remove.length === 0) continue;
    try {
      if (unguarded.has(outpost.name)) checkCompany(outpost, { add, remove });
      for (const pk of await changeMembers(api, outpost, { add, remove })) {
        stuck.set(pk, [...(stuck.get(pk) ?? []), outpost]);
        notes.set(pk, [...(notes.get(pk) ?? []), `stays in the outpost "${outpost.name}", whose list may not become empty`]);
      }
      const warning = await health(api, outpost);
      for (const pk of warning === null ? [] : add) notes.set(pk, [...(notes.get(pk) ?? []), warning ?? '']);
    } catch (error) {
      for (const pk of [...add, ...remove]) errors.set(pk, error);
    }
  }
  return { errors, stuck, notes };
}

/** Who must be in this outpost and who out of it, of the providers of this batch. */
function membership(batch: Batch, { pk: outpost }: OutpostRow, makes: readonly Make[], removals: readonly Removal[]): Membership {
  const inside = (pk: number): boolean => outpostsOf(batch, pk).some((row) => row.pk === outpost);
  const wants = ({ outposts }: Make): boolean => outposts.some((row) => row.pk === outpost);
  const pks = (provider: Provider | null): number[] => (provider?.kind === 'proxy' ? [provider.row.pk] : []);
  return {
    add: makes.filter(wants).flatMap(({ provider }) => pks(provider)),
    remove: [...makes.filter((make) => !wants(make)), ...removals].flatMap(({ provider }) => pks(provider)).filter(inside),
  };
}
