import type { CheckResult } from '@hl/core';
import type { ServiceFacts } from '@hl/report';
import { standing, type LedgerEntry } from '@hl/core/state';
import { didNotGoThrough } from '../../../exit.js';
import { count } from '../../../text/count.js';
import type { Gathered } from '../gather.js';

type Health = Pick<ServiceFacts, 'state' | 'says' | 'seen' | 'checks'>;

/** How a service is: by what was seen now, else by what this run has left, else as the ledger remembers it. */
export function healthOf(name: string, { seen, verification, plan, done, entries }: Gathered): Health {
  const entry = entries === null ? undefined : (entries.find((one) => one.name === name) ?? null);
  const own = ({ service }: { readonly service: string }): boolean => service === name;
  if (seen?.checks) return { ...byChecks(seen.checks.filter(own), entry), seen: seen.at };

  const back = verification?.rolledBack?.find(own);
  const checks = (verification?.checks ?? []).filter(own);
  const at = verification?.timing === undefined ? (entry?.time ?? null) : ended(verification.timing);
  if (back !== undefined) return { state: back.healthy ? 'back' : 'failing', says: back.reason, seen: at, checks };
  const bad = done
    .filter(({ run }) => plan === null || run === plan.run)
    .flatMap(({ outcomes }) => outcomes.filter((one) => own(one) && didNotGoThrough(one)));
  const [first] = bad;
  if (first !== undefined && bad.every(({ status }) => status === 'deferred'))
    return { state: 'waiting', says: first.error?.message ?? 'nobody answered', seen: at, checks };
  if (checks.length > 0) return { ...byChecks(checks, entry), seen: at };
  if (first !== undefined) return { state: 'failing', says: `${first.system}: ${first.error?.message ?? first.status}`, seen: at, checks };
  return { ...byLedger(entry), seen: entry?.time ?? null, checks };
}

const ended = ({ started, ms }: { readonly started: string; readonly ms: number }): string => {
  const time = Date.parse(started);
  return Number.isNaN(time) ? started : new Date(time + ms).toISOString();
};

function byChecks(checks: readonly CheckResult[], entry: LedgerEntry | null | undefined): Omit<Health, 'seen'> {
  const failed = checks.filter(({ status }) => status === 'fail').map((check) => check.name.split(' ')[0] ?? '');
  const passed = checks.filter(({ status }) => status === 'pass').length;
  if (failed.length > 0) return { state: 'failing', says: `fails: ${[...new Set(failed)].join(', ')}`, checks };
  if (passed > 0)
    return {
      ...(entry?.rejected != null && entry.healthy
        ? { state: 'back', says: 'an older version runs, and answers' }
        : { state: 'ok', says: `${count(passed, 'check')} passed` }),
      checks,
    };
  const ledger = byLedger(entry);
  return ledger.state === 'absent' ? ledger : { state: 'unknown', says: 'nothing to ask', checks };
}

function byLedger(entry: LedgerEntry | null | undefined): Omit<Health, 'seen'> {
  if (entry === undefined) return { state: 'unknown', says: 'nobody looked', checks: [] };
  if (entry === null || standing(entry) === null) return { state: 'absent', says: '', checks: [] };
  if (!entry.healthy) return { state: 'failing', says: 'its last run failed', checks: [] };
  return entry.rejected === null
    ? { state: 'ok', says: 'at its last run', checks: [] }
    : { state: 'back', says: 'an older version runs', checks: [] };
}
