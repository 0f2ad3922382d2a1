import { HlError, type OutcomesFile, type PlanFile, type PlannedChange } from '@hl/core';
import type { Context } from '../../context.js';
import { didNotGoThrough, exitCodeOf } from '../../exit.js';
import { baseOf, breakOrder, makeOrder } from '../../systems/registry.js';
import type { Blocked } from './apply-changes.js';
import { everything } from './batches.js';
import { partOf, type Part } from './parts.js';

/**
 * Applies one part of the plan. One in which nothing is to be done opens nothing, and loads nothing to do it with.
 *
 * @param asked `hosts`: of the deployment, only what is on these; none: all of it
 * @param done by this run so far
 * @param keep given what became of it, whatever happens
 * @throws HlError HL_SUPERSEDED: a newer run has planned, nothing was written
 */
export async function applyPart(
  context: Context,
  { part, hosts = [] }: { readonly part: Part; readonly hosts?: readonly string[] },
  plan: PlanFile,
  done: readonly OutcomesFile[],
  keep: (file: OutcomesFile) => Promise<void>,
): Promise<{ code: number }> {
  if (plan.drift)
    throw new HlError('HL_DRIFT_PLAN', `this plan was made by hl drift, which changes nothing`, {
      kind: 'input',
      hint: 'Make one to apply: hl detect, hl plan.',
    });
  if (plan.edited && plan.edited.length > 0)
    throw new HlError('HL_UNCOMMITTED', `this plan was made with files that were not as committed: ${plan.edited.join(', ')}`, {
      kind: 'input',
      hint: 'Commit them, and plan again: hl detect, hl plan. Nothing was touched.',
    });
  const leadsThere = part !== 'deploy' && part !== 'remove';
  const blocked: Blocked = new Map([
    ...plan.refusals.map(({ service, error }) => [service, error.message] as const),
    ...(leadsThere ? notDeployed(done) : []),
  ]);
  const there = onHosts(context, plan, hosts);
  const phases = [part === 'deploy' ? loginsFirst(plan) : [], partOf(plan, part)]
    .map((phase) => phase.filter(there))
    .filter((phase) => phase.length > 0);
  const outcomes: OutcomesFile['outcomes'][number][] = [];
  try {
    if (phases.length > 0) {
      const { withLease } = await import('../../state/lease.js');
      const { keepPlace } = await import('../../state/place.js');
      const { applyChanges } = await import('./apply-changes.js');
      await withLease(context, async (leased) => {
        await keepPlace(leased, plan);
        const own = new Set(phases.flat().map(({ service }) => service));
        if (leadsThere) {
          const { silentPorts } = await import('./listening.js');
          for (const [name, error] of await silentPorts(leased, plan, done, (one) => own.has(one) && !blocked.has(one)))
            blocked.set(name, error);
        }
        const order = part === 'remove' ? breakOrder : makeOrder;
        for (const phase of phases) outcomes.push(...(await applyChanges(leased, plan, phase, done, { order, blocked })));
      });
    }
  } finally {
    await keep({ version: 1, stage: part, commit: plan.commit, run: plan.run, outcomes });
  }
  const code = exitCodeOf(
    outcomes,
    plan.services.map((service) => service.name),
  );
  return { code };
}

/** Whether a change is about one of these hosts: a container that is there, or what a service there needs. @throws HlError HL_USAGE */
function onHosts({ site, configPath }: Context, { services }: PlanFile, hosts: readonly string[]): (change: PlannedChange) => boolean {
  const unknown = hosts.find((host) => !Object.hasOwn(site.hosts, host));
  if (unknown !== undefined)
    throw new HlError('HL_USAGE', `there is no host ${unknown} in ${configPath}`, {
      kind: 'input',
      hint: `There are: ${Object.keys(site.hosts).join(', ')}.`,
    });
  const homes = new Map(services.map(({ name, before, after }) => [name, (after ?? before)?.host]));
  return ({ system, key, service }) =>
    hosts.length === 0 || hosts.includes((baseOf(system) === 'compose' ? key.split('/')[0] : homes.get(service)) ?? '');
}

/** A service that logs in by OIDC itself starts with its client id and secret: Authentik must have made them. */
function loginsFirst(plan: PlanFile): PlannedChange[] {
  const oidc = new Set(plan.services.filter(({ after }) => after?.authentik?.method === 'oidc').map(({ name }) => name));
  return everything(plan).filter(({ system, service, after }) => baseOf(system) === 'authentik' && oidc.has(service) && after !== null);
}

/** Services whose container did not come up get nothing else; the old state keeps serving. */
const notDeployed = (done: readonly OutcomesFile[]): (readonly [string, string])[] =>
  done
    .filter(({ stage }) => stage === 'deploy')
    .flatMap(({ outcomes }) => outcomes.filter(didNotGoThrough).map(({ service }) => [service, 'its container is not up'] as const));
