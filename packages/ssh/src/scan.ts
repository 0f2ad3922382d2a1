import { direct } from './connect.js';
import type { Route } from './connect.js';
import type { Place } from './dial.js';
import { algorithmsFor, keyTypes } from './host-keys.js';
import type { HostKey } from './host-keys.js';
import { showsKey } from './login.js';

const timeoutMs = 10_000;

/**
 * All keys that a server shows, without logging in. Whether they are the right ones is for a person to say.
 *
 * @throws HlError `unreachable`, or `input` for a name that does not resolve
 */
export const scanHostKeys = (address: string, port: number): Promise<HostKey[]> => scan({ name: address, address, port }, direct);

/** The same on any way. */
export async function scan(place: Place, route: Route): Promise<HostKey[]> {
  const keys: HostKey[] = [];
  await route.open();
  for (let types = keyTypes; types.length > 0;) {
    const key = await showsKey(place, await route.stream(place, timeoutMs), algorithmsFor(types), timeoutMs);
    if (key === null) break;
    keys.push(key);
    types = types.filter((type) => type !== key.type);
  }
  return keys;
}
