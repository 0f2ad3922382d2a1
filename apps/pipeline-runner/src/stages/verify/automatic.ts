import type { CheckResult, OutcomesFile, PlanFile, RolledBack } from '@hl/core';
import { checksFor } from '@hl/verify';
import type { Context } from '../../context.js';
import { takeBackPlace } from '../../state/place.js';
import { outsideOf, type Systems } from '../../systems/systems.js';
import { needsOf } from '../apply/batches.js';
import { takeBack, targetOf, type TakenBack, type Target } from '../rollback/take-back.js';
import { inWords, judge, type Evidence, type Judgement } from './judge.js';
import { look } from './look.js';
import { pairs } from './own-failures.js';

export interface Automatic {
  readonly rolledBack: readonly RolledBack[];
  /** One a service that failed: what became of it, or how to take it back; and what failed of services that depend on those. */
  readonly checks: readonly CheckResult[];
  /** null: nothing was taken back. */
  readonly file: OutcomesFile | null;
  /** Services that were seen to be broken by their own doing. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Takes back what failed by its own doing, and was well before. Services that depend on those are looked at again; who fails then, is
 * judged by the same rule. Each is taken back once: it ends.
 *
 * @param context under the lease
 */
export async function automaticRollback(
  context: Context,
  systems: Systems,
  plan: PlanFile,
  done: readonly OutcomesFile[],
  evidence: Evidence,
  failed: ReadonlySet<string>,
): Promise<Automatic> {
  const [taken, stay]: [TakenBack[], Map<string, Judgement>] = [[], new Map()];
  const broken = new Set<string>();
  const found: CheckResult[] = [];
  const back = new Set<string>();
  let [seen, suspects] = [evidence, failed];
  while (suspects.size > 0) {
    const judged = await judge(context, systems, plan, seen, suspects);
    for (const one of judged) {
      if (one.own) broken.add(one.service);
      if (one.target === null) stay.set(one.service, one);
    }
    const targets = await withNetworkUsers(
      context,
      plan,
      judged.flatMap(({ target }) => target ?? []),
    );
    if (targets.length === 0) break;
    if (taken.length === 0) await takeBackPlace(context);
    taken.push(await takeBack(context, targets, done));
    for (const { planned } of targets) back.add(planned.name);
    const dependents = dependentsOf(plan, back).filter(({ name }) => !failed.has(name) && !stay.has(name));
    const outside = await outsideOf(context.site);
    const checks = dependents.flatMap(({ after }) => (after ? checksFor(after, outside) : []));
    const results = checks.length === 0 ? [] : await look(context, systems, checks);
    const bad = results.filter(({ status }) => status === 'fail');
    found.push(...bad.map((result) => ({ ...result, name: `after the rollback: ${result.name}` })));
    seen = { looked: pairs(checks, results), bad: [] };
    suspects = new Set(bad.map(({ service }) => service));
  }
  const rolledBack = taken.flatMap((one) => one.rolledBack);
  const after = taken.flatMap((one) => one.checks);
  const [first] = taken;
  return {
    rolledBack,
    checks: [
      ...found,
      ...rolledBack.map((one) => cameBack(one, after)),
      ...[...stay.values()].filter(({ service }) => !back.has(service)).map((one) => stays(context, plan, one)),
    ],
    file: first ? { ...first.file, outcomes: taken.flatMap(({ file }) => file.outcomes) } : null,
    broken,
  };
}

/** Docker keeps the id of a container whose network others use: those are made anew with it. */
async function withNetworkUsers(context: Context, { services }: PlanFile, targets: readonly Target[]): Promise<Target[]> {
  const back = new Set(targets.map(({ planned }) => planned.name));
  const { entries } = await context.state();
  const users = services.flatMap(({ name, before, after }): Target[] => {
    const provider = (after ?? before)?.deployment?.networkOf?.service;
    const entry = entries?.find((one) => one.name === name);
    if (provider === undefined || !back.has(provider) || back.has(name) || !entry?.previous) return [];
    return [{ ...targetOf(entry, `it uses the network of ${provider}`), keeps: true }];
  });
  return [...targets, ...users];
}

/** Services that depend on one of these, be it by others. */
function dependentsOf({ services }: PlanFile, back: ReadonlySet<string>): PlanFile['services'] {
  const reached = new Set(back);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const { name, after } of services) if (needsOf(after).some((need) => reached.has(need))) reached.add(name);
  }
  return services.filter(({ name }) => reached.has(name) && !back.has(name));
}

const result = (service: string, rest: Pick<CheckResult, 'status' | 'actual'> & Partial<CheckResult>): CheckResult => ({
  ...{ service, name: 'rollback', expected: 'back to what it was', attempts: 1, ms: 0 },
  ...rest,
});

function cameBack({ service, healthy, systems }: RolledBack, checks: readonly CheckResult[]): CheckResult {
  if (healthy)
    return result(service, {
      status: 'pass',
      actual: `taken back in ${systems.map(({ system }) => system).join(', ')}, and healthy again`,
    });
  const undone = systems.find(({ error }) => error !== undefined);
  const bad = checks.find((check) => check.service === service && check.status === 'fail');
  const why = undone ? `${undone.system}: ${undone.error?.message ?? undone.status}` : bad ? inWords(bad) : 'not all of it went through';
  return result(service, {
    status: 'fail',
    actual: `taken back, but ${why}`,
    hint: `What is left is taken up by the next run, or now: hl rollback --service ${service}`,
  });
}

function stays({ environment }: Context, { services }: PlanFile, { service, reason, hasPrevious }: Judgement): CheckResult {
  const path = services.find(({ name }) => name === service)?.path;
  const job = environment.ci ? 'the rollback job of this pipeline, or ' : '';
  const way = hasPrevious
    ? `To go back: ${job}hl rollback --service ${service}`
    : `Mend ${path}, or take it away: hl rollback --service ${service}`;
  return result(service, { status: 'skip', actual: `not taken back: ${reason}. ${way}`, attempts: 0 });
}
