import type { PlanFile } from '../artifacts.js';
import { describeChange, summary } from './plan-text.js';

/** The plan for a merge request. */
export function planMarkdown(plan: PlanFile): string {
  const rows = plan.services.map(
    ({ name, action, path, before, after }) => `| ${name} | ${action} | ${(after ?? before)?.host ?? ''} | \`${path}\` |`,
  );
  const changes = plan.changes.map((change) => describeChange(change).replaceAll('`', "'"));
  return [
    `### Deployment plan`,
    '',
    summary(plan),
    ...(rows.length > 0 ? ['| service | action | host | file |', '|---|---|---|---|', ...rows, ''] : []),
    ...(changes.length > 0 ? ['```diff', ...changes, '```', ''] : []),
    ...plan.conflicts.map(({ system, key, service }) => `- **conflict**: ${system} \`${key}\` (${service}) is held by somebody else`),
    ...plan.failures.map(({ system, error }) => `- **not readable**: ${system}: ${error.message}`),
    '',
  ].join('\n');
}
