import { exitCodes, HlError, type ChangesFile, type OutcomesFile, type PlanFile } from '@hl/core';
import { byHand, type Context } from '../../context.js';
import { partly } from '../../exit.js';
import { withLease } from '../../state/lease.js';
import { plansToDeploy, takePlace } from '../../state/place.js';
import { memoryOf } from '../../state/state.js';
import { noServices } from '../../text/no-services.js';
import { toldShort, type Told } from '../../text/who.js';
import { count } from '../../text/count.js';
import { planBrief } from '../../text/plan-brief.js';
import { planBlocks, summary } from '../../text/plan-text.js';
import { editsIn, editsOf, notCommitted, withEdits } from '../../repository/edits.js';
import { detect, detectAgain } from '../detect.js';
import { planSystems } from './plan-systems.js';
import { assertNetworks, networkUsers } from './network-users.js';
import { definitions, plannedServices } from './planned-services.js';
import { assertHosts, brake, missingSecrets } from './preconditions.js';
import { onlyNeeded, withSecrets } from './secret-rotation.js';

export interface PlanArguments {
  /** Let a plan remove more than the brakes allow. */
  readonly allowMassRemove?: boolean;
  /** By hand: with what is not committed. Such a plan is never applied. */
  readonly worktree?: boolean;
}

export interface Planned {
  readonly code: number;
  readonly plan: PlanFile;
  /** The plan for people, whole. */
  readonly text: string;
  /** As they were given, or detected again. */
  readonly changes: ChangesFile;
}

/**
 * What would change in every system, read live. The plan of a pipeline is made under the lease and takes the run's place in the order;
 * that of a merge request, or by hand, is to be looked at.
 *
 * @param done by this run so far: what is remembered where there is no ledger
 * @throws HlError HL_SUPERSEDED: a newer run has planned
 */
export function plan(context: Context, changes: ChangesFile, done: readonly OutcomesFile[], args: PlanArguments = {}): Promise<Planned> {
  if (!plansToDeploy(context)) return planNow(context, changes, done, args, false);
  return withLease(context, (leased) => planNow(leased, changes, done, args, true));
}

async function planNow(
  context: Context,
  detected: ChangesFile,
  done: readonly OutcomesFile[],
  { allowMassRemove = false, worktree = false }: PlanArguments,
  deploys: boolean,
): Promise<Planned> {
  const { mergeRequest, ci } = context.environment;
  const looks = mergeRequest || (!deploys && !ci);
  const state = await context.state();
  const changes = await current(context, detected, deploys);
  const edits = looks && !mergeRequest ? await editsIn(context) : [];
  if (edits.length > 0) context.print.warn(worktree ? `planned as they are: ${edits.join(', ')}` : notCommitted(edits));
  const services = plannedServices(context, worktree ? withEdits(context, changes, edits) : changes, state.entries);
  assertHosts(context, services);
  if (!allowMassRemove) brake(context, services, state.entries);
  const users = networkUsers(context, services, state.entries);
  assertNetworks([...services, ...users]);
  const missing = missingSecrets(context, [...services, ...users]);
  if (missing !== null && !looks) throw missing;

  const rotating = withSecrets(context, [...services, ...users], state.entries);
  const all = [...services, ...users, ...rotating];
  const systems = await context.systems({ services: definitions(all), onlyRead: looks });
  const found = onlyNeeded(await planSystems(context, systems, all, changes.mode, memoryOf(state, done)), [...users, ...rotating]);
  const code = mergeRequest ? 0 : looks ? lookCode(found, missing) : codeOf(found);
  const seen = state.newest?.place ?? null;
  const place = deploys && (code === 0 || code === partly) ? await takePlace(context) : null;
  const edited = worktree ? edits : editsOf(context, edits, services);
  const file: PlanFile = { ...found, place, seen, ...(edited.length > 0 && { edited }) };
  const blocks = planBlocks(file).join('\n');
  printPlan(context, file, blocks, looks ? [...(missing === null || mergeRequest ? [] : [missing])] : null);
  return { code, plan: file, text: [...(blocks === '' ? [] : [blocks]), summary(file)].join('\n'), changes };
}

