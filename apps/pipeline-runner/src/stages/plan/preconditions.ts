import { HlError, type PlannedService } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../../context.js';
import { fromAuthentik } from '../../systems/oidc.js';
import { whereSecretsStand } from '../../systems/opening.js';

/** What stands on a host can be taken down only while hl.yml still says how to reach it. */
export function assertHosts({ site, configPath }: Context, services: readonly PlannedService[]): void {
  const lost = services.flatMap(({ name, before, leftovers }) =>
    [before, ...leftovers].flatMap((old) => (old?.deployment == null || old.host in site.hosts ? [] : [{ name, host: old.host }])),
  );
  if (lost.length === 0) return;
  const hosts = [...new Set(lost.map(({ host }) => host))].join(', ');
  const names = [...new Set(lost.map(({ name }) => name))];
  throw new HlError('HL_HOST_GONE', `${hosts} is not in ${configPath} any more, but ${names.join(', ')} runs there`, {
    kind: 'input',
    hint: `Keep the host in ${configPath} until a run has taken its services away, then take it out. If the machine is gone for good: hl ledger rebuild ${names[0]} --write.`,
  });
}

export function brake({ site, repository }: Context, services: readonly PlannedService[], entries: readonly LedgerEntry[] | null): void {
  const removed = services.filter(({ action, before }) => action === 'delete' && before !== null).length;
  const all = Math.max(repository.servicePaths().length + removed, entries?.filter(({ service }) => service !== null).length ?? 0);
  if (removed <= site.brakes.services || removed / all <= site.brakes.ratio) return;
  throw new HlError('HL_MASS_REMOVE', `this would remove ${removed} of ${all} services`, {
    kind: 'input',
    hint: 'If that is what you want: hl plan --allow-mass-remove. If not, look whether the services folder is whole.',
  });
}

/** Of the secrets that services name: those that nobody gave, as an error. */
export function missingSecrets({ environment }: Context, services: readonly PlannedService[]): HlError | null {
  const missing = services.flatMap(({ name, after }) =>
    (after?.deployment?.secrets ?? [])
      .filter(({ source }) => !fromAuthentik(source) && environment.secret(source) === undefined)
      .map(({ source }) => `${source} (${name})`),
  );
  if (missing.length === 0) return null;
  return new HlError('HL_SECRET_MISSING', `not set: ${missing.join(', ')}`, {
    kind: 'input',
    hint: whereSecretsStand,
  });
}
