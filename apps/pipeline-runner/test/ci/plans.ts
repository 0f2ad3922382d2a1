import type { PlanFile, PlannedService, Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';

/** A plan of these services: null stands for one that is removed. */
export function planOf(services: Readonly<Record<string, Partial<Service> | null>>, over: Partial<PlanFile> = {}): PlanFile {
  const planned = Object.entries(services).map(([name, given]): PlannedService => {
    const service: Service = { ...exampleService(), ...given, name };
    const [action, before, after] = given === null ? (['delete', service, null] as const) : (['add', null, service] as const);
    return { name, path: `services/${name}.yml`, action, before, after, hash: 'h', previousHash: null, leftovers: [] };
  });
  return {
    ...{ version: 1, commit: 'abcdef0123456789', run: '7', mode: 'incremental', place: null, seen: null, services: planned },
    changes: planned.map(({ name, before, after }) => ({
      ...{ system: 'compose', key: `${(after ?? before)?.host}/${name}`, service: name },
      ...{ before: before && {}, after: after && {} },
    })),
    ...{ conflicts: [], foreign: [], refusals: [], faults: [], failures: [], ...over },
  };
}

/** A container that needs others. */
export const on = (host: string, ...needs: string[]): Partial<Service> => {
  const { deployment } = exampleService();
  return { host, deployment: deployment && { ...deployment, dependsOnServices: needs } };
};
