import { HlError, type Refusal } from '@hl/core';
import type { Client } from '../client/client.js';
import { notPermitted } from '../client/http-errors.js';
import { eachMake, openBatch, type Batch, type Make } from './batch.js';

/** What `apply` would refuse of these changes, and why, found without a write. */
export async function refusals(about: Omit<Batch, 'state'>): Promise<Refusal[]> {
  if (about.changes.every(({ after }) => after === null)) return [];
  const batch = await openBatch(about);
  const isAllowed = rightsOf(batch);
  const { refused } = await eachMake(batch, async (make) => {
    if (batch.state.applications.has(make.change.key)) return;
    for (const { method, path } of writesOf(make))
      if (!(await isAllowed(method, path))) throw notPermitted(`${method} ${path}`, about.api.where);
  });
  return refused.map(({ change: { key }, error }) => ({ key, error: HlError.from(error).toJSON() }));
}

/** What every `apply` of a new application writes. */
function writesOf({ spec: { provider, groups }, references: { outposts } }: Make): { method: string; path: string }[] {
  const paths = ['core/applications/', provider && `providers/${provider.kind}/`, groups.length > 0 && 'policies/bindings/'];
  const posts = paths.flatMap((path) => (path ? { method: 'POST', path } : []));
  return [...posts, ...outposts.map(({ pk }) => ({ method: 'PUT', path: `outposts/instances/${pk}/` }))];
}

/** A superuser may do all; for everybody else each endpoint is asked once. Where it does not answer that, nothing is refused. */
function rightsOf({ api, state }: Batch): (method: string, path: string) => Promise<boolean> {
  if (state.isSuperuser) return async () => true;
  const asked = new Map<string, ReturnType<Client['actions']>>();
  return async (method, path) => {
    const actions = asked.get(path) ?? api.actions(path);
    asked.set(path, actions);
    return (await actions)?.has(method) !== false;
  };
}
