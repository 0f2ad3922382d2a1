import type { Duplex } from 'node:stream';
import type { Keepalive } from '../options.js';

/**
 * Destroys a stream from which nothing comes any more though it is asked all the time. Any byte counts as a sign of life, so that a
 * long upload over a slow line is no reason to give up; a pause of our own process isn't either.
 */
export function watch(stream: Duplex, { intervalMs, misses }: Keepalive): void {
  let [heard, missed] = [true, 0];
  stream.on('data', () => (heard = true));
  const timer = setInterval(() => {
    missed = heard ? 0 : missed + 1;
    heard = false;
    if (missed >= misses) stream.destroy();
  }, intervalMs);
  timer.unref();
  stream.once('close', () => clearInterval(timer));
}
