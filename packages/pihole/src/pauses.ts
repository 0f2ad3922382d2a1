import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '@hl/core';

/** Waiting that can be called off, so that a run that is told to end does not sit out a back-off, nor go on with a long list. */
export interface Pauses {
  /** Before each thing to do. @throws HlError `unreachable` HL_PIHOLE_CLOSED when called off */
  proceed(): void;
  /** @throws HlError `unreachable` HL_PIHOLE_CLOSED when called off */
  pause(ms: number): Promise<void>;
  /** Calls off what waits now, and what starts to wait before `resume`. */
  callOff(): void;
  resume(): void;
}

export function createPauses(): Pauses {
  let controller = new AbortController();
  return {
    proceed() {
      if (controller.signal.aborted) throw closed();
    },
    async pause(ms) {
      try {
        await sleep(ms, undefined, { signal: controller.signal });
      } catch (cause) {
        throw closed(cause);
      }
    },
    callOff: () => controller.abort(),
    resume() {
      if (controller.signal.aborted) controller = new AbortController();
    },
  };
}

const closed = (cause?: unknown): HlError =>
  new HlError('HL_PIHOLE_CLOSED', 'The run was told to end before it was done with Pi-hole', {
    kind: 'unreachable',
    hint: 'Run it again: it takes up what is left.',
    cause,
  });
