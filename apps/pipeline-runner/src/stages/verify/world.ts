import { desiredOf, type Service } from '@hl/core';
import { checksFor, type Check, type Outside } from '@hl/verify';
import type { Context } from '../../context.js';
import { systems as registry } from '../../systems/registry.js';
import type { Job } from '../../systems/system.js';
import type { Systems } from '../../systems/systems.js';
import { restsOn } from './own-failures.js';

/** A service whose failure is looked into. */
export interface Suspect {
  readonly name: string;
  /** What it was and what it is. */
  readonly definitions: readonly Service[];
  /** Its checks that failed. */
  readonly failing: readonly Check[];
}

/** So many services that nobody touched are asked the same; all of them have to fail. */
const witnesses = 3;

/**
 * Jobs whose systems do not work now, whatever this run did: they cannot be read, nobody listens where they answer, or services that
 * were well and were not touched fail in the same way.
 *
 * @param untouched definitions that were healthy, and that this run has nothing to do with
 */
export async function brokenFor(
  { site }: Context,
  systems: Systems,
  outside: Outside,
  suspects: readonly Suspect[],
  untouched: readonly Service[],
): Promise<ReadonlyMap<string, ReadonlySet<Job>>> {
  const broken = new Map(suspects.map(({ name }) => [name, new Set<Job>()]));
  const inDoubt = new Map(suspects.map(({ name, failing }) => [name, new Set(failing.flatMap((check) => restsOn(check) ?? []))]));
  const blame = (names: readonly string[], job: Job): void => names.forEach((name) => broken.get(name)?.add(job));

  const unread = systems.instances.map(async ({ system, integration, owns }) => {
    const job = registry.find(({ name }) => name === system)?.job;
    const own = suspects.map(({ name, definitions }) => ({
      name,
      resources: job && inDoubt.get(name)?.has(job) ? definitions.flatMap((one) => desiredOf(integration, one, site)).filter(owns) : [],
    }));
    const resources = own.flatMap((one) => one.resources);
    if (job === undefined || resources.length === 0) return;
    const fine = await integration.observe(resources).then(
      () => true,
      () => false,
    );
    if (!fine)
      blame(
        own.flatMap(({ name, resources: some }) => (some.length > 0 ? name : [])),
        job,
      );
  });

  const all = suspects.map(({ name }) => name);
  const asked = suspects.flatMap(({ failing }) => failing);
  const listening = [...nobodyListens(asked, outside), ...sameElsewhere(asked, outside, untouched)].map(async ({ checks, job }) => {
    const results = await systems.look(checks, () => {}, 'once');
    if (results.length > 0 && results.every(({ status }) => status === 'fail')) blame(all, job);
  });
  await Promise.all([...unread, ...listening]);
  return broken;
}

/** Looks that all fail when a job's system is not there. */
interface Control {
  readonly checks: readonly Check[];
  readonly job: Job;
}

/** Where DNS servers and the proxy answer, whatever the name: one by one, for a check needs them all. */
function nobodyListens(asked: readonly Check[], { dns, proxy }: Outside): Control[] {
  const port = (about: string, address: string, at: number, protocol: 'tcp' | 'dns'): Check => ({
    ...{ kind: 'port', service: about, name: 'port', graceMs: 0, at: 'elsewhere', count: 1 },
    ...{ address, port: at, protocol },
  });
  const used = new Map(asked.flatMap((check) => ('proxy' in check ? [[check.port, check.address] as const] : [])));
  return [
    ...(asked.some(({ kind }) => kind === 'dns') ? dns : []).map(({ name, address, port: at }): Control => ({
      checks: [port(name, address, at, 'dns')],
      job: 'dns',
    })),
    ...[...used].map(([at, address]): Control => ({ checks: [port(proxy?.name ?? '', address, at, 'tcp')], job: 'traefik' })),
  ];
}

/** The same question about services that nobody touched. */
function sameElsewhere(asked: readonly Check[], outside: Outside, untouched: readonly Service[]): Control[] {
  const others = untouched.flatMap((service) => checksFor(service, outside));
  const like = (kind: Check['kind'], sso?: boolean): Check[] =>
    others.filter((one) => one.kind === kind && (sso === undefined || ('sso' in one && one.sso === sso))).slice(0, witnesses);
  const has = (kind: Check['kind'], sso?: boolean): boolean =>
    asked.some((one) => one.kind === kind && (sso === undefined || ('sso' in one && one.sso === sso)));
  return [
    ...(has('route', false) ? [{ checks: like('route', false), job: 'traefik' } as const] : []),
    ...(has('redirect') ? [{ checks: like('redirect'), job: 'traefik' } as const] : []),
    ...(has('route', true) ? [{ checks: like('route', true), job: 'authentik' } as const] : []),
    ...(has('sso') ? [{ checks: like('sso'), job: 'authentik' } as const] : []),
    ...(has('dns') ? [{ checks: like('dns'), job: 'dns' } as const] : []),
  ].filter(({ checks }) => checks.length > 0);
}
