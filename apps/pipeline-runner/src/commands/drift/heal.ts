import { HlError, type CheckResult, type Outcome, type PlanFile } from '@hl/core';
import type { Context } from '../../context.js';
import { didNotGoThrough } from '../../exit.js';
import { ledgerWriter } from '../../state/ledger-writer.js';
import { takePlace } from '../../state/place.js';
import { breakOrder, makeOrder } from '../../systems/registry.js';
import { applyChanges } from '../../stages/apply/apply-changes.js';
import { missingSecrets } from '../../stages/plan/preconditions.js';
import { lookAt } from '../../stages/verify/look.js';

export interface Healed {
  readonly outcomes: readonly Outcome[];
  readonly checks: readonly CheckResult[];
}

/** Pure. What of a plan is drift that may be mended: what is there by git, was read, and is nobody else's. Of services that are gone nothing is. */
export function healable(plan: PlanFile): PlanFile {
  const kept = new Set(plan.services.filter(({ after }) => after !== null).map(({ name }) => name));
  const changes = plan.changes.filter(({ service, blind, foundation }) => blind !== true && (foundation === true || kept.has(service)));
  const touched = new Set(changes.map(({ service }) => service));
  return { ...plan, changes, conflicts: [], services: plan.services.filter(({ name }) => touched.has(name)) };
}

/**
 * Makes what drifted so again, like a run: the same plan, the same record of it, looked at afterwards.
 *
 * @param context under the lease
 * @throws HlError HL_SECRET_MISSING (`input`), HL_SUPERSEDED, ahead of the first write
 */
export async function heal(context: Context, plan: PlanFile): Promise<Healed> {
  const { services, changes } = plan;
  const deployed = new Set(changes.filter(({ system }) => system === 'compose').map(({ service }) => service));
  const missing = missingSecrets(
    context,
    services.filter(({ name }) => deployed.has(name)),
  );
  if (missing !== null) throw missing;
  await takePlace(context);
  const blocked = new Map<string, string>();
  const makes = changes.filter(({ after }) => after !== null);
  const breaks = changes.filter(({ after }) => after === null);
  const outcomes = [
    ...(await applyChanges(context, plan, makes, [], { order: makeOrder, blocked, onlyRead: true })),
    ...(await applyChanges(context, plan, breaks, [], { order: breakOrder, blocked, onlyRead: true })),
  ];
  const stuck = new Set(outcomes.filter(didNotGoThrough).map(({ service }) => service));
  const checks = await lookAt(
    context,
    services.filter(({ name }) => !stuck.has(name)).map(({ after }) => after),
  );
  const writer = ledgerWriter(context, await context.state(), { services, run: plan.run, way: 'on' });
  const bad = new Set([...stuck, ...checks.filter(({ status }) => status === 'fail').map(({ service }) => service)]);
  for (const { name } of services) writer.conclude(name, !bad.has(name));
  await writer.flushed();
  return { outcomes, checks };
}

/** @throws HlError HL_UNCOMMITTED */
export function refuseEdits(edits: readonly string[]): void {
  if (edits.length > 0)
    throw new HlError('HL_UNCOMMITTED', `not as committed: ${edits.join(', ')}`, {
      kind: 'input',
      hint: 'What is healed is made as a commit says: git commit them, or put them away with git stash -u.',
    });
}
