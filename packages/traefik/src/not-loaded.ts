import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import type { Files } from './directory.js';
import { findFaults, stopped } from './faults.js';
import type { RouteSpec } from './spec.js';
import type { World } from './world.js';

/** Makes the error of a route that Traefik did not take up, with the likely cause as far as it can be seen. */
export async function notLoaded(world: World, files: Files): Promise<(change: Change<RouteSpec>) => HlError> {
  const { api, directory, deadlineMs, layout } = world;
  const broken = await findFaults({ ...world, layout: { ...layout, strangers: (all) => all } }, files, null);
  const others = layout.elsewhere(files);
  const providers = await api?.providers().catch(() => null);
  const off = providers !== null && providers !== undefined && !providers.includes('file');
  const causeOf = (key: string): string => {
    const taken = others(key);
    if (broken.length > 0) return stopped(broken);
    if (off) return 'its file provider is not switched on';
    if (taken) return `${taken.file} defines the same names`;
    return `another file in ${directory} may be broken, or Traefik reads another directory`;
  };
  let hint =
    'Look for "Error occurred during watcher callback" in Traefik\'s log, and mount the directory into its container, not single files; ' +
    'what was there before was put back.';
  if (off) hint = 'Set providers.file.directory in the static configuration of Traefik.';
  if (broken.length > 0) hint = 'Mend or remove that file; what was there before was put back.';
  return ({ key, after }) => {
    const what = after === null ? `Traefik still serves the removed route of ${key}` : `Traefik did not load the route of ${key}`;
    return new HlError('HL_TRAEFIK_NOT_LOADED', `${what} within ${deadlineMs / 1000} s: ${causeOf(key)}`, { kind: 'refused', hint });
  };
}
