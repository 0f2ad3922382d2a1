/** A server that takes no more questions for now was not asked. */
export const tooMany = new Error('not asked: the server takes 1000 questions a minute');

/** Pi-hole refuses a client after 1000 questions a minute: a burst of 400, then one every 120 ms stays below. */
const burst = 400;
const spacingMs = 120;

/** Lets the next question to a server go when its turn comes; rejects with `tooMany` when that is later than in `patienceMs`. */
export type Pace = (server: string, patienceMs: number) => Promise<void>;

/** One for all that a process asks: what one look has used of a burst comes back as slowly for the next one. */
export function pacer(now: () => number = () => performance.now()): Pace {
  const asked = new Map<string, { count: number; next: number }>();
  return async (server, patienceMs) => {
    const state = asked.get(server) ?? { count: 0, next: Infinity };
    asked.set(server, state);
    const moment = now();
    if (moment > state.next) state.count = Math.max(0, state.count - Math.floor((moment - state.next) / spacingMs));
    const at = state.count < burst ? moment : Math.max(state.next, moment);
    if (at - moment > patienceMs) throw tooMany;
    state.count += 1;
    state.next = at + spacingMs;
    if (at > moment) await new Promise((resolve) => setTimeout(resolve, at - moment));
  };
}
