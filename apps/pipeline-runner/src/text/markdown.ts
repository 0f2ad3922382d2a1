import { printable, type PlanFile } from '@hl/core';
import { describeChange, summary } from './plan-text.js';

/** The plan for a merge request. Whatever stands in it is shown as it is: it is no markup, and mentions nobody. */
export function planMarkdown(plan: PlanFile): string {
  const rows = plan.services.map(
    ({ name, action, path, before, after }) =>
      `| ${plain(name)} | ${action} | ${plain((after ?? before)?.host ?? '')} | ${code(path).replaceAll('|', '\\|')} |`,
  );
  // No line of a change can end the block, since each begins with its sign.
  const changes = plan.changes.map(describeChange);
  return [
    `### Deployment plan`,
    '',
    summary(plan),
    ...(rows.length > 0 ? ['| service | action | host | file |', '|---|---|---|---|', ...rows, ''] : []),
    ...(changes.length > 0 ? ['```diff', ...changes, '```', ''] : []),
    ...plan.conflicts.map(
      ({ system, key, service, holder }) =>
        `- **conflict**: ${plain(system)} ${code(key)} (${plain(service)}) is held by ${plain(holder ?? 'somebody else')}`,
    ),
    ...plan.refusals.map(({ system, key, error }) => `- **would be refused**: ${plain(system)} ${code(key)}: ${plain(error.message)}`),
    ...plan.failures.map(({ system, error }) => `- **not readable**: ${plain(system)}: ${plain(error.message)}`),
    '',
  ].join('\n');
}

/** Text in Markdown, on one line. A backslash keeps punctuation from being markup or one of GitLab's references; a space of no width, an `@` from calling somebody. */
export const plain = (text: string): string =>
  printable(text)
    .replace(/[\\`*_{}[\]()<>#+!|~&$%^]/g, '\\$&')
    .replaceAll('@', '@\u200b');

/** The same for a name or path: between more backticks than there are in it. */
function code(text: string): string {
  const shown = printable(text);
  const ticks = '`'.repeat(1 + Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length)));
  return ticks.length === 1 ? `\`${shown}\`` : `${ticks} ${shown} ${ticks}`;
}
