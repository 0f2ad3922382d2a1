import type { Render } from './screen.js';

/** Milliseconds after which somebody who sees nothing wonders. */
const patience = 2_000;

export interface Silence {
  /** The same writer, listened to. */
  heard(write: (text: string) => void): (text: string) => void;
  /** A line that counts the seconds since anything was written, once there are some. */
  readonly render: Render;
}

/**
 * Tells who waits at a terminal that a command still does something.
 *
 * @param name what goes on now
 */
export function silence(name: () => string, clock: () => number = Date.now): Silence {
  let last = clock();
  return {
    heard: (write) => (text) => {
      last = clock();
      write(text);
    },
    render: () => (clock() - last < patience ? [] : [`${name()} … ${Math.floor((clock() - last) / 1_000)} s`]),
  };
}
