import { type Change, type GlanceSite, HlError, type Refusal, type Remote } from '@hl/core';
import type { TileSpec } from '../desired/desired.js';
import { pages } from '../document/places.js';
import { editAll } from '../edit/batch.js';
import { load } from '../observe/files.js';
import { type Mount, mountsOf } from './mounts.js';
import { findTargets } from './targets.js';
import { validate } from './validate.js';

/**
 * What a write would be refused for, found without one: a page or group that is not there and shall not be made, a place in the
 * file that cannot be edited, a right that is missing, and a file that Glance does not accept as it is.
 */
export async function refusals(remote: Remote, site: GlanceSite, changes: readonly Change<TileSpec>[]): Promise<Refusal[]> {
  const { document, disk } = await load(remote, site.config);
  const { document: after, failed } = editAll(document, changes, site.create);
  const mounts = await mountsOf(remote, site.restart);
  const paths = [...after.sources.keys()].filter((path) => after.sources.get(path) !== disk.get(path));
  // Of a file without a page Glance says no, until a tile's page is in it.
  const error = (await closed(remote, paths, mounts)) ?? (pages(document).length > 0 ? await invalid(remote, site, mounts) : null);
  const refused = new Map([...(error ? changes.map((change) => [change, error] as const) : []), ...failed]);
  return [...refused].map(([{ key }, reason]) => ({ key, error: HlError.from(reason).toJSON() }));
}

async function closed(remote: Remote, paths: readonly string[], mounts: readonly Mount[]): Promise<HlError | null> {
  const targets = [...(await findTargets(remote, paths, mounts)).values()];
  const place = targets.find((target) => target.closed !== null)?.closed;
  if (!place) return null;
  return new HlError('HL_GLANCE_RIGHTS', `${remote.name}: the SSH user may not write ${place}`, {
    kind: 'refused',
    hint: 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.',
  });
}

async function invalid(remote: Remote, site: GlanceSite, mounts: readonly Mount[]): Promise<HlError | null> {
  try {
    await validate(remote, site, site.config, mounts);
    return null;
  } catch (error) {
    if (error instanceof HlError && error.code === 'HL_GLANCE_INVALID') return error;
    throw error;
  }
}
