import { groupBy, type OutcomesFile, type PlanFile, type PlannedChange, type Service } from '@hl/core';
import { baseOf, jobOf } from '../../systems/registry.js';
import { jobs, type Job } from '../../systems/system.js';
import { everything, meet, portsOf } from './batches.js';

/** The jobs that write: each makes what its systems hold; `remove` takes removed services out of all of them. */
export const parts = [...jobs.slice(0, 1), 'remove', ...jobs.slice(1)] as readonly Part[];
export type Part = Job | 'remove';

/** What a part does. What a route needs before it stands (an SSO foundation) goes with the routes. */
export function partOf(plan: PlanFile, part: Part): PlannedChange[] {
  const removed = new Set(plan.services.filter(({ action }) => action === 'delete').map(({ name }) => name));
  const freed = portsToFree(plan);
  return everything(plan).filter((change) => {
    if (change.foundation) return part === 'traefik';
    if (change.hold) return false;
    if (freed.has(change.service) && baseOf(change.system) === 'compose') return part === 'deploy';
    return part === (removed.has(change.service) ? 'remove' : jobOf(change));
  });
}

/** Removed services whose port a service of the same host takes over, as after a rename: their containers go with the deployment. */
function portsToFree({ services }: PlanFile): Set<string> {
  const removed = services.filter(({ action }) => action === 'delete');
  const hosts = new Set(removed.map(({ before }) => before?.host));
  const wanted = groupBy(
    services.flatMap(({ after }) => (after && hosts.has(after.host) ? portsOf(after) : [])),
    ({ host }) => host,
  );
  const frees = (old: Service | null): boolean => old !== null && meet(portsOf(old), wanted.get(old.host) ?? []);
  return new Set(removed.filter(({ before }) => frees(before)).map(({ name }) => name));
}

/** Whether a part of the plan is for this stage to do. */
export const hasWork = (plan: PlanFile, stage: string): boolean => parts.some((part) => part === stage && partOf(plan, part).length > 0);

/** Stages whose jobs run side by side. */
const sideBySide: readonly (readonly Part[])[] = [
  ['deploy', 'remove'],
  ['traefik', 'dns'],
];

/**
 * Whether the message of a run may show more already than this job knows: of two jobs side by side, the second one does not see what the first
 * one left. Then the next stage tells of both. Pure.
 */
export function knowsLess(
  { plan, done }: { readonly plan: PlanFile | null; readonly done: readonly OutcomesFile[] },
  stage: string,
): boolean {
  const before = sideBySide.flatMap((jobs) => jobs.slice(0, Math.max(0, jobs.indexOf(stage as Part))));
  return plan !== null && before.some((part) => hasWork(plan, part) && !done.some((file) => file.stage === part));
}

/** Whether each job of the plan can tell of all that was done before it: of those side by side one at most has work. Pure. */
export const inTurn = (plan: PlanFile): boolean => sideBySide.every((jobs) => jobs.filter((part) => hasWork(plan, part)).length < 2);
