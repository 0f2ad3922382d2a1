import { posix } from 'node:path';
import { type ComposeFile, mountSources, pairsOf } from '@hl/compose';

/** Set for the command of a stack to the node it runs on. */
export const nodeVariable = 'HL_NODE';

/** Directories that bind mounts want: compose makes them when they are missing, a Swarm refuses the task. */
export const bindSources = ({ services }: ComposeFile, installPath: string): string[] => {
  const sources = [...services.values()].flatMap(mountSources).filter((source) => /^[./]/.test(source) && !source.includes('$'));
  return [...new Set(sources.map((source) => posix.resolve(installPath, source)))];
};

/** Variables that a container's own `environment` names. */
export const environmentNames = ({ services }: ComposeFile, service: string): string[] =>
  Object.keys(pairsOf(services.get(service)?.['environment']));

/** A compose file of the images to use by digest, since their tags may mean something newer by now; empty when there is none. */
export function pinnedImages({ top, services }: ComposeFile, images: Readonly<Record<string, string>>): string {
  const pinned = [...services].flatMap(([name, { image }]) =>
    typeof image === 'string' && images[name]?.startsWith(`${image}@sha256:`)
      ? [`  ${JSON.stringify(name)}:\n    image: ${JSON.stringify(images[name])}`]
      : [],
  );
  // A stack's files must be of one version.
  const version = top['version'] === undefined ? [] : [`version: ${JSON.stringify(String(top['version']))}`];
  return pinned.length === 0 ? '' : [...version, 'services:', ...pinned].join('\n');
}
