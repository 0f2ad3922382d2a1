import { differences, groupBy, idOf, isRecord, printable, type Conflict, type PlanFile, type PlannedChange } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import { describeChange } from '../../text/plan-text.js';

const longest = 100;

/** What differs, field by field, and whose it is. Pure. */
export function driftLines(plan: PlanFile, entries: readonly LedgerEntry[] | null): string[] {
  const adopted = new Set((entries ?? []).flatMap(({ made }) => made.flatMap((one) => (one.adopted ? [idOf(one)] : []))));
  const whose = (change: PlannedChange): string => (adopted.has(idOf(change)) ? 'adopted' : 'ours');
  const [changesOf, conflictsOf] = [groupBy(plan.changes, ({ service }) => service), groupBy(plan.conflicts, ({ service }) => service)];
  return plan.services.flatMap(({ name, path, after }) => {
    const changes = (changesOf.get(name) ?? []).filter(({ blind }) => blind !== true);
    const conflicts = conflictsOf.get(name) ?? [];
    if (changes.length + conflicts.length === 0) return [];
    return [
      after === null ? `${name}: no longer in git; hl run --service ${name} removes it` : `${name} (${path})`,
      ...changes.flatMap((change) => [
        `  ${describeChange(change)}: ${whose(change)}${change.before === null ? ', is not there' : ''}`,
        ...fields(change),
      ]),
      ...conflicts.flatMap((conflict) => [`  ! ${conflict.system.padEnd(9)} ${conflict.key}: foreign, held by ${holderOf(conflict)}`]),
    ].map((line) => printable(line));
  });
}

const holderOf = ({ holder, hint, service }: Conflict): string =>
  `${holder ?? 'somebody else'} (${hint ?? `hl adopt ${service} takes it over`})`;

function fields({ before, after }: PlannedChange): string[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  return differences(before, after).flatMap((field) => fieldLines(field, before[field], after[field]));
}

/** Of texts only the lines that differ. */
function fieldLines(field: string, is: unknown, wanted: unknown): string[] {
  if (typeof is !== 'string' || typeof wanted !== 'string' || !`${is}${wanted}`.includes('\n'))
    return [`      ${field}: ${short(is)} instead of ${short(wanted)}`];
  const [found, want] = [is.split('\n'), wanted.split('\n')];
  const lines = [
    ...found.filter((line) => !want.includes(line)).map((line) => `there    ${line.trim()}`),
    ...want.filter((line) => !found.includes(line)).map((line) => `in git   ${line.trim()}`),
  ];
  const rest = lines.length - 6;
  return [
    `      ${field}:`,
    ...lines.slice(0, 6).map((line) => `        ${cut(line)}`),
    ...(rest > 0 ? [`        and ${rest} lines more`] : []),
  ];
}

const short = (value: unknown): string => cut(value === undefined ? 'nothing' : JSON.stringify(value));
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
