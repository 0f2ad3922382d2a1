/** How long things may take, in milliseconds. The defaults were measured on a real Pi-hole; tests make them short. */
export interface Timing {
  /** One HTTP request, its answer included. */
  readonly requestMs: number;
  /** Pause before a request that may be repeated is repeated; doubles each time, `retries` times. */
  readonly retryMs: number;
  readonly retries: number;
  /** For another run of this package at work on the same Pi-hole; it counts as over when it asked nothing for `idleMs`. */
  readonly turnMs: number;
  readonly idleMs: number;
  /** After which a silent session of another run of this package counts as left behind, and is ended. */
  readonly staleMs: number;
  /** For a seat, when others have taken all of Pi-hole's. */
  readonly seatsMs: number;
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
  /** Pause between two looks; grows. Pi-hole refuses a client after 1000 DNS queries a minute. */
  readonly pollMs: number;
  /**
   * Between the read-back and the first question to DNS: a name that is asked for too early stays unknown in Pi-hole's cache.
   * 50 names took 111 ms from the answer to their PATCH.
   */
  readonly settleMs: number;
  /** For a record to be served. */
  readonly dnsMs: number;
  readonly cnameDnsMs: number;
}

export const defaultTiming: Timing = {
  requestMs: 10_000,
  retryMs: 200,
  retries: 4,
  turnMs: 60_000,
  idleMs: 5_000,
  staleMs: 30_000,
  seatsMs: 60_000,
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
  settleMs: 100,
  dnsMs: 5_000,
  cnameDnsMs: 30_000,
};
