import { HlError } from '@hl/core';
import { mayContinue } from '../../exit.js';
import type { Printer } from '../../printer.js';
import { count } from '../../text/count.js';
import type { Clone } from './clone.js';
import { backoff, isNews, next, remember, type Attempt, type Memory } from './next.js';

/** What following a branch takes. */
export interface Watching {
  readonly clone: Clone;
  readonly branch: string;
  readonly intervalMs: number;
  readonly once: boolean;
  readonly print: Printer;
  /** `hl run` of what is checked out; `telling`: with a message about how far it has come. */
  run(how: 'telling' | 'silently'): Promise<Attempt>;
  /** `hl notify` of that run. */
  tell(verdict: 'success' | 'failure'): Promise<void>;
  recall(): Memory | null;
  keep(memory: Memory): void;
  now(): number;
  /** Sooner, when somebody wakes it. */
  sleep(ms: number): Promise<void>;
  stopped(): boolean;
}

/** Follows the branch until it is stopped. Resolves with the code to end with. */
export async function watch(watching: Watching): Promise<number> {
  const { clone, intervalMs, once, print, now, sleep, stopped } = watching;
  /** Why the remote does not answer, and how often it has not. */
  let away = '';
  let tries = 0;
  while (!stopped()) {
    try {
      const head = await clone.fetch();
      if (away !== '') print.step('the remote answers again');
      [away, tries] = ['', 0];
      const memory = watching.recall();
      const todo = next(head, memory, now(), intervalMs);
      const code = todo.do === 'run' ? await deploy(watching, head, memory) : 0;
      if (once) return code;
      // What was pushed meanwhile is due now.
      if (todo.do === 'wait') await sleep(todo.ms);
    } catch (thrown) {
      const error = HlError.from(thrown);
      if (stopped()) return 0;
      if (once || error.kind === 'bug') throw error;
      if (away !== error.message) print.error(error);
      away = error.message;
      await sleep(backoff(intervalMs, tries));
      tries += 1;
    }
  }
  return 0;
}

async function deploy({ clone, branch, print, ...watching }: Watching, head: string, memory: Memory | null): Promise<number> {
  if (memory?.commit === head) print.step(`once more: ${head.slice(0, 8)}`);
  else {
    const way = memory && (await clone.way(memory.commit, head));
    const skipped = way ? way.commits - 1 : 0;
    const how = way?.rewritten
      ? ', the history of which was rewritten'
      : skipped > 0
        ? `, ${count(skipped, 'commit')} before it skipped`
        : '';
    print.step(`${branch} is at ${head.slice(0, 8)}${how}`);
  }
  await clone.checkout(head);
  const attempt = await watching.run(memory?.commit === head && memory.told ? 'silently' : 'telling');
  const news = isNews(head, memory, attempt);
  // A message that says that it goes on must not say so for ever.
  if (news || attempt.begun) await watching.tell(mayContinue(attempt.code) ? 'success' : 'failure');
  const memorised = remember(head, memory, attempt, watching.now(), watching.intervalMs);
  watching.keep(memorised);
  if (memorised.retryAt !== null)
    print.step(`${head.slice(0, 8)} is tried again in ${Math.round((memorised.retryAt - watching.now()) / 1_000)} s`);
  return attempt.code;
}
