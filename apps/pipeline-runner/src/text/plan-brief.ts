import { groupBy, printable, type PlanFile } from '@hl/core';
import type { Size } from '../progress/screen.js';
import { cut } from '../progress/width.js';
import { baseOf } from '../systems/registry.js';
import { count } from './count.js';
import { serviceLines } from './plan-text.js';

/** A plan that is too long for a screen: a line for each service, under it what somebody else holds. What does not fit is counted. */
export function planBrief(plan: PlanFile, { columns, rows }: Size, file: string): string[] {
  const width = Math.max(...plan.services.map(({ name }) => name.length));
  const [linesOf, changesOf] = [serviceLines(plan), groupBy(plan.changes, ({ service }) => service)];
  const lines = plan.services.flatMap((service) => {
    const { name, action, before, after } = service;
    const changes = (changesOf.get(name) ?? []).filter(({ foundation }) => foundation !== true);
    const signs = changes.map((change) => `${change.before === null ? '+' : change.after === null ? '-' : '~'}${baseOf(change.system)}`);
    const what = signs.length === 0 ? '=' : [...new Set(signs)].join(' ');
    const inTheWay = linesOf(service).filter((line) => line.startsWith('!'));
    return [`${action.padEnd(6)} ${name.padEnd(width)}  ${(after ?? before)?.host ?? ''}  ${what}`, ...inTheWay.map((line) => `  ${line}`)];
  });
  const room = Math.max(1, rows - 4);
  const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${count(lines.length - room + 1, 'more line')}`];
  return [...shown.map((line) => cut(printable(line), columns - 1)), `The whole plan: ${file}`];
}
