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

export const defaultTiming: Timing = { pollMs: 500, settleMs: 8_000, deadlineMs: 30_000, requestMs: 30_000 };

/**
 * Asks again and again until there is an answer other than false or the time is over; the last error is thrown if there was none at the end.
 *
 * @param passing whether an error may pass by itself; any other is thrown at once
 */
export async function until<T>(
  ask: () => Promise<T | false>,
  { pollMs, withinMs }: { readonly pollMs: number; readonly withinMs: number },
  passing: (error: unknown) => boolean = () => true,
): Promise<T | false> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const late = performance.now() >= deadline;
    try {
      const answer = await ask();
      if (answer !== false || late) return answer;
    } catch (error) {
      if (late || !passing(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
