import { exitCodes, HlError, type Deployment, type OutcomesFile, type PlanFile, type Service } from '@hl/core';
import { pinned } from '@hl/core/state';
import { runRecord, type Context } from '../../context.js';
import { didNotGoThrough, exitCodeOf, partly } from '../../exit.js';
import { withLease } from '../../state/lease.js';
import { takeBackPlace } from '../../state/place.js';
import { makeOrder } from '../../systems/registry.js';
import { applyChanges } from '../apply/apply-changes.js';
import { emptyPlan } from '../plan/plan-systems.js';
import { asIs } from '../plan/planned-services.js';

/** Revisions on the hosts, of one service or of all that are deployed; a host that is away hides its own only. */
export async function listRevisions(context: Context, service?: string): Promise<{ code: number }> {
  const { revisions } = await import('@hl/deployer');
  const fleet = await context.fleet();
  const known = await deployed(context);
  const wanted = known.filter(({ name }) => service === undefined || name === service);
  if (service !== undefined && wanted.length === 0) throw notDeployed(service);
  const errors = new Map<string, HlError>();
  const found = await Promise.all(
    wanted.map(({ host, deployment }) =>
      revisions(fleet.remote(host), deployment.installPath).catch((thrown: unknown) => {
        const error = HlError.from(thrown);
        errors.set(error.message, error);
        return [];
      }),
    ),
  );
  const rows = wanted.flatMap(({ name, host }, index) =>
    (found[index] ?? []).map(({ number, time, commit }) => ({ service: name, host, number, time, commit })),
  );
  const line = ({ service: name, host, number, time, commit }: (typeof rows)[number]): string =>
    `${name.padEnd(20)} ${String(number).padStart(4)}  ${time ?? 'unknown time'}  ${commit?.slice(0, 8) ?? ''}  ${host}`;
  if (rows.length > 0) context.print.text(rows.map(line));
  else if (errors.size === 0) context.print.text('There are no earlier revisions.');
  for (const error of errors.values()) context.print.error(error);
  context.print.data(rows);
  const [first] = errors.values();
  return { code: first === undefined ? 0 : rows.length > 0 ? partly : exitCodes[first.kind] };
}

/** Brings one revision of a service's containers back, by the same way as a deployment. Route, DNS, SSO and tile stay. */
export async function toRevision(context: Context, name: string | undefined, to: number): Promise<{ code: number; file: OutcomesFile }> {
  const { revisions } = await import('@hl/deployer');
  const service = (await deployed(context)).find((candidate) => candidate.name === name);
  if (name !== undefined && !service) throw notDeployed(name);
  if (!Number.isInteger(to))
    throw new HlError('HL_USAGE', '--to wants the number of a revision', { kind: 'input', hint: 'hl rollback --list' });
  if (!service)
    throw new HlError('HL_USAGE', `--to needs the --service that it is for`, {
      kind: 'input',
      hint: 'hl rollback --list, then hl rollback --service metube --to 3',
    });
  const { remote } = await context.fleet();
  const known = await revisions(remote(service.host), service.deployment.installPath);
  const revision = known.find(({ number }) => number === to);
  if (!revision) {
    const numbers = known.map(({ number }) => number).join(', ') || 'none';
    throw new HlError('HL_REVISION', `${service.name} has no revision ${to} on ${service.host}; it has ${numbers}`, {
      kind: 'input',
      hint: 'hl rollback --list',
    });
  }
  const change = { system: 'compose', key: `${service.host}/${service.name}`, service: service.name, before: null, after: revision.spec };
  const commit = revision.commit ?? context.commit;
  const plan: PlanFile = { ...emptyPlan(context, `${context.run}-to-${to}`, [asIs(service)]), changes: [change], commit };
  const outcomes = await withLease(context, async (leased) => {
    await takeBackPlace(leased);
    const applied = await applyChanges(leased, plan, [change], [], { order: makeOrder, way: 'aside' });
    // What git says is not what runs now, on purpose: it is not tried again until the file changes.
    const healthy = !applied.some(didNotGoThrough);
    await (await leased.state()).update([service.name], (_, entry) => entry && pinned(entry, to, runRecord(leased), healthy));
    return applied;
  });
  return { code: exitCodeOf(outcomes), file: { version: 1, stage: 'rollback', commit, run: plan.run, outcomes } };
}

const notDeployed = (name: string): HlError =>
  new HlError('HL_SERVICE', `${name} is not deployed`, { kind: 'input', hint: 'hl history lists what is.' });

type WithContainer = Service & { readonly deployment: Deployment };

/** Services that have containers: what else there is has no revisions. */
async function deployed(context: Context): Promise<WithContainer[]> {
  const { entries } = await context.state();
  const known = (entries ?? []).flatMap(({ service }) => (service ? [service] : []));
  const all = known.length > 0 ? known : context.repository.load().services;
  return all.filter((service): service is WithContainer => service.deployment !== null);
}
