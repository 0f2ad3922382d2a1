import {
  HlError,
  type ChangesFile,
  type CheckResult,
  type FailureFile,
  type OutcomesFile,
  type PlanFile,
  type Service,
  type VerificationFile,
} from '@hl/core';
import { standing, type LedgerEntry } from '@hl/core/state';
import type { Context } from '../../context.js';
import type { Job } from '../../job.js';
import { invalid } from '../../repository/diagnostics.js';
import { distinct } from '../../stages/plan/plan.js';
import { planEvery } from '../../stages/plan/plan-every.js';
import { lookAt } from '../../stages/verify/look.js';
import type { State } from '../../state/state.js';
import { findOrphans } from '../drift/orphans.js';
import { quietly } from '../status/status.js';

/** All that a report is made of. null: it is not there, or could not be read, and then a problem says why. */
export interface Gathered {
  readonly changes: ChangesFile | null;
  readonly plan: PlanFile | null;
  readonly verification: VerificationFile | null;
  readonly done: readonly OutcomesFile[];
  readonly failures: readonly FailureFile[];
  readonly entries: readonly LedgerEntry[] | null;
  /** Whether there should be a ledger. */
  readonly ledger: boolean;
  /** What the repository wants, and what stands though it does not. */
  readonly services: readonly Service[];
  /** What was seen by looking now. */
  readonly seen: { readonly at: string; readonly checks: readonly CheckResult[] | null; readonly plan: PlanFile | null } | null;
  readonly problems: readonly Pick<HlError, 'message' | 'hint'>[];
}

/** Reads what there is. @param live look at every service and system now */
export async function gather({ context, artifacts, failures }: Job, live: boolean, state: State): Promise<Gathered> {
  const problems: Pick<HlError, 'message' | 'hint'>[] = [];
  const told = async <T>(part: Promise<T>, otherwise: T): Promise<T> =>
    part.catch((thrown: unknown) => {
      const error = HlError.from(thrown);
      if (error.kind === 'bug') throw error;
      problems.push(error);
      return otherwise;
    });
  if (state.warning !== null) problems.push({ message: state.warning, hint: 'What is shown is what the artifacts say.' });
  const tree = context.repository.load();
  if (tree.diagnostics.some(({ severity }) => severity === 'error')) problems.push(invalid(tree.diagnostics));
  const deployed = (state.entries ?? []).flatMap((entry) => standing(entry) ?? []);
  const services = [...new Map([...tree.services, ...deployed].map((service) => [service.name, service])).values()];

  const seen = live ? await look(context, services, state.entries, told) : null;
  for (const { error } of distinct(seen?.plan?.failures ?? [])) problems.push(new HlError(error.code, error.message, error));
  return {
    changes: await told(artifacts.find('changes'), null),
    plan: await told(artifacts.find('plan'), null),
    verification: await told(artifacts.find('verification'), null),
    done: await told(artifacts.outcomes(), []),
    failures: failures.all(),
    entries: state.entries,
    ledger: context.site.ledger !== null,
    services: services.sort((a, b) => (a.name < b.name ? -1 : 1)),
    seen,
    problems,
  };
}

async function look(
  context: Context,
  services: readonly Service[],
  entries: readonly LedgerEntry[] | null,
  told: <T>(part: Promise<T>, otherwise: T) => Promise<T>,
): Promise<NonNullable<Gathered['seen']>> {
  const silent = quietly(context);
  context.print.step('looking at every service');
  const stands = ({ name }: Service): boolean =>
    entries === null || entries.some((entry) => entry.name === name && standing(entry) !== null);
  const planned = services.length === 0 ? null : await told<PlanFile | null>(planEvery(silent, []), null);
  const orphans =
    planned &&
    (await told(
      findOrphans(silent, planned).then((found) => found.orphans),
      [],
    ));
  const plan = planned && { ...planned, ...(orphans && { orphans }) };
  const checks = await told<readonly CheckResult[] | null>(lookAt(silent, services.filter(stands)), null);
  return { at: context.now(), checks, plan };
}
