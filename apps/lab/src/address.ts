import { randomInt } from 'node:crypto';
import { platform } from 'node:os';

/**
 * A private corner of the loopback range, so that labs never share a port: Linux answers on all of 127.0.0.0/8.
 * Elsewhere only 127.0.0.1 exists; there two emulated hosts can't publish the same port.
 */
export function loopback(): (last: number) => string {
  if (platform() !== 'linux') return () => '127.0.0.1';
  const net = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
  return (last) => `${net}.${last}`;
}
