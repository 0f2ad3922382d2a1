import { exitCodes, HlError, type OutcomesFile, type PlanFile } from '@hl/core';
import type { Context } from '../context.js';
import { editsIn } from '../repository/edits.js';
import { distinct } from '../stages/plan/plan.js';
import { planEvery } from '../stages/plan/plan-every.js';
import { planText } from '../text/plan-text.js';

/** A plan of the whole tree that is not applied: exit 1 when the systems are not what git says. What cannot be read is reported, and is no drift. */
export async function drift(context: Context, done: readonly OutcomesFile[]): Promise<{ code: number; plan: PlanFile }> {
  const { print } = context;
  const edits = await editsIn(context);
  if (edits.length > 0) print.warn(`compared with files as they lie here, which are not all as committed: ${edits.join(', ')}`);
  const plan = await planEvery(context, done);
  const seen = [...plan.changes.filter(({ blind }) => blind !== true), ...plan.conflicts];
  const differing = plan.services.filter(({ name }) => seen.some(({ service }) => service === name));
  const failures = distinct(plan.failures);
  if (differing.length > 0) print.text(planText({ ...plan, services: differing }));
  else print.text(failures.length > 0 ? 'No drift in what could be read.' : 'No drift: every system holds what git says.');
  for (const { error } of failures) print.error(new HlError(error.code, error.message, error));
  for (const { message } of plan.faults) print.warn(message);
  const [failure] = failures;
  const code = differing.length > 0 || plan.faults.some(({ sure }) => sure) ? 1 : failure ? exitCodes[failure.error.kind] : 0;
  return { code, plan: { ...plan, drift: true } };
}
