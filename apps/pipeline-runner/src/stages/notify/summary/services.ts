import { idOf, type OutcomesFile, type PlanFile, type PlannedService } from '@hl/core';
import type { RunSummary } from '@hl/notify';
import { didNotGoThrough } from '../../../exit.js';
import { given } from '../../../given.js';
import { browserUrl } from '../../../text/browser-url.js';
import { describeChange } from '../../../text/plan-text.js';
import type { Found, NotifyContext } from '../notify-context.js';

type ServiceLine = RunSummary['services'][number];
type Problem = NonNullable<ServiceLine['error']>;

/**
 * What became of each service that was touched, or is in trouble. Pure.
 *
 * @param left the stage that left nothing: services with changes of which nothing is known are told as not done
 */
export function serviceLines({ plan, done, verification }: Found, site: NotifyContext['site'], left: string | null = null): ServiceLine[] {
  const outcomes = done.flatMap((file) => file.outcomes);
  const touched = new Set(outcomes.filter(({ status }) => status === 'applied').map(({ service }) => service));
  const bad = new Map(outcomes.filter(didNotGoThrough).map((outcome) => [outcome.service, outcome]));
  const checks = (verification?.checks ?? []).filter(({ status }) => status === 'fail');
  const problems = new Map<string, Problem | undefined>([
    ...(left === null ? [] : undone(plan, done, left)),
    ...foreseen(plan, done),
    ...checks.map(
      ({ service, name, expected, actual, hint }) =>
        [service, given({ message: `${name}: expected ${expected}, got ${actual}`, hint })] as const,
    ),
    ...[...bad].map(([service, { error }]) => [service, error && told(error)] as const),
    ...(verification?.rolledBack ?? []).map(({ service, reason }) => [service, { message: reason }] as const),
  ]);
  // A rollback has no plan: what it took back is what its services are about.
  const planned: readonly Pick<PlannedService, 'name' | 'action' | 'after'>[] =
    plan === null
      ? [...new Set(outcomes.map(({ service }) => service))].map((name) => ({ name, action: 'modify', after: null }))
      : [...plan.services, ...orphaned(plan).map((name) => ({ name, action: 'delete' as const, after: null }))];
  return planned
    .filter(({ name }) => touched.has(name) || problems.has(name))
    .map(({ name, action, after }): ServiceLine => {
      const status = bad.get(name)?.status;
      return given({
        name,
        action,
        status: status === 'deferred' || status === 'conflict' ? status : problems.has(name) ? 'failed' : 'ok',
        changes: (plan?.changes ?? []).filter(({ service }) => service === name).map(describeChange),
        url: browserUrl(after, site),
        error: problems.get(name),
      });
    });
}

type Orphan = NonNullable<PlanFile['orphans']>[number];

const nameOf = ({ service, system }: Orphan): string => (service === '' ? system : service);

/** Names of what is ours and of no service. */
const orphaned = ({ orphans = [], services }: PlanFile): string[] =>
  [...new Set(orphans.map(nameOf))].filter((name) => !services.some((service) => service.name === name));

/** Before anything was written, the plan knows what is in the way; one of `hl drift` is itself what is to be context. */
function foreseen(plan: PlanFile | null, done: readonly OutcomesFile[]): [string, Problem][] {
  if (plan === null || done.length > 0) return [];
  return [
    ...(plan.drift ? plan.changes.map(({ service }): [string, Problem] => [service, { message: 'is not what git says' }]) : []),
    ...(plan.orphans ?? []).map((orphan): [string, Problem] => [
      nameOf(orphan),
      { message: `${orphan.system} ${orphan.key} is ours, and in no file`, hint: orphan.command },
    ]),
    ...plan.conflicts.map(({ system, key, service, holder, hint }): [string, Problem] => [
      service,
      given({ message: `${system} ${key} is held by ${holder ?? 'somebody else'}`, hint }),
    ]),
    ...plan.refusals.map(({ service, error }): [string, Problem] => [service, told(error)]),
    ...plan.failures.flatMap(({ services, error }) => services.map((service): [string, Problem] => [service, told(error)])),
  ];
}

function undone(plan: PlanFile | null, done: readonly OutcomesFile[], left: string): [string, Problem][] {
  const known = new Set(done.flatMap(({ outcomes }) => outcomes).map(idOf));
  const open = (plan?.changes ?? []).filter((change) => change.hold === undefined && !known.has(idOf(change)));
  return open.map(({ service, system, key }) => [
    service,
    { message: `${left} left nothing: nobody knows what became of ${system} ${key}` },
  ]);
}

const told = ({ message, hint }: Problem): Problem => given({ message, hint });
