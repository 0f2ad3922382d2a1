import { posix } from 'node:path';
import { type JsonMap, listOf, mapOf, mountSources, pairsOf } from '@hl/compose';
import { fileOf, writtenIn } from './spec-file.js';
import { isRecord, sha256, type Deployment, type Json, type ServiceFileCopy } from '@hl/core';
import { filesLabel, networkLabel, serviceLabel, type ComposeSpec } from '../spec.js';

/**
 * A short hash of the service's files that one compose service mounts or reads, or null when there is none. As a label
 * it makes compose recreate exactly the containers whose files changed, which compose does not notice by itself.
 */
export function filesHash(container: JsonMap, top: JsonMap, installPath: string, files: readonly ServiceFileCopy[]): string | null {
  if (files.length === 0) return null;
  const envFiles = listOf(container['env_file']).map((file) => (isRecord(file) ? file['path'] : file));
  const sources = [
    ...mountSources(container).filter((source) => /^[./~]/.test(source)),
    ...[...envFiles, ...filesBehind(container, top, 'configs'), ...filesBehind(container, top, 'secrets')].filter(isText),
  ].map((path) => posix.resolve(installPath, path));
  const concerned = files
    .filter(({ destination }) => sources.some((source) => holds(source, posix.resolve(installPath, destination))))
    .map(({ destination, mode, sha256: digest }) => `${destination} ${mode} ${digest}`);
  return concerned.length === 0 ? null : sha256(concerned.sort().join('\n')).slice(0, 16);
}

/** What marks a container as ours, and makes compose recreate it when its files change, or the container whose network it uses. */
export function ourLabels(
  service: string,
  container: JsonMap,
  top: JsonMap,
  { installPath, files, networkOf }: Deployment,
): Record<string, string> {
  const hash = filesHash(container, top, installPath, files);
  const uses = networkOf !== null && container['network_mode'] === `container:${networkOf.container}`;
  return {
    [serviceLabel]: service,
    ...(hash === null ? {} : { [filesLabel]: hash }),
    ...(uses ? { [networkLabel]: networkOf.fingerprint } : {}),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

const holds = (directory: string, path: string): boolean =>
  directory === path || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);

/** Files of compose's own `configs:` and `secrets:`. */
const filesBehind = (container: JsonMap, top: JsonMap, kind: 'configs' | 'secrets'): (Json | undefined)[] =>
  listOf(container[kind]).map((use) => mapOf(mapOf(top[kind])[String(isRecord(use) ? use['source'] : use)])['file']);

/** Files that `after` wants and `before` does not hold as they shall be. */
const changedFiles = (before: ComposeSpec, after: ComposeSpec): ServiceFileCopy[] =>
  after.files.filter(
    ({ destination, sha256: digest, mode }) =>
      !before.files.some((file) => file.destination === destination && file.sha256 === digest && file.mode === mode),
  );

/**
 * Compose services whose files on the host are not what they were deployed with, though compose sees no change:
 * a file was changed or deleted by hand, so the label with its hash is the same before and after.
 */
export function spoiledServices(before: ComposeSpec, after: ComposeSpec): string[] {
  const spoiled = changedFiles(before, after);
  const [old, { top, services }] = [fileOf(before), fileOf(after)];
  const label = (container: JsonMap | undefined): unknown => pairsOf(container?.['labels'])[filesLabel];
  return [...services]
    .filter(([name, container]) => before.compose !== '' && label(container) === label(old.services.get(name)))
    .filter(([, container]) => filesHash(container, top, after.installPath, spoiled) !== null)
    .map(([name]) => name);
}

/**
 * For each compose service that need not be made anew for its files, its name, a tab and a line of a compose file that takes our labels away:
 * what was taken over as it was has none.
 */
export function withoutOurLabels(before: ComposeSpec | null, after: ComposeSpec): string {
  const { top, services } = writtenIn(after);
  const changed = before === null ? after.files : changedFiles(before, after);
  return [...services]
    .filter(([, container]) => filesHash(container, top, after.installPath, changed) === null)
    .map(([name, { labels }]) => {
      const theirs = Object.entries(pairsOf(labels)).filter(([key]) => !key.startsWith('hl.'));
      const rest = theirs.length === 0 ? '!reset null' : `!override ${JSON.stringify(Object.fromEntries(theirs))}`;
      return `${name}\t  ${JSON.stringify(name)}: {labels: ${rest}}`;
    })
    .join('\n');
}
