import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two edits. */
const pause = 1_500;

/** How far a run has come, told beside it. */
export interface Live {
  /** A stage has ended. Waits for nothing; of stages that end faster than they can be told, the last one is. */
  update(stage: string): void;
  /** What is being told is told to its end; what waits is left to the last word. */
  end(): Promise<void>;
}

/** @param show tells what is known after a stage; never rejects */
export function live(show: (stage: string) => Promise<void>, pauseMs = pause): Live {
  const over = new AbortController();
  let next: string | null = null;
  let going: Promise<void> | null = null;
  const go = async (): Promise<void> => {
    while (next !== null && !over.signal.aborted) {
      const stage: string = next;
      next = null;
      await show(stage);
      await sleep(pauseMs, undefined, { signal: over.signal }).catch(() => {});
    }
    going = null;
  };
  return {
    update(stage) {
      next = stage;
      going ??= go();
    },
    async end() {
      over.abort();
      await going;
    },
  };
}
