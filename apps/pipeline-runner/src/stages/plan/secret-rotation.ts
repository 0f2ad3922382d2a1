import type { LedgerEntry } from '@hl/core/state';
import type { PlanFile, PlannedService } from '@hl/core';
import type { Context } from '../../context.js';
import { fromAuthentik } from '../../systems/oidc.js';

/** Deployed services whose files did not change, but whose secrets may have: git knows nothing of a rotated value. */
export function withSecrets(
  { repository, environment }: Context,
  planned: readonly PlannedService[],
  entries: readonly LedgerEntry[] | null,
): PlannedService[] {
  const names = new Set(planned.map(({ name }) => name));
  const known = (source: string): boolean => fromAuthentik(source) || environment.secret(source) !== undefined;
  return (entries ?? []).flatMap(({ name, path, service, hash, healthy, rejected }) => {
    const secrets = service?.deployment?.secrets ?? [];
    if (
      !service ||
      secrets.length === 0 ||
      names.has(name) ||
      !healthy ||
      rejected !== null ||
      !secrets.every(({ source }) => known(source))
    )
      return [];
    return repository.hash(path) === hash
      ? [
          {
            name,
            path,
            action: 'modify' as const,
            reason: 'a secret has another value',
            before: service,
            after: service,
            hash,
            previousHash: hash,
            leftovers: [],
          },
        ]
      : [];
  });
}

/** Services that were only looked at stay out of the plan unless something differs. */
export function onlyNeeded(file: PlanFile, looked: readonly PlannedService[]): PlanFile {
  const names = new Set(looked.map(({ name }) => name));
  const changes = file.changes.filter(({ service, system, blind }) => !names.has(service) || (system === 'compose' && blind !== true));
  const differing = new Set(changes.map(({ service }) => service));
  return {
    ...file,
    changes,
    services: file.services.filter(({ name }) => !names.has(name) || differing.has(name)),
    conflicts: file.conflicts.filter(({ service }) => !names.has(service)),
    failures: file.failures.flatMap((failure) => {
      const services = failure.services.filter((name) => !names.has(name));
      return services.length > 0 ? [{ ...failure, services }] : [];
    }),
  };
}
