import { HlError } from '@hl/core';
import type { Change, Refusal } from '@hl/core';
import type { Make } from './apply.js';
import { giverOf, sorted } from './apply.js';
import { wantedOf } from './batch.js';
import type { Client } from './client.js';
import { hostConflict } from './conflicts.js';
import { eachWhenFree } from './host-order.js';
import { lookUp } from './lookup.js';
import { finder } from './references.js';
import type { References } from './references.js';
import { isSuperuser, readState } from './server-state.js';
import type { SsoSpec } from './spec.js';

/** What `apply` would refuse of these changes, and why, found without a write. */
export async function refusals(api: Client, changes: readonly Change<SsoSpec>[]): Promise<Refusal[]> {
  const found = new Map<string, HlError>();
  if (changes.every(({ after }) => after === null)) return [];
  const state = await readState(api, wantedOf(changes));
  const { makes, foreign, held } = sorted(changes, state);
  for (const { change, error } of foreign) found.set(change.key, error);
  const find = finder(api, state);
  const missing = await missingRights(api);

  const check = async ({ change, spec }: Make): Promise<HlError | null> => {
    const references = await find(change, spec);
    const application = lookUp(state, change.key).application;
    return missing(rightsFor(spec, references, application === null));
  };

  const blocked = await eachWhenFree(makes, held, async (make) => {
    const error = await check(make).catch((caught: unknown) => HlError.from(caught));
    if (error) found.set(make.change.key, error);
    return error === null;
  });
  for (const { taker, by } of blocked) {
    if (taker.claim) found.set(taker.change.key, hostConflict(taker.claim, by, taker.change.service, giverOf(by, makes, blocked)));
  }
  return [...found].map(([key, error]) => ({ key, error: error.toJSON() }));
}

type Right = readonly [method: 'POST' | 'PUT', path: string];

/** Writes that every `apply` of this needs. */
function rightsFor({ provider, groups }: SsoSpec, { outposts, groups: pks }: References, isNew: boolean): Right[] {
  const change = outposts.map((outpost): Right => ['PUT', `outposts/instances/${outpost.pk}/`]);
  if (!isNew) return [];
  const make: Right[] = [
    ['POST', 'core/applications/'],
    ...(provider ? [['POST', `providers/${provider.kind}/`] as const] : []),
    ...(groups.length > 0 && pks.size > 0 ? [['POST', 'policies/bindings/'] as const] : []),
  ];
  return [...make, ...change];
}

/** A superuser may do all; of everybody else the endpoints tell, each asked once. */
async function missingRights(api: Client): Promise<(rights: readonly Right[]) => Promise<HlError | null>> {
  const asked = new Map<string, Promise<ReadonlySet<string> | null>>();
  if (await isSuperuser(api)) return async () => null;
  return async (rights) => {
    for (const [method, path] of rights) {
      const actions = asked.get(path) ?? api.actions(path);
      asked.set(path, actions);
      if ((await actions)?.has(method) !== false) continue;
      return new HlError('HL_AUTHENTIK_PERMISSION', `Authentik at ${api.where}: the token may not ${method} ${path}`, {
        kind: 'refused',
        hint: 'Give its user the permissions that the README of @hl/authentik lists.',
      });
    }
    return null;
  };
}
