import { desiredOf, idOf, satisfies, type Made, type Observed, type Resource, type Site } from '@hl/core';
import type { Instance } from '../systems/systems.js';
import type { Candidate } from './git-history.js';

/** A candidate against what the systems hold; names as `pihole metube.example.org`. */
export interface Matched {
  readonly candidate: Candidate;
  /** All that it wants. */
  readonly wanted: readonly string[];
  /** As it wants it. */
  readonly equal: readonly string[];
  /** Ours, but otherwise. */
  readonly differing: readonly string[];
  /** Not there, or somebody else's, or not readable. */
  readonly lacking: readonly string[];
  /** It is there, but nothing tells who made it: the system has no room for a mark. */
  readonly unproven: readonly string[];
  /** What carries our mark and is as wanted, for the ledger. */
  readonly made: readonly Made[];
  /** Something with a mark of ours is there. */
  readonly present: boolean;
}

/** What all candidates want of one instance, and what that holds; `observed` is null when it could not be read. */
export interface Reading {
  readonly resources: readonly (readonly [Candidate, Resource])[];
  readonly observed: ReadonlyMap<string, Observed> | null;
  /** It has no room for marks. */
  readonly markless: boolean;
}

/** What an instance would be asked for. A definition of former times that nobody can make sense of now wants nothing. */
export function resourcesOf({ integration }: Instance, all: readonly Candidate[], site: Site): (readonly [Candidate, Resource])[] {
  return all.flatMap((candidate) => {
    try {
      return desiredOf(integration, candidate.service, site).map((resource) => [candidate, resource] as const);
    } catch (error) {
      if (candidate.from === 'tree') throw error;
      return [];
    }
  });
}

/** Pure. What a service of the tree wants is not counted for another one that had it once. */
export function match(candidates: readonly Candidate[], readings: readonly Reading[]): Matched[] {
  const pairs = readings.flatMap(({ resources, observed, markless }) =>
    resources.map(([candidate, resource]) => ({ candidate, resource, markless, found: observed?.get(resource.key) })),
  );
  const taken = new Map(
    pairs.filter(({ candidate }) => candidate.from === 'tree').map(({ resource }) => [idOf(resource), resource.service]),
  );
  return candidates.map((candidate) => {
    const all = pairs.filter(
      (pair) => pair.candidate === candidate && (taken.get(idOf(pair.resource)) ?? pair.resource.service) === pair.resource.service,
    );
    const own = all.filter(({ markless, found }) => !markless || found === undefined);
    const ours = own.filter(({ found }) => found?.ours === true);
    const equal = ours.filter(({ found, resource }) => satisfies(found?.spec, resource.spec));
    const names = (some: typeof own): string[] => some.map(({ resource }) => idOf(resource));
    return {
      candidate,
      wanted: names(own),
      equal: names(equal),
      differing: names(ours.filter((pair) => !equal.includes(pair))),
      lacking: names(own.filter((pair) => !ours.includes(pair))),
      unproven: names(all.filter(({ markless, found }) => markless && found !== undefined)),
      made: equal.map(({ resource: { system, key, spec } }) => ({ system, key, spec })),
      present: ours.length > 0,
    };
  });
}
