import { setTimeout as delay } from 'node:timers/promises';
import type { HlError } from '@hl/core';
import { unreachable } from './http-errors.js';

/** Lets a run that is told to end leave a pause, a request that hangs, or a long list between two requests. */
export interface Cancellation {
  /** Before each step. @throws HlError `unreachable` HL_PIHOLE_CLOSED when cancelled */
  check(): void;
  /** @throws HlError `unreachable` HL_PIHOLE_CLOSED when cancelled */
  sleep(ms: number): Promise<void>;
  /** For a request: fires, with HL_PIHOLE_CLOSED, when it is still under way some time after all was cancelled. */
  signal(): AbortSignal;
  /** Until `reset`. */
  cancel(): void;
  reset(): void;
}

/** @param graceMs for a request that is under way when all is cancelled */
export function cancellation(graceMs: number): Cancellation {
  let [sleeping, asking] = [new AbortController(), new AbortController()];
  let timer: NodeJS.Timeout | undefined;
  return {
    check() {
      if (sleeping.signal.aborted) throw closed();
    },
    async sleep(ms) {
      try {
        await delay(ms, undefined, { signal: sleeping.signal });
      } catch (cause) {
        throw closed(cause);
      }
    },
    signal: () => asking.signal,
    cancel() {
      sleeping.abort();
      timer ??= setTimeout(() => asking.abort(closed()), graceMs);
    },
    reset() {
      clearTimeout(timer);
      timer = undefined;
      [sleeping, asking] = [new AbortController(), new AbortController()];
    },
  };
}

const closed = (cause?: unknown): HlError =>
  unreachable('CLOSED', 'The run was told to end before it was done with Pi-hole', 'Run it again: it takes up what is left.', cause);
