import type { CheckResult } from '@hl/core';

/** `31 checks passed, 2 failed, 0 skipped`. */
export function tallyLine(checks: readonly Pick<CheckResult, 'status'>[]): string {
  const count = (status: CheckResult['status']): number => checks.filter((check) => check.status === status).length;
  return `${count('pass')} checks passed, ${count('fail')} failed, ${count('skip')} skipped`;
}
