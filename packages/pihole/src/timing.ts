import type { DnsTiming } from '@hl/core/dns';

/** How long things may take, in milliseconds. The defaults were measured on a real Pi-hole; tests make them short. */
export interface Timing extends DnsTiming {
  /** One HTTP request, its answer included. */
  readonly requestMs: number;
  /** Pause before a request that may be repeated is repeated; doubles each time, `retries` times. */
  readonly retryMs: number;
  readonly retries: number;
  /** Pause before a refused login is tried again: Pi-hole counts attempts a clock second. */
  readonly loginMs: number;
  /** For a list to show that nobody else writes it; doubles, up to `stillMaxMs`, while somebody does, and ends after `movingMs` together. */
  readonly stillMs: number;
  readonly stillMaxMs: number;
  readonly movingMs: number;
  /** For a request that is under way when the run is told to end, and then for the logout. */
  readonly graceMs: number;
  readonly logoutMs: number;
  /** For Pi-hole to answer again when a write got no answer. */
  readonly lostMs: number;
  /** For Pi-hole to come back from the restart that a CNAME needs; 90 s were seen with a big query database. */
  readonly restartMs: number;
  /** For that restart to begin: 270 ms were seen. */
  readonly restartBeginMs: number;
}

export const defaultTiming: Timing = {
  requestMs: 10_000,
  retryMs: 200,
  retries: 4,
  loginMs: 1_600,
  stillMs: 300,
  stillMaxMs: 5_000,
  movingMs: 60_000,
  graceMs: 1_000,
  logoutMs: 3_000,
  lostMs: 10_000,
  restartMs: 120_000,
  restartBeginMs: 1_500,
  pollMs: 50,
  settleMs: 100, // 50 names took 111 ms from the answer to their PATCH
  dnsMs: 5_000,
  cnameDnsMs: 30_000,
};
