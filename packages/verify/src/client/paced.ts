/** A server that takes no more questions for now was not asked. */
export const tooMany = new Error('not asked: the server takes 1000 questions a minute');

/** Pi-hole refuses a client after 1000 questions a minute: a burst of 400, then one every 120 ms stays below. */
const burst = 400;
const spacingMs = 120;

/** Lets the next question to a server go when its turn comes; rejects with `tooMany` when that is later than in `patienceMs`. */
export function pacer(): (server: string, patienceMs: number) => Promise<void> {
  const asked = new Map<string, { count: number; next: number }>();
  return async (server, patienceMs) => {
    const state = asked.get(server) ?? { count: 0, next: 0 };
    asked.set(server, state);
    const now = performance.now();
    const at = state.count < burst ? now : Math.max(state.next, now);
    if (at - now > patienceMs) throw tooMany;
    state.count += 1;
    state.next = at + spacingMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  };
}
