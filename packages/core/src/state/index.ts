export { ledger } from './ledger.js';
export type { Ledger, LedgerEntry, LedgerRun } from './ledger.js';
export { endLease, lock } from './lock.js';
export type { Lease, Lock, LockOptions } from './lock.js';
