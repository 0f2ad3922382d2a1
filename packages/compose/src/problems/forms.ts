import type { Json } from '@hl/core';
import { portOf } from '../forms/ports.js';
import { bytesOf, durations, secondsOf, sizes } from '../forms/quantities.js';

/** What is wrong with a value of which compose, but not its schema, knows the form; null when nothing is. */
export function formProblem(value: Json, path: readonly string[]): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const [key = '', parent] = [path.at(-1), path.at(-2)];
  if (durations.has(key) && secondsOf(String(value)) === null) {
    return `takes a duration such as 30s or 1m30s${typeof value === 'number' ? `: write ${value}s` : `, not ${JSON.stringify(value)}`}`;
  }
  if (typeof value === 'number') return null;
  if (key === 'restart' && !/^(no|always|unless-stopped|on-failure(:\d+)?)$/.test(value))
    return `takes a policy such as always, unless-stopped, on-failure:3 or no, not ${JSON.stringify(value)}`;
  if (parent === 'devices' && !/^\/[^:]*(:\/[^:]*(:[rwm]+)?)?$|^[\w.-]+\/[\w.-]+=[\w.-]+$/.test(value))
    return `takes a device such as /dev/dri:/dev/dri or nvidia.com/gpu=all, not ${JSON.stringify(value)}`;
  if ((sizes.has(key) || (key === 'size' && parent === 'tmpfs')) && bytesOf(value) === null)
    return `takes a size such as 512m or 1g, not ${JSON.stringify(value)}`;
  if (parent === 'ports' && portOf(value) === null) {
    return `takes [address:][published:]target[/protocol], such as 8080:80 or 9000-9010:9000-9010/udp, not ${JSON.stringify(value)}`;
  }
  return null;
}
