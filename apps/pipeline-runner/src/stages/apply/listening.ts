import { HlError, type ErrorReport, type OutcomesFile, type PlanFile, type Service } from '@hl/core';
import type { Context } from '../../context.js';
import { outsideOf } from '../../systems/systems.js';
import { everything, of } from './batches.js';

export const portSilent = 'HL_PORT_SILENT';

/** Milliseconds that a container gets at most, until its routes change. */
const mostMs = 300_000;

/**
 * Services whose route this run makes, and whose container does not take connections where it shall lead: nothing that leads to them
 * changes, so that a wrong port never takes down the route that stands. A service is asked once in a run; what cannot be asked goes on.
 *
 * @param done by this run so far
 * @param concerns services that the job is about
 */
export async function silentPorts(
  context: Context,
  plan: PlanFile,
  done: readonly OutcomesFile[],
  concerns: (name: string) => boolean,
): Promise<Map<string, ErrorReport>> {
  const outcomes = done.filter(({ run }) => run === plan.run).flatMap((file) => file.outcomes);
  const told = new Map(outcomes.flatMap(({ service, error }) => (error?.code === portSilent ? [[service, error] as const] : [])));
  const settled = new Set(of(outcomes, 'traefik').map(({ service }) => service));
  const routed = new Set(of(everything(plan), 'traefik').flatMap(({ service, after }) => (after === null ? [] : service)));
  const asked = plan.services.flatMap(({ name, after }) =>
    after && concerns(name) && routed.has(name) && !settled.has(name) ? after : [],
  );
  if (asked.length === 0) return told;
  const found = await Promise.all(asked.map(async (service) => [service.name, await silence(context, service)] as const));
  return new Map([...told, ...found.flatMap(([name, error]) => (error === null ? [] : [[name, error] as const]))]);
}

async function silence(context: Context, service: Service): Promise<ErrorReport | null> {
  const { site } = context;
  const { checksFor } = await import('@hl/verify');
  const checks = checksFor(service, await outsideOf(site));
  const container = checks.find(({ kind }) => kind === 'container');
  // What starts only when it is asked for, or ends when it is done, need not listen now.
  if (container?.kind !== 'container' || container.main === null || container.oneShot || startsOnDemand(service)) return null;
  const systems = await context.systems({ services: [service] });
  const leads = new Set([service, ...service.pages].map(({ traefik }) => traefik?.port));
  for (const check of checks) {
    if (check.kind !== 'port' || check.protocol !== 'tcp' || !['host', 'container'].includes(check.at) || !leads.has(check.port)) continue;
    const wantedMs = site.verify.deadlineSeconds * 1_000 + check.graceMs;
    const answers = await systems.listens(check, Math.min(wantedMs, mostMs));
    if (answers === false && wantedMs <= mostMs) return error(service, check.address, check.port).toJSON();
  }
  return null;
}

/** Sablier starts and stops containers with this label. */
const startsOnDemand = ({ deployment }: Service): boolean => deployment?.labels['sablier.enable'] === 'true';

function error({ name, path, deployment }: Service, address: string, port: number): HlError {
  const inside = deployment?.containerPort == null ? '' : ` (${deployment.containerPort} inside)`;
  return new HlError(
    portSilent,
    `nothing listens on ${address}:${port}${inside}, where the route of ${name} shall lead: the route stays as it is`,
    {
      kind: 'unreachable',
      hint: `Is deployment.container_port in ${path} the port that the program listens on? See: hl logs ${name}. If it starts slowly, set healthcheck.start_period.`,
    },
  );
}
