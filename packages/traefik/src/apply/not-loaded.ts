import { HlError, type Change } from '@hl/core';
import type { Access } from '../access.js';
import type { Files } from '../client/read-files.js';
import type { RouteSpec } from '../desired/spec.js';
import { findFaults, stoppedBy } from '../observe/faults.js';

/** Makes the error of a route that Traefik did not take up, with the likely cause as far as it can be seen. */
export async function notLoaded(
  { api, directory, deadlineMs, layout }: Access,
  files: Files,
): Promise<(change: Change<RouteSpec>) => HlError> {
  const broken = await findFaults(files, api);
  const providers = (await api?.providers()) ?? null;
  const off = providers !== null && !providers.includes('file');
  const causeOf = (key: string): string => {
    if (broken.length > 0) return stoppedBy(broken);
    if (off) return 'its file provider is not switched on';
    const taken = layout.inventory(files).elsewhere(key);
    return taken
      ? `${taken.file} defines the same names`
      : `another file in ${directory} may be broken, or Traefik reads another directory`;
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
