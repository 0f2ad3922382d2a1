import type { Timing } from '@hl/pihole';

/** Milliseconds for an emulator that restarts in 15 ms. */
export const restartMs = 15;

export const quick: Partial<Timing> = {
  requestMs: 2_000,
  retryMs: 1,
  retries: 4,
  turnMs: 5_000,
  idleMs: 3_000,
  staleMs: 60_000,
  seatsMs: 20,
  stillMs: 2,
  stillMaxMs: 8,
  movingMs: 150,
  graceMs: 20,
  logoutMs: 500,
  loginMs: 5,
  lostMs: 15,
  restartMs: 100,
  restartBeginMs: 30,
  pollMs: 3,
  settleMs: 1,
  dnsMs: 300,
  cnameDnsMs: 600,
};
