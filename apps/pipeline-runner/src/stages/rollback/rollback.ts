import { HlError, type CheckResult, type OutcomesFile, type PlanFile, type PlannedService, type RolledBack } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../../context.js';
import { withLease } from '../../state/lease.js';
import { takeBackPlace } from '../../state/place.js';
import { planText } from '../../text/plan-text.js';
import { parts } from '../apply/parts.js';
import { changesBack, planBack, takeBack, targetOf, type Target } from './take-back.js';
import { codeOf, tellSystems } from './tell.js';

export interface RollbackArguments {
  /** Only this service; default: all that the run touched. */
  readonly service?: string;
  /** Which run; default: this pipeline's, else the one of the artifacts, else the last one that the ledger knows. */
  readonly of?: string;
  /** Only show what would be done. */
  readonly dryRun?: boolean;
}

/** What the artifacts of the run say, where there is no ledger. */
export interface Earlier {
  readonly plan: PlanFile | null;
  readonly done: readonly OutcomesFile[];
}

export interface RollbackResult {
  readonly code: number;
  readonly checks: readonly CheckResult[];
  /** One a service. */
  readonly rolledBack: readonly RolledBack[];
  /** null: there was nothing to take back, or it was only to be shown. */
  readonly file: OutcomesFile | null;
  /** What was shown. */
  readonly plan?: PlanFile;
}

/**
 * Takes back what a run did, in every system: the recorded pairs swapped, made before broken.
 *
 * @throws HlError HL_SUPERSEDED: a newer pipeline has planned; HL_ROLLBACK (`input`)
 */
export function rollback(context: Context, args: RollbackArguments, earlier: Earlier): Promise<RollbackResult> {
  return args.dryRun ? rollbackHeld(context, args, earlier) : withLease(context, (leased) => rollbackHeld(leased, args, earlier));
}

async function rollbackHeld(
  context: Context,
  { service, of, dryRun = false }: RollbackArguments,
  earlier: Earlier,
): Promise<RollbackResult> {
  const { print } = context;
  const { entries, warning } = await context.state();
  if (warning !== null) print.warn(warning);
  const targets = entries ? fromLedger(context, entries, earlier.plan, service, of) : fromArtifacts(earlier, service);
  if (changesBack(targets).length === 0) {
    print.step('nothing to roll back: this run changed nothing');
    return { code: 0, checks: [], rolledBack: [], file: null };
  }
  if (dryRun) {
    const plan = planBack(context, targets);
    print.text(planText(plan));
    return { code: 0, checks: [], rolledBack: [], file: null, plan };
  }
  await takeBackPlace(context);
  const taken = await takeBack(context, targets, earlier.done);
  tellSystems(context, taken, `hl rollback${service === undefined ? '' : ` ${service}`}`);
  return { code: codeOf(taken), ...taken };
}

function fromLedger(
  context: Context,
  entries: readonly LedgerEntry[],
  plan: PlanFile | null,
  service: string | undefined,
  of: string | undefined,
): Target[] {
  const newest = [...entries].sort((a, b) => b.time.localeCompare(a.time))[0]?.run;
  const ofPlan = plan && !plan.drift && entries.some((entry) => entry.run === plan.run) ? plan.run : undefined;
  const run = of === 'last' ? newest : (of ?? context.environment.pipelineId ?? ofPlan ?? newest);
  const open = ({ run: last, healthy }: LedgerEntry): boolean => !healthy && last === `${run}-rollback`;
  const chosen = entries.filter((entry) => (service === undefined ? entry.run === run || open(entry) : entry.name === service));
  if (service !== undefined && chosen.length === 0) {
    throw new HlError('HL_ROLLBACK', `the ledger knows no service ${service}`, { kind: 'input', hint: 'hl history lists what it knows.' });
  }
  if (of !== undefined && of !== 'last' && !entries.some((entry) => entry.run === of)) {
    throw new HlError('HL_ROLLBACK', `${of} is not the last run of any service`, {
      kind: 'input',
      hint: 'Only the last run of a service can be taken back; to go back further: hl rollback --list.',
    });
  }
  return chosen.map((entry) => targetOf(entry, asked)).filter(({ outcomes }) => outcomes.length > 0);
}

const asked = 'it was asked for';

/** Without a ledger. @throws HlError HL_ARTIFACT_MISSING */
function fromArtifacts({ plan, done }: Earlier, service: string | undefined): Target[] {
  if (plan === null)
    throw new HlError('HL_ARTIFACT_MISSING', 'there is neither a ledger nor a plan.json that says what was done', {
      kind: 'input',
      hint: 'Give the folder of the artifacts of that run with --out.',
    });
  const rank = (stage: string): number => [...parts.filter((part) => part !== 'remove'), 'remove', 'verify'].indexOf(stage);
  const files = done.filter(({ run }) => run === plan.run).sort((a, b) => rank(a.stage) - rank(b.stage));
  const outcomes = files.flatMap((file) => file.outcomes);
  return plan.services
    .filter(({ name }) => service === undefined || name === service)
    .map((planned) => ({
      planned: {
        ...planned,
        action: planned.before === null ? 'delete' : planned.after === null ? 'add' : 'modify',
        before: planned.after,
        after: planned.before,
        hash: planned.previousHash ?? '',
        previousHash: planned.hash,
      } satisfies PlannedService,
      outcomes: outcomes.filter((outcome) => outcome.service === planned.name),
      entry: null,
      reason: asked,
    }));
}
