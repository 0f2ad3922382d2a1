export { absenceChecksFor } from './absence.js';
export type { Check } from './check.js';
export { checksFor } from './checks.js';
export { junit } from './junit.js';
export type { CheckResult } from './result.js';
export { verify } from './verify.js';
export type { VerifyOptions } from './verify.js';
