import { HlError, type PlanFile, type PlannedChange } from '@hl/core';
import type { ComposeSpec, Revision } from '@hl/deployer';
import type { Context } from '../../context.js';
import { baseOf } from '../../systems/registry.js';

/**
 * A tag may mean another image by now: where the host keeps a revision with just the compose file that is wanted, its images come back by
 * their ids, and without a registry. A host that is away tells nothing, and says so when it is its turn.
 */
export async function withFormerImages(context: Context, plan: PlanFile): Promise<PlanFile> {
  const changes = await Promise.all(plan.changes.map((change) => withImages(context, change)));
  return { ...plan, changes };
}

async function withImages(context: Context, change: PlannedChange): Promise<PlannedChange> {
  if (baseOf(change.system) !== 'compose' || change.after === null || change.blind) return change;
  const wanted = change.after as ComposeSpec;
  const { revisions } = await import('@hl/deployer');
  const [host = ''] = change.key.split('/');
  const kept = await revisions((await context.fleet()).remote(host), wanted.installPath).catch((thrown: unknown) => {
    if (HlError.from(thrown).kind === 'bug') throw thrown;
    return [];
  });
  const images = imagesOf(wanted, kept);
  return images === null ? change : { ...change, after: { ...wanted, imageIds: images } };
}

/** Pure. Of the newest revision that had this compose file; null: none has. */
export function imagesOf(wanted: Pick<ComposeSpec, 'compose' | 'overlay'>, kept: readonly Revision[]): Revision['images'] | null {
  const same = kept.findLast(({ spec }) => spec.compose === wanted.compose && spec.overlay === wanted.overlay);
  return same === undefined || Object.keys(same.images).length === 0 ? null : same.images;
}
