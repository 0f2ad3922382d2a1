/** Milliseconds. */
export interface Timing {
  /** Between two looks at the running Glance. Default 500. */
  readonly pollMs: number;
  /** How long Glance may take to load a changed file by itself, before it is restarted. Default 8 000. */
  readonly settleMs: number;
  /** How long it may take after a restart. Default 30 000. */
  readonly deadlineMs: number;
  /** For one HTTP answer; a page's content waits for its slowest monitor. Default 30 000. */
  readonly requestMs: number;
}

export const timingOf = (given: Partial<Timing> = {}): Timing => ({
  pollMs: 500,
  settleMs: 8_000,
  deadlineMs: 30_000,
  requestMs: 30_000,
  ...given,
});

/** Asks again and again until the answer is true or the time is over; the last error is thrown if there was no answer at the end. */
export async function until(claim: () => Promise<boolean>, { pollMs, withinMs }: { pollMs: number; withinMs: number }): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const late = performance.now() >= deadline;
    try {
      if (await claim()) return true;
      if (late) return false;
    } catch (error) {
      if (late) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
