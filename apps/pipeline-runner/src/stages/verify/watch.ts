import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.js';
import { chosen, hasFailed, reading } from './look-now.js';
import { changesIn, keyOf, tableOf, type Seen } from './watched.js';
import { lookAt } from './look.js';

export interface WatchOptions {
  /** Only this service; undefined: all of them. */
  readonly service?: string;
  /** Milliseconds from the end of a look to the begin of the next. */
  readonly intervalMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Looks again and again, each check once a round, and tells what has changed; a terminal shows the state of all below that. The files are
 * read anew for each round. What a round could not do is told, and the next one tries again.
 *
 * @returns the exit code of the last round
 */
export async function watchFleet(context: Context, { service, intervalMs, signal }: WatchOptions): Promise<{ code: number }> {
  const { print } = context;
  const quiet: Context = {
    ...reading(context),
    print: { ...print, step: () => {}, warn: () => {}, fine: () => {}, live: () => () => {}, section: () => {}, manner: 'lines' },
  };
  const over = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
  let seen: ReadonlyMap<string, Seen> = new Map();
  let [code, looking] = [0, true];
  const ended = print.live(({ columns, rows }) => tableOf([...seen.values()], looking, { columns, rows }));
  try {
    while (!signal.aborted) {
      looking = true;
      try {
        const checks = await Promise.race([lookAt(quiet, chosen(quiet, service), 'once'), over]);
        if (checks === null) break;
        const { next, lines } = changesIn(seen, checks, context.now());
        for (const line of lines) print.step(line);
        print.data({ time: context.now(), checks: checks.filter((check) => seen.get(keyOf(check))?.check.status !== check.status) });
        [seen, code] = [next, hasFailed(checks) ? 1 : 0];
      } catch (error) {
        code = 1;
        print.error(error);
      }
      looking = false;
      await sleep(intervalMs, undefined, { signal }).catch(() => {}); // told to end
    }
  } finally {
    ended();
  }
  return { code };
}

/** The same until the process is told to stop; that is right, and its exit code says how the fleet was found last. */
export async function watchUntilStopped(context: Context, options: Omit<WatchOptions, 'signal'>): Promise<{ code: number }> {
  const stop = new AbortController();
  const watching = watchFleet(context, { ...options, signal: stop.signal });
  const leave = context.onStop(async () => {
    stop.abort();
    return (await watching).code;
  });
  return watching.finally(leave);
}
