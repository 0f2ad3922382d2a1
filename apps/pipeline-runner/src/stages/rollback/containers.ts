import { HlError, type Deployment, type PlanFile, type Service } from '@hl/core';
import { pinned, standing, type LedgerEntry } from '@hl/core/state';
import { runRecord, type Context } from '../../context.js';
import { didNotGoThrough, exitCodeOf } from '../../exit.js';
import { takeBackPlace } from '../../state/place.js';
import { makeOrder } from '../../systems/registry.js';
import { planText } from '../../text/plan-text.js';
import { applyChanges } from '../apply/apply-changes.js';
import { emptyPlan } from '../plan/plan-systems.js';
import { asIs } from '../plan/planned-services.js';
import type { RollbackResult } from './rollback.js';
import { bySystem } from './take-back.js';
import { tellSystems } from './tell.js';

interface Wanted {
  readonly name: string;
  /** null: there is no ledger to read. */
  readonly entry: LedgerEntry | null;
  /** Of the host's revisions. */
  readonly number: number;
  readonly dryRun: boolean;
}

/**
 * Brings the containers of one revision back that their host keeps, by the same way as a deployment. Route, DNS, SSO and tile stay.
 *
 * @param context under the lease
 */
export async function containersTo(context: Context, { name, entry, number, dryRun }: Wanted): Promise<RollbackResult> {
  const service = entry ? standing(entry) : (context.repository.load().services.find((one) => one.name === name) ?? null);
  if (!hasContainer(service)) throw entry ? noRevision(entry, number, null) : notDeployed(name);
  const { revisions } = await import('@hl/deployer');
  const known = await revisions((await context.fleet()).remote(service.host), service.deployment.installPath);
  const revision = known.find((one) => one.number === number);
  if (!revision) throw noRevision(entry ?? service, number, { host: service.host, numbers: known.map((one) => one.number) });
  context.print.warn(`of revision ${number} only the containers are known: route, DNS, sign-in and tile of ${name} stay as they are`);
  const change = { system: 'compose', key: `${service.host}/${name}`, service: name, before: null, after: revision.spec };
  const commit = revision.commit ?? context.commit;
  const plan: PlanFile = { ...emptyPlan(context, `${context.run}-to-${number}`, [asIs(service)]), changes: [change], commit };
  if (dryRun) {
    context.print.text(planText(plan));
    return { code: 0, checks: [], rolledBack: [], file: null, plan };
  }
  await takeBackPlace(context);
  const outcomes = await applyChanges(context, plan, [change], [], { order: makeOrder, way: 'aside' });
  // What git says is not what runs now, on purpose: it is not tried again until the file changes.
  const healthy = !outcomes.some(didNotGoThrough);
  await (await context.state()).update([name], (_, found) => found && pinned(found, number, runRecord(context), healthy));
  const rolledBack = [{ service: name, healthy, reason: `revision ${number} was asked for`, systems: bySystem(outcomes) }];
  tellSystems(context, { rolledBack }, `hl rollback ${name} --to ${number} --containers`);
  const file = { version: 1, stage: 'rollback', commit, run: plan.run, outcomes } as const;
  return { code: exitCodeOf(outcomes), checks: [], rolledBack, file, plan };
}

export const notDeployed = (name: string): HlError =>
  new HlError('HL_SERVICE', `${name} is not deployed`, { kind: 'input', hint: 'hl history lists what is.' });

type WithContainer = Service & { readonly deployment: Deployment };

const hasContainer = (service: Service | null): service is WithContainer => service !== null && service.deployment !== null;

function noRevision(
  { name, revisions = [] }: Pick<LedgerEntry, 'name' | 'revisions'>,
  number: number,
  kept: { readonly host: string; readonly numbers: readonly number[] } | null,
): HlError {
  const own = revisions.map((one) => one.number).sort((a, b) => a - b);
  const has = [
    ...(own.length > 0 ? [own.join(', ')] : []),
    ...(kept !== null && kept.numbers.length > 0 ? [`on ${kept.host}, containers only, ${kept.numbers.join(', ')}`] : []),
  ];
  return new HlError('HL_REVISION', `${name} has no revision ${number}; it has ${has.join('; ') || 'none'}`, {
    kind: 'input',
    hint: 'hl rollback --list',
  });
}
