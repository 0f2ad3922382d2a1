import { exitCodes, HlError, idOf, type OutcomesFile, type PlanFile } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../../context.js';
import { didNotGoThrough, exitCodeOf } from '../../exit.js';
import { editsIn } from '../../repository/edits.js';
import { distinct } from '../../stages/plan/plan.js';
import { planEvery } from '../../stages/plan/plan-every.js';
import { isRejected } from '../../stages/plan/planned-services.js';
import { missingSecrets } from '../../stages/plan/preconditions.js';
import { withLease } from '../../state/lease.js';
import { summary } from '../../text/plan-text.js';
import { heal, healable, refuseEdits, type Healed } from './heal.js';
import { findOrphans, removeOrphans, type Orphan } from './orphans.js';
import { driftLines } from './text.js';

export interface DriftArguments {
  /** Make it so again. */
  readonly heal?: boolean;
  /** What is ours and nobody wants, by its name in the list, or `all`. */
  readonly remove?: readonly string[];
}

export interface Drifted {
  readonly code: number;
  readonly plan: PlanFile;
  readonly checks: Healed['checks'];
  /** null: nothing was written. */
  readonly file: OutcomesFile | null;
}

/**
 * A plan of the whole tree: exit 1 when the systems are not what git says. What cannot be read is reported, and is no drift. It changes
 * nothing unless it is told to, and then what it was told to and no more.
 */
export async function drift(context: Context, args: DriftArguments, done: readonly OutcomesFile[]): Promise<Drifted> {
  const { print } = context;
  const { heal: heals = false, remove = [] } = args;
  const edits = await editsIn(context);
  const writes = heals || remove.length > 0;
  if (writes) refuseEdits(edits);
  else if (edits.length > 0) print.warn(`compared with files as they lie here, which are not all as committed: ${edits.join(', ')}`);
  return writes ? withLease(context, (leased) => look(leased, heals, remove, done)) : look(context, false, [], done);
}

async function look(context: Context, heals: boolean, remove: readonly string[], done: readonly OutcomesFile[]): Promise<Drifted> {
  const { print, commit, run } = context;
  const { entries } = await context.state();
  const planned = await planEvery(context, done);
  for (const name of rejectedIn(context, entries))
    print.step(`${name}: its file as it is in git was rolled back; compared with what was put back, until the file changes`);
  const { orphans, failures: unseen } = await findOrphans(context, planned);
  const plan: PlanFile = { ...planned, drift: true, ...(orphans.length > 0 && { orphans }) };
  tell(context, plan, driftLines(plan, entries), unseen);
  const mends = healable(plan);
  const healed: Healed = heals && mends.changes.length > 0 ? await heal(context, mends) : { outcomes: [], checks: [] };
  const removed = remove.length > 0 ? await removeOrphans(context, orphans, remove) : [];
  const outcomes = [...healed.outcomes, ...removed];
  const file = outcomes.length === 0 ? null : ({ version: 1, stage: 'drift', commit, run, outcomes } as const);
  for (const { error } of outcomes.filter(didNotGoThrough)) if (error) print.error(new HlError(error.code, error.message, error));
  const code = exitCodeOf(outcomes) || codeOf(plan, healed, new Set(outcomes.map(idOf)), unseen);
  return { code, plan, checks: healed.checks, file };
}

/** Pure. 1: something is not as git says, and was not made so. @param settled `system key` of what was */
export function codeOf(
  plan: PlanFile,
  { checks }: Pick<Healed, 'checks'>,
  settled: ReadonlySet<string>,
  unseen: readonly HlError[],
): number {
  const open = [...plan.changes.filter(({ blind }) => blind !== true), ...plan.conflicts, ...(plan.orphans ?? [])];
  const differs = open.some((one) => !settled.has(idOf(one)));
  if (differs || plan.faults.some(({ sure }) => sure) || checks.some(({ status }) => status === 'fail')) return 1;
  const [failure] = [...plan.failures.map(({ error }) => error), ...unseen];
  return failure === undefined ? 0 : exitCodes[failure.kind];
}

function tell(context: Context, plan: PlanFile, lines: readonly string[], unseen: readonly HlError[]): void {
  const { print } = context;
  const failures = distinct(plan.failures);
  const orphans = (plan.orphans ?? []).map(orphanLine);
  const isWhole = failures.length + unseen.length === 0;
  if (lines.length > 0) print.text([...lines, summary({ ...plan, changes: plan.changes.filter(({ blind }) => blind !== true) }).trimEnd()]);
  else if (orphans.length === 0) print.text(isWhole ? 'No drift: every system holds what git says.' : 'No drift in what could be read.');
  if (orphans.length > 0) print.text(['Ours, and in no file:', ...orphans]);
  const missing = missingSecrets(context, plan.services);
  if (missing !== null) print.warn(`${missing.message}: whether the containers have their present values cannot be seen`);
  const told = new Set(failures.map(({ error }) => error.message));
  for (const { error } of failures) print.error(new HlError(error.code, error.message, error));
  for (const error of unseen) if (!told.has(error.message)) print.error(error);
  for (const { message } of plan.faults) print.warn(message);
}

const orphanLine = ({ system, key, service, command }: Orphan): string =>
  `  - ${system.padEnd(9)} ${key}${service === '' || key.endsWith(service) ? '' : ` (of ${service})`}: ${command}`;

/** Services whose file is not what shall stand. */
function rejectedIn({ repository }: Context, entries: readonly LedgerEntry[] | null): string[] {
  const known = new Map((entries ?? []).filter(({ rejected }) => rejected !== null).map((entry) => [entry.name, entry]));
  if (known.size === 0) return [];
  return repository.load().services.flatMap(({ name, path }) => {
    const entry = known.get(name);
    return entry && isRejected(entry, repository.hash(path)) ? [name] : [];
  });
}
