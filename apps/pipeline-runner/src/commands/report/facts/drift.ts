import type { PlanFile } from '@hl/core';
import type { DriftFacts, DriftItem } from '@hl/report';
import type { Gathered } from '../gather.js';

/** What a look at every system found: the one made now, else that of `hl drift`; null: nobody looked. */
export function driftFacts({ seen, plan }: Pick<Gathered, 'seen' | 'plan'>): DriftFacts | null {
  const looked = seen?.plan ?? (plan?.drift === true ? plan : null);
  if (looked === null) return null;
  return { seen: seen?.plan ? seen.at : (plan?.timing?.started ?? null), items: itemsOf(looked) };
}

function itemsOf({ services, changes, conflicts, orphans = [] }: PlanFile): DriftItem[] {
  // A service that is gone from git is removed by name, and never by healing.
  const gone = new Set(services.filter(({ after }) => after === null).map(({ name }) => name));
  return [
    ...changes
      .filter(({ blind }) => blind !== true)
      .map(({ system, key, service, before, after }): DriftItem => ({
        service,
        says: before === null ? 'is not there' : after === null ? 'is left over' : 'is not what git says',
        change: { system, key, service, before, after },
        command: gone.has(service) ? `hl run --service ${service}` : 'hl drift --heal',
      })),
    ...conflicts.map(({ system, key, service, found, wanted, holder }): DriftItem => ({
      service,
      says: `is held by ${holder ?? 'somebody else'}`,
      change: { system, key, service, before: found, after: wanted },
      command: `hl adopt ${service} --system ${system}`,
    })),
    ...orphans.map(({ system, key, service, found, command }): DriftItem => ({
      service: service === '' ? system : service,
      says: 'is ours, and in no file',
      change: { system, key, service, before: found, after: null },
      command,
    })),
  ];
}
