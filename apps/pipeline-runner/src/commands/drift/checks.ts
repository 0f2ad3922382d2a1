import { differences, idOf, type CheckResult, type Outcome, type PlanFile } from '@hl/core';

/** What was compared, as checks, so that a pipeline shows it as it shows tests: one that passes for each service that is as it should be, and what was made so. Pure. */
export function driftChecks(plan: PlanFile, outcomes: readonly Outcome[] = []): CheckResult[] {
  const { services, changes, conflicts, failures, orphans = [] } = plan;
  const settled = new Set(outcomes.filter(({ status }) => status === 'applied' || status === 'unchanged').map(idOf));
  const mended = (one: { readonly system: string; readonly key: string }): boolean => settled.has(idOf(one));
  const check = (service: string, name: string, status: CheckResult['status'], actual: string, hint?: string): CheckResult => ({
    ...{ service, name, status, expected: 'as git says', actual, attempts: 1, ms: 0 },
    ...(hint !== undefined && { hint }),
  });
  const gone = new Set(services.filter(({ after }) => after === null).map(({ name }) => name));
  const wayOut = (name: string): string =>
    gone.has(name) ? `hl run --service ${name} removes it.` : 'hl drift --heal makes it so again, hl run too.';
  const seen = changes.filter((change) => change.blind !== true && !mended(change));
  const open = [
    ...[...changes, ...orphans]
      .filter(mended)
      .map(({ service, system, key }) => check(service, `${system} ${key}`, 'pass', 'was not, and is so again')),
    ...seen.map(({ service, system, key, before, after }) => {
      const actual =
        before === null ? 'is not there' : after === null ? 'is left over' : `differs in ${differences(before, after).join(', ')}`;
      return check(service, `${system} ${key}`, 'fail', actual, wayOut(service));
    }),
    ...conflicts.map(({ service, system, key, holder = 'somebody else' }) =>
      check(service, `${system} ${key}`, 'fail', `is held by ${holder}`, `hl adopt ${service}`),
    ),
    ...orphans
      .filter((one) => !mended(one))
      .map(({ service, system, key, command }) =>
        check(service === '' ? system : service, `${system} ${key}`, 'fail', 'is ours, and in no file', command),
      ),
    ...failures.flatMap(({ system, error, services: names }) =>
      names.map((name) => check(name, system, 'skip', error.message, error.hint)),
    ),
  ];
  const told = new Set(open.map(({ service }) => service));
  return [...open, ...services.filter(({ name }) => !told.has(name)).map(({ name }) => check(name, 'every system', 'pass', 'as git says'))];
}
