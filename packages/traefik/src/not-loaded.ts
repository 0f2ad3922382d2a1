import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import { brokenFiles } from './diagnose.js';
import type { Files } from './directory.js';
import type { World } from './observe.js';
import type { RouteSpec } from './spec.js';

/** Why nothing is written at all: files of others that Traefik is sure to reject; `null` when there are none. */
export function blocked(key: string, broken: readonly string[]): HlError | null {
  if (broken.length === 0) return null;
  return new HlError('HL_TRAEFIK_BLOCKED', `Traefik cannot take up the route of ${key}: ${stopped(broken)}`, {
    kind: 'refused',
    hint: 'Mend or remove that file; nothing was written.',
  });
}

const stopped = (broken: readonly string[]): string => `another file stops all updates: ${broken.slice(0, 3).join('; ')}`;

/** Makes the error of a route that Traefik did not take up, with the likely cause as far as it can be seen. */
export async function notLoaded(
  { api, directory, deadlineMs, layout }: World,
  files: Files,
): Promise<(change: Change<RouteSpec>) => HlError> {
  const broken = brokenFiles(files);
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