/** What detection found, found again when anything was deployed since: an older run may have ended in between. By hand also when somebody committed. */
async function current(context: Context, changes: ChangesFile, deploys: boolean): Promise<ChangesFile> {
  const { print, commit } = context;
  const isOfAnother = !changes.head.startsWith(commit);
  if (isOfAnother && byHand(context) && changes.asked.head === undefined) {
    print.step(`the tree is at ${commit.slice(0, 8)} since detection: detecting again`);
    return detect(context, changes.asked);
  }
  if (isOfAnother)
    print.warn(
      `changes.json is of commit ${changes.head.slice(0, 8)}, the tree is at ${commit.slice(0, 8)}\n  → Run hl detect again, or check that commit out.`,
    );
  if (!deploys || changes.ledger === (await context.state()).fingerprint) return changes;
  print.step('the ledger has moved since detection: detecting again');
  return detectAgain(context, changes);
}

/** @param missing of a plan that is looked at: what else is not known. null: of one that is carried out, where each failure is an error */
function printPlan(
  { print, repository, site, artifacts }: Context,
  file: PlanFile,
  blocks: string,
  missing: readonly HlError[] | null,
): void {
  const size = print.size();
  if (print.manner === 'sections' && blocks !== '') {
    const now = Date.now();
    print.section({ name: 'plan', title: count(file.services.length, 'service'), lines: blocks.split('\n'), from: now, to: now });
  } else if (print.manner === 'screen' && blocks.split('\n').length > size.rows - 2)
    print.text(planBrief(file, size, `${artifacts}/plan.txt`));
  else if (blocks !== '') print.text(`${blocks}\n`);
  if (file.services.length === 0 && repository.servicePaths().length === 0) print.step(noServices(site));
  const failures = distinct(file.failures).map(({ error, services: names }) => ({
    ...error,
    message: `${error.message} (${names.join(', ')})`,
  }));
  if (missing === null) failures.forEach((error) => print.error(new HlError(error.code, error.message, error)));
  else if (failures.length + missing.length > 0) print.warn(notSeen([...missing, ...failures]));
  for (const { message } of file.faults) print.warn(message);
  for (const { service, error } of file.refusals) print.error(new HlError(error.code, `${service}: ${error.message}`, error));
  print.last([summary(file).trimEnd()]);
}

/** What kept a plan from being whole, each once, and what to do. */
function notSeen(reasons: readonly Told[]): string {
  const hints = [...new Set(reasons.flatMap(({ hint }) => hint ?? []))];
  const what = 'Not everything could be seen. Planned by the files, and by what was deployed last:';
  return [what, ...reasons.map((reason) => `  ${toldShort(reason)}`), ...hints.map((hint) => `  → ${hint}`)].join('\n');
}

/** One host that is away fails for each of its services; it is printed once. */
export function distinct(failures: PlanFile['failures']): PlanFile['failures'] {
  const byMessage = new Map<string, PlanFile['failures'][number]>();
  for (const failure of failures) {
    const known = byMessage.get(failure.error.message);
    const services = [...new Set([...(known?.services ?? []), ...failure.services])];
    byMessage.set(failure.error.message, { ...failure, services });
  }
  return [...byMessage.values()];
}

/** Of a plan by hand: what is not set up on this machine keeps nobody from looking. */
function lookCode(file: PlanFile, missing: HlError | null): number {
  const failures = file.failures.filter(({ error }) => error.kind !== 'input');
  const code = codeOf({ ...file, failures });
  return code === 0 && (missing !== null || failures.length < file.failures.length) ? partly : code;
}

/**
 * Whether the run goes on. It does while one service can: without a container that can be read, with something that is refused for
 * certain, or with a name that somebody else holds, a service cannot; a route, a record, a login or a tile whose system cannot be
 * read is a part that waits.
 */
export function codeOf({ failures, conflicts, refusals, services }: PlanFile): number {
  if (failures.length + conflicts.length + refusals.length === 0) return 0;
  const containers = failures.filter(({ system }) => system.split(' ')[0] === 'compose');
  const stopped = new Map<string, number>([
    ...conflicts.map(({ service }) => [service, exitCodes.conflict] as const),
    ...containers.flatMap(({ services: names, error }) => names.map((name) => [name, exitCodes[error.kind]] as const)),
    ...refusals.map(({ service, error }) => [service, exitCodes[error.kind]] as const),
  ]);
  if (services.some(({ name }) => !stopped.has(name))) return partly;
  return Math.min(...stopped.values());
}
