import type { Remote } from '@hl/core';
import { containers, type Container } from './docker.js';

/** What a host showed at one moment. */
export interface Sample {
  /** Milliseconds of `performance.now`, when it was asked and when it had answered. */
  readonly asked: number;
  readonly answered: number;
  readonly containers: readonly Container[];
}

/** Milliseconds for a command on a host, which may be a slow one. */
const timeoutMs = 30_000;

/**
 * Gives the next look at a host: all who wait for one share it, so a host is asked once for all its services.
 *
 * @param rest waits between the end of one look and the start of the next; given the milliseconds since that end
 */
export function sampler(remote: (host: string) => Remote, rest: (sinceMs: number) => Promise<void>) {
  const running = new Map<string, Promise<Sample>>();
  const ended = new Map<string, number>();
  return (host: string, swarm: boolean): Promise<Sample> => {
    const look = async (): Promise<Sample> => {
      try {
        const last = ended.get(host);
        if (last !== undefined) await rest(performance.now() - last);
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
