import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '@hl/core';

/** Waiting that can be called off, so that a run that is told to end does not sit out a back-off. */
export interface Pauses {
  /** @throws HlError `unreachable` HL_PIHOLE_CLOSED when called off */
  pause(ms: number): Promise<void>;
  /** Calls off what waits now, and what starts to wait before `resume`. */
  callOff(): void;
  resume(): void;
}

export function createPauses(): Pauses {
  let controller = new AbortController();
  return {
    async pause(ms) {
      try {
        await sleep(ms, undefined, { signal: controller.signal });
      } catch (cause) {
        throw new HlError('HL_PIHOLE_CLOSED', 'The run was told to end while it waited for Pi-hole', {
          kind: 'unreachable',
          hint: 'Run it again: it takes up what is left.',
          cause,
        });
      }
    },
    callOff: () => controller.abort(),
    resume() {
      if (controller.signal.aborted) controller = new AbortController();
    },
  };
}
