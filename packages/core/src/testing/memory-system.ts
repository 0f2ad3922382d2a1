import { equal } from '../values/equal.js';
import type { Integration, Observed, Resource } from '../integration.js';
import type { Service } from '../model/service.gen.js';
import type { Site } from '../model/site.js';

/** One object of a system in memory. */
export interface Held {
  readonly spec: unknown;
  readonly owner: 'hl' | 'them';
  /** Stored objects take effect with the reload that follows. */
  readonly live: boolean;
}

/** A system as plain data, so that a test can copy it, compare it and go on from any point. */
export type MemoryWorld = Record<string, Held>;

export interface MemorySystemOptions {
  readonly system: string;
  /** No room for a mark: `observe` cannot tell who made what. */
  readonly markless?: boolean;
  readonly desired: (service: Service, site: Site) => readonly { readonly key: string; readonly spec: object }[];
  readonly world: MemoryWorld;
  /** Every outside call passes through it. */
  readonly step?: <T>(call: () => T) => Promise<T>;
}

/**
 * An integration in front of a system in memory. Like a real one it can half-finish: an object is stored first and takes effect with
 * a reload of all; where there is no room for marks, one call does both.
 */
export function memorySystem({
  system,
  markless = false,
  desired,
  world,
  step = async (call) => call(),
}: MemorySystemOptions): Integration {
  const seen = ({ spec, live }: Held): object => ({ ...(spec as object), live });
  return {
    system,
    ...(markless ? { markless: true as const } : {}),
    desired: (service, site) =>
      desired(service, site).map(({ key, spec }): Resource => ({ system, key, service: service.name, spec: { ...spec, live: true } })),
    observe: (resources) =>
      step(() => {
        const found = new Map<string, Observed>();
        for (const { key } of resources) {
          const held = world[key];
          if (held) found.set(key, { spec: seen(held), ours: !markless && held.owner === 'hl' });
        }
        return found;
      }),
    async apply(changes, report) {
      for (const { key, after } of changes)
        await step(() => {
          if (after === null) delete world[key];
          else {
            const { live: _, ...spec } = after as { live: boolean };
            const still = world[key]?.live === true && equal(world[key]?.spec, spec);
            world[key] = { spec, owner: 'hl', live: markless || still };
          }
        });
      if (!markless)
        await step(() => {
          for (const [key, held] of Object.entries(world)) world[key] = { ...held, live: true };
        });
      for (const change of changes) report(change, { status: 'applied' });
    },
  };
}
