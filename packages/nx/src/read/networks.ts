import type { Service } from '@hl/core';
import type { Facts } from './facts.js';

/** A service file and what it says. */
export interface Known {
  /** Relative to the folder of hl.yml. */
  readonly path: string;
  readonly facts: Facts;
}

/**
 * Names of the services that each one needs, by its path: those that it lists, and those whose network it uses, found as `hl` finds them.
 *
 * @param read a file that a service names, from the folder of hl.yml or from beside the file; null: it is not there
 */
export async function needsOf(
  files: readonly Known[],
  read: (path: string) => string | null,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const listed = new Map(files.map(({ path, facts }) => [path, facts.needs]));
  const texts = new Map(files.map(({ path, facts }) => [path, contentOf(facts, path, read)]));
  const isAsked = files.some(({ path, facts }) => `${JSON.stringify(facts.containers)}${texts.get(path)}`.includes('container:'));
  if (!isAsked) return listed;
  const { linkNetworks } = await import('@hl/schema'); // the whole of validation: for homelabs that need it
  const services = files.flatMap(({ path, facts: { name, host, needs, containers } }) => {
    if (containers === null) return [];
    const content = texts.get(path) ?? null;
    const deployment = { ...containers, composeFile: content === null ? null : { content }, dependsOnServices: needs };
    return [{ name: name ?? path, host: host ?? '', path, deployment } as unknown as Service];
  });
  try {
    for (const { path, deployment } of linkNetworks(services)) listed.set(path, deployment?.dependsOnServices ?? []);
  } catch {
    // A compose file that cannot be read: hl validate tells it, and what is listed is known all the same.
  }
  return listed;
}

const contentOf = ({ containers }: Facts, path: string, read: (path: string) => string | null): string | null => {
  const file = containers?.composeFile ?? null;
  return file === null ? null : (read(`${path.slice(0, path.lastIndexOf('/') + 1)}${file}`) ?? read(file));
};
