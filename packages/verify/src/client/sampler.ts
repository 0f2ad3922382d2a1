import type { Remote } from '@hl/core';
import { containers } from './docker.js';
import type { Container } from './docker.js';

/** What a host showed at one moment. */
export interface Sample {
  /** Milliseconds of `performance.now`, when it was asked and when it had answered. */
  readonly asked: number;
  readonly answered: number;
  readonly containers: readonly Container[];
}

/** The next look at a host: all who wait for one share it, so a host is asked once for all its services. */
export type Sampler = (host: string, swarm: boolean) => Promise<Sample>;

/** @param spacingMs milliseconds from the end of one look to the start of the next */
export function sampler(
  remote: (host: string) => Remote,
  spacingMs: number,
  timeoutMs: number,
  pause: (ms: number) => Promise<void>,
): Sampler {
  const running = new Map<string, Promise<Sample>>();
  const ended = new Map<string, number>();
  return (host, swarm) => {
    const look = async (): Promise<Sample> => {
      try {
        const last = ended.get(host);
        if (last !== undefined) await pause(Math.max(0, last + spacingMs - performance.now()));
        const asked = performance.now();
        const found = await containers(remote(host), swarm, timeoutMs);
        return { asked, answered: performance.now(), containers: found };
      } finally {
        ended.set(host, performance.now());
        running.delete(host);
      }
    };
    const next = running.get(host) ?? Promise.resolve().then(look);
    running.set(host, next);
    return next;
  };
}
