import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '@hl/core';

/** Waiting that can be called off, so that a run that is told to end does not sit out a back-off or a request that hangs, nor go on with a long list. */
export interface Pauses {
  /** Before each thing to do. @throws HlError `unreachable` HL_PIHOLE_CLOSED when called off */
  proceed(): void;
  /** @throws HlError `unreachable` HL_PIHOLE_CLOSED when called off */
  pause(ms: number): Promise<void>;
  /** For a request: fires, with HL_PIHOLE_CLOSED, when it is still under way some time after all was called off. */
  hangUp(): AbortSignal;
  /** Calls off what waits now, and what starts to wait before `resume`. */
  callOff(): void;
  resume(): void;
}

/** @param graceMs for a request that is under way when all is called off */
export function createPauses(graceMs: number): Pauses {
  let waiting = new AbortController();
  let asking = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    proceed() {
      if (waiting.signal.aborted) throw closed();
    },
    async pause(ms) {
      try {
        await sleep(ms, undefined, { signal: waiting.signal });
      } catch (cause) {
        throw closed(cause);
      }
    },
    hangUp: () => asking.signal,
    callOff() {
      waiting.abort();
      timer ??= setTimeout(() => asking.abort(closed()), graceMs);
    },
    resume() {
      clearTimeout(timer);
      timer = undefined;
      if (waiting.signal.aborted) waiting = new AbortController();
      if (asking.signal.aborted) asking = new AbortController();
    },
  };
}

const closed = (cause?: unknown): HlError =>
  new HlError('HL_PIHOLE_CLOSED', 'The run was told to end before it was done with Pi-hole', {
    kind: 'unreachable',
    hint: 'Run it again: it takes up what is left.',
    cause,
  });
