import { HlError, printable, type OutcomesFile, type PlanFile, type PlannedService } from '@hl/core';
import { rolledBack, standing, type LedgerEntry, type LedgerRevision } from '@hl/core/state';
import type { Context } from '../../context.js';
import { partly } from '../../exit.js';
import { withLease } from '../../state/lease.js';
import { takeBackPlace } from '../../state/place.js';
import { memoryOf } from '../../state/state.js';
import { planText } from '../../text/plan-text.js';
import { networkUsers } from '../plan/network-users.js';
import { planSystems } from '../plan/plan-systems.js';
import { definitions } from '../plan/planned-services.js';
import { missingSecrets } from '../plan/preconditions.js';
import { onlyNeeded } from '../plan/secret-rotation.js';
import { containersTo, notDeployed } from './containers.js';
import { withFormerImages } from './former-images.js';
import type { RollbackResult } from './rollback.js';
import { goBack } from './take-back.js';
import { codeOf, tellSystems } from './tell.js';

export interface ToRevisionArguments {
  readonly service?: string;
  /** As it was typed. */
  readonly to: string;
  /** Only the containers, by the revisions that their host keeps. */
  readonly containers?: boolean;
  /** Only show what would be done. */
  readonly dryRun?: boolean;
}

/**
 * Brings a service back to a revision, in every system: the definition that the ledger keeps of it, planned live. Git is not asked. Of a
 * revision without one, from before the ledger kept them, the containers alone go back.
 *
 * @throws HlError HL_USAGE, HL_SERVICE, HL_REVISION, HL_SECRET_MISSING (`input`), ahead of the first write
 */
export function toRevision(context: Context, args: ToRevisionArguments, done: readonly OutcomesFile[]): Promise<RollbackResult> {
  const { service: name, to } = args;
  const number = /^[1-9]\d{0,8}$/.test(to) ? Number(to) : null;
  if (number === null)
    throw new HlError('HL_USAGE', `--to wants the number of a revision, not ${printable(to)}`, {
      kind: 'input',
      hint: 'hl rollback --list',
    });
  if (name === undefined)
    throw new HlError('HL_USAGE', `--to needs the service that it is for`, {
      kind: 'input',
      hint: 'hl rollback --list, then hl rollback metube --to 3',
    });
  const go = async (held: Context): Promise<RollbackResult> => {
    const { entries, warning } = await held.state();
    if (warning !== null) held.print.warn(warning);
    const entry = entries?.find((one) => one.name === name) ?? null;
    if (entries !== null && entry === null) throw notDeployed(name);
    const revision = args.containers ? undefined : entry?.revisions?.find((one) => one.number === number);
    if (entry === null || revision === undefined) return containersTo(held, { name, entry, number, dryRun: args.dryRun === true });
    return inAllSystems(held, entry, revision, args.dryRun === true, done);
  };
  return args.dryRun ? go(context) : withLease(context, go);
}

async function inAllSystems(
  context: Context,
  entry: LedgerEntry,
  { number, service, hash, commit }: LedgerRevision,
  dryRun: boolean,
  done: readonly OutcomesFile[],
): Promise<RollbackResult> {
  const { site, configPath, print } = context;
  const { name } = entry;
  if (service.deployment !== null && !(service.host in site.hosts))
    throw new HlError('HL_HOST_GONE', `${name} ran on ${service.host} then, which is not in ${configPath} any more`, {
      kind: 'input',
      hint: `Put the host back into ${configPath}, or choose another revision: hl rollback --list ${name}`,
    });
  const state = await context.state();
  const planned = wayTo(entry, { number, service, hash });
  const users = networkUsers(context, [planned], state.entries);
  const missing = missingSecrets(context, [planned, ...users]);
  if (missing !== null && !dryRun) throw missing;
  if (missing !== null) print.warn(`${missing.message}\n  → ${missing.hint}`);
  const services = [planned, ...users];
  const systems = await context.systems({ services: definitions(services), onlyRead: dryRun });
  const found = onlyNeeded(await planSystems(context, systems, services, 'incremental', memoryOf(state, done)), users);
  const plan: PlanFile = { ...(await withFormerImages(context, found)), run: `${context.run}-to-${number}`, commit };
  print.text(planText(plan));
  for (const { error } of plan.failures) print.warn(`${error.message}${error.hint === undefined ? '' : `\n  → ${error.hint}`}`);
  const nothing = { checks: [], rolledBack: [], plan };
  if (dryRun) return { ...nothing, code: plan.failures.length > 0 || missing !== null ? partly : 0, file: null };
  const file: OutcomesFile = { version: 1, stage: 'rollback', commit, run: plan.run, outcomes: [] };
  if (plan.changes.length + plan.conflicts.length === 0 && entry.healthy && entry.hash === hash) {
    print.step(`${name} is at revision ${number} already`);
    return { ...nothing, code: 0, file };
  }
  await takeBackPlace(context);
  const taken = await goBack(context, plan, {
    earlier: done,
    reasons: new Map([[name, `revision ${number} was asked for`]]),
    conclude: (known, way, run, { whole, healthy }) => {
      if (known.name !== name) return known;
      return rolledBack(known, way, { ...run, commit }, whole, rejectedBy(context, known, hash), healthy);
    },
  });
  tellSystems(context, taken, `hl rollback ${name} --to ${number}`);
  print.step(forward(context, entry, number));
  return { code: codeOf(taken), ...taken, plan };
}

/** From whatever stands, half done or removed, to the revision. */
function wayTo(entry: LedgerEntry, { number, service, hash }: Pick<LedgerRevision, 'number' | 'service' | 'hash'>): PlannedService {
  const before = standing(entry);
  return {
    name: entry.name,
    path: service.path,
    action: before === null ? 'add' : before.host === service.host ? 'modify' : 'move',
    reason: `back to revision ${number}`,
    before,
    after: service,
    hash,
    previousHash: entry.hash,
    leftovers: entry.healthy ? [] : entry.leftovers,
  };
}

/** What is not tried again until it changes: the file as it is in the tree, and where it is not there, what stood. null: git wants this, too. */
function rejectedBy({ repository }: Context, { path, hash, rejected }: LedgerEntry, wanted: string): string | null {
  const tree = repository.readFile(path) === null ? null : repository.hash(path);
  if (tree !== null) return tree === wanted ? null : tree;
  return hash === wanted || hash.startsWith('revision ') ? rejected : hash;
}

/** Why the next run leaves it, and how to go on. */
function forward(context: Context, { name, path }: LedgerEntry, number: number): string {
  const stays = `${name} stays at revision ${number}`;
  if (context.repository.readFile(path) === null)
    return `${stays} although its file is not there: put it back, or take the service away with hl run --service ${name}`;
  return `${stays} until ${path} changes; to deploy that file as it is: hl run --service ${name}`;
}
