import { groupBy, printable, type CheckResult } from '@hl/core';
import { checkLine } from './look.js';

/** A check as it was seen last, and since when it has been so. */
export interface Seen {
  readonly check: CheckResult;
  /** ISO 8601, UTC. */
  readonly since: string;
}

export const keyOf = ({ service, name }: Pick<CheckResult, 'service' | 'name'>): string => JSON.stringify([service, name]);

/**
 * What differs from the look before: of the first one only what fails, of each later one what fails now, is well again, or is not looked at
 * any more. `next`: all as it is now.
 */
export function changesIn(
  seen: ReadonlyMap<string, Seen>,
  checks: readonly CheckResult[],
  now: string,
): { readonly next: ReadonlyMap<string, Seen>; readonly lines: readonly string[] } {
  const next = new Map(checks.map((check) => [keyOf(check), stateOf(check, seen.get(keyOf(check)), now)]));
  const time = now.slice(11, 19);
  const first = seen.size === 0;
  const lines = checks.flatMap((check) => {
    const before = seen.get(keyOf(check))?.check;
    const news = before === undefined ? check.status === 'fail' : before.status !== check.status;
    return news ? [`${time} ${checkLine(check)}`] : [];
  });
  const gone = [...seen]
    .filter(([key]) => !next.has(key))
    .map(([, { check }]) => `${time} - ${check.service} ${check.name}: not looked at any more`);
  const failed = checks.filter(({ status }) => status === 'fail').length;
  const summary = first
    ? [`${time} ${failed === 0 ? `all ${checks.length} checks are well` : `${failed} of ${checks.length} checks fail`}`]
    : [];
  return { next, lines: [...summary, ...lines, ...gone] };
}

const stateOf = (check: CheckResult, before: Seen | undefined, now: string): Seen => ({
  check,
  since: before?.check.status === check.status ? before.since : now,
});

/** As much as fits a terminal: services that fail first, each with what is wrong; the others in one line. */
export function tableOf(
  all: readonly Seen[],
  looking: boolean,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const services = [...groupBy(all, ({ check }) => check.service)];
  const sick = services.filter(([, seen]) => seen.some(({ check }) => check.status === 'fail'));
  const width = Math.max(7, ...sick.map(([name]) => name.length));
  const lines = sick.flatMap(([name, seen]) =>
    seen
      .filter(({ check }) => check.status === 'fail')
      .map(({ check, since }) => `✖ ${name.padEnd(width)}  ${check.name.padEnd(10)}  ${since.slice(11, 19)}  ${check.actual}`),
  );
  const room = Math.max(1, rows - 3);
  const shown = lines.length > room ? [...lines.slice(0, room - 1), `  and ${lines.length - room + 1} more`] : lines;
  const well = services.length - sick.length;
  const state = looking ? 'looking' : 'waiting';
  const total = `${well} of ${services.length} services are well, ${all.length} checks; ${state}, Ctrl+C ends it`;
  return [...shown, total].map((line) => cutTo(printable(line), columns));
}

const cutTo = (line: string, columns: number): string => (line.length <= columns ? line : `${line.slice(0, Math.max(1, columns - 1))}…`);
