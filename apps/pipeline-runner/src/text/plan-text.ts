import { differences, groupBy, printable, satisfies } from '@hl/core';
import type { Conflict, Service } from '@hl/core';
import type { PlanFile, PlannedChange, PlannedService } from '@hl/core';

const onOff = (section: unknown): string => (section === null ? 'disabled' : 'enabled');

/** The block that people know, once a service, then what changes in each system under it. Every part of it is one line, whatever is in it. */
export const planText = (plan: PlanFile): string => [...planBlocks(plan), summary(plan)].join('\n');

/** The same without the line that counts it all. */
export function planBlocks(plan: PlanFile): string[] {
  const linesOf = serviceLines(plan);
  const blocks = plan.services.map((service) => `${block(service)}\n${details(service, linesOf(service))}`);
  const shared = plan.changes.filter(({ foundation }) => foundation).map((change) => `  ${describeChange(change)}`);
  return [...blocks, ...(shared.length > 0 ? ['Before all services:', ...shared, ''] : [])];
}

function block({ name, path, before, after }: PlannedService): string {
  const service: Service | null = after ?? before;
  return [
    '=== DEPLOYMENT PLAN ===',
    '',
    `Service: ${path}`,
    `  Name: ${name}`,
    ...(service
      ? [
          ...(service.deployment === null
            ? [`  Backend: ${service.address}:${service.port}`]
            : [
                `  Host: ${service.host}`,
                ...(service.port === null ? [] : [`  Port: ${service.port}`]),
                `  Image: ${service.deployment.image ?? service.deployment.composeFile?.source}`,
              ]),
          `  Traefik: ${onOff(service.traefik)}`,
          `  DNS: ${onOff(service.dns)}`,
          `  Authentik: ${onOff(service.authentik)}`,
          `  Glance: ${onOff(service.glance)}`,
          ...(service.pages.length === 0 ? [] : [`  Pages: ${service.pages.map((page) => page.name).join(', ')}`]),
        ]
      : []),
    '',
    '=== END PLAN ===',
    '',
  ]
    .map((line) => printable(line))
    .join('\n');
}

function details({ action, before, after }: PlannedService, lines: readonly string[]): string {
  const title = action === 'move' ? `move from ${before?.host} to ${after?.host}` : action;
  return `Changes (${title}):\n${lines.length === 0 ? '  = nothing: every system already holds this\n' : lines.map((line) => `  ${printable(line)}\n`).join('')}`;
}

/** What is planned for a service, and what is in the way, each a line. */
export function serviceLines(plan: PlanFile): (of: Pick<PlannedService, 'name'>) => string[] {
  const byService = <T extends { readonly service: string }>(all: readonly T[]): ((name: string) => readonly T[]) => {
    const groups = groupBy(all, ({ service }) => service);
    return (name) => groups.get(name) ?? [];
  };
  const [changes, conflicts] = [byService(plan.changes.filter(({ foundation }) => !foundation)), byService(plan.conflicts)];
  const [foreign, refusals] = [byService(plan.foreign), byService(plan.refusals)];
  const failures = byService(plan.failures.flatMap(({ services, error }) => services.map((service) => ({ service, error }))));
  return ({ name }) => [
    ...changes(name).map(describeChange),
    ...conflicts(name).map(
      ({ system, key, holder, hint }) =>
        `! ${system.padEnd(9)} ${key}: held by ${holder ?? 'somebody else'}, left alone (${hint ?? `hl adopt ${name} takes it over`})`,
    ),
    ...foreign(name).map(({ system, key, wanted }) =>
      wanted === null
        ? `= ${system.padEnd(9)} ${key}: not made by hl, stays`
        : `= ${system.padEnd(9)} ${key}: is so already, and not made by hl (hl adopt ${name} takes it over)`,
    ),
    ...refusals(name).map(({ system, key, error }) => `✖ ${system.padEnd(9)} ${key}: would be refused: ${error.message}`),
    ...failures(name).map(({ error }) => `? ${error.message}`),
  ];
}

/** What an adoption takes, as a line. */
export const takeoverLine = ({ system, key, found, wanted, holder }: Conflict): string =>
  printable(
    `~ ${system.padEnd(9)} ${key}${gist(wanted)}${gist(found) === '' ? '' : ` (now${gist(found)})`}${holder ? `, held by ${holder}` : ''}${wanted === null ? ': goes with the next run' : satisfies(found, wanted) ? ': as wanted already, becomes ours' : ''}`,
  );

/** One change as a line: `+ pihole    metube.example.org → 192.0.2.20`. */
export function describeChange(change: PlannedChange): string {
  const { system, key, before, after, hold, blind } = change;
  const sign = before === null ? '+' : after === null ? '-' : '~';
  const changed = before !== null && after !== null ? differences(before, after) : [];
  const fields = changed.length > 0 ? ` (${changed.join(', ')})` : '';
  return printable(
    `${sign} ${system.padEnd(9)} ${key}${gist(after)}${fields}${hold ? ' (after it is verified on the new host)' : ''}${blind ? ' (not read yet)' : ''}${problem(before)}`,
  );
}

/** Why what stands has no effect, where the system says so. */
const problem = (before: unknown): string =>
  typeof before === 'object' && before !== null && 'problem' in before && typeof before.problem === 'string' ? `: ${before.problem}` : '';

const gist = (after: unknown): string => {
  if (typeof after !== 'object' || after === null) return '';
  if ('addresses' in after && Array.isArray(after.addresses) && after.addresses.length > 0) return ` → ${after.addresses.join(', ')}`;
  if ('cname' in after && typeof after.cname === 'string') return ` → alias of ${after.cname}`;
  return '';
};

export function summary({ services, changes, conflicts, refusals, failures }: PlanFile): string {
  if (services.length === 0) return 'Nothing to do: no service changed.\n';
  const count = (of: (change: PlannedChange) => boolean): number => changes.filter(of).length;
  const parts = [
    `${count(({ before, after }) => before === null && after !== null)} to create`,
    `${count(({ before, after }) => before !== null && after !== null)} to change`,
    `${count(({ after }) => after === null)} to remove`,
    ...(conflicts.length > 0 ? [`${conflicts.length} held by somebody else`] : []),
    ...(refusals.length > 0 ? [`${refusals.length} that would be refused`] : []),
    ...(failures.length > 0 ? [`${failures.length} not readable`] : []),
  ];
  return `Plan: ${parts.join(', ')}.\n`;
}
