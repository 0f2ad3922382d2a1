import type { CheckResult } from '@hl/core';
import { cut } from '../progress/width.js';

/** `31 checks passed, 2 failed, 0 skipped`. */
export function tallyLine(checks: readonly Pick<CheckResult, 'status'>[]): string {
  const count = (status: CheckResult['status']): number => checks.filter((check) => check.status === status).length;
  return `${count('pass')} checks passed, ${count('fail')} failed, ${count('skip')} skipped`;
}

/** Of each thing that was seen, so much that a line can hold them. */
const enough = 80;

/** What was seen, e.g. `status 502, server nginx`; empty: nothing is known of it. */
export const seenLine = ({ evidence }: Pick<CheckResult, 'evidence'>): string =>
  Object.entries(evidence ?? {})
    .flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name} ${cut(value.replace(/\s+/g, ' '), enough)}`))
    .join(', ');
