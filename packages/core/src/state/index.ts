export { adopted, begun, concluded, done, intended, pinned, recorded, rolledBack, standing, without } from './entry.js';
export type { RunRecord, ServiceChange } from './entry.js';
export { assertNewest, nameOfRun, nextClaim, samePlace } from './fleet.js';
export type { Claim, Claimant, Place } from './fleet.js';
export { ledger } from './ledger.js';
export type { Ledger, LedgerEntry, LedgerRun, LedgerState } from './ledger.js';
export type { Lease, Lock, LockOptions } from './lock.js';
export { remoteStore } from './store.js';
export type { Next, Store } from './store.js';
