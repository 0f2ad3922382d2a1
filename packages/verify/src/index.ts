export { absenceChecksFor } from './checks/absent.js';
export type { Check } from './checks/check.js';
export type { DnsServer, Given, Login, Outside, Proxy } from './checks/outside.js';
export { checksFor } from './checks/present.js';
export { junit } from './junit.js';
export type { CheckResult } from '@hl/core';
export { verify } from './verify.js';
export type { VerifyOptions } from './verify.js';
