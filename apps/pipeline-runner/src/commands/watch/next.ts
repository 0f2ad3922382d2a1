/** What is remembered of the commit that was tried last: `watch.json`. */
export interface Memory {
  readonly version: 1;
  readonly commit: string;
  /** What its last run ended with. */
  readonly code: number;
  /** Somebody was told that it failed. */
  readonly told: boolean;
  /** Runs of this commit after which another one may help. */
  readonly tries: number;
  /** When the next one is due, milliseconds since 1970; null: this commit is done with. */
  readonly retryAt: number | null;
}

/** How one run of a commit ended. */
export interface Attempt {
  readonly code: number;
  /** `held`: another run had the fleet, nothing was done. `away`: all that did not go through is for want of an answer. null: it is done with. */
  readonly again: 'held' | 'away' | null;
  /** There is a message about it that goes on. */
  readonly begun?: boolean;
}

export type Next = { readonly do: 'run' } | { readonly do: 'wait'; readonly ms: number };

/** Milliseconds; no pause is longer, whatever has failed how often. */
const longest = 3_600_000;

/** A pause that doubles with each try. */
export const backoff = (intervalMs: number, tries: number): number => Math.max(intervalMs, Math.min(intervalMs * 2 ** tries, longest));

/** What to do about the branch's newest commit. */
export function next(head: string, memory: Memory | null, now: number, intervalMs: number): Next {
  if (memory?.commit !== head) return { do: 'run' };
  if (memory.retryAt === null) return { do: 'wait', ms: intervalMs };
  return memory.retryAt <= now ? { do: 'run' } : { do: 'wait', ms: Math.min(memory.retryAt - now, intervalMs) };
}

/** Whether somebody is to hear of a run: not of one that another one kept from beginning, and of the same failure once. */
export const isNews = (head: string, memory: Memory | null, { code, again }: Attempt): boolean =>
  again !== 'held' && (code === 0 || !(memory?.commit === head && memory.told));

export function remember(head: string, memory: Memory | null, attempt: Attempt, now: number, intervalMs: number): Memory {
  const { code, again } = attempt;
  const before = memory?.commit === head ? memory : null;
  const told = code !== 0 && (before?.told === true || isNews(head, memory, attempt));
  const tries = again === 'away' ? (before?.tries ?? 0) + 1 : (before?.tries ?? 0);
  const retryAt = again === null ? null : now + (again === 'held' ? intervalMs : backoff(intervalMs, tries));
  return { version: 1, commit: head, code, told, tries, retryAt };
}
