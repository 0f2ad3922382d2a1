import { dial } from './dial.js';
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
export async function scanHostKeys(address: string, port: number): Promise<HostKey[]> {
  const place: Place = { name: address, address, port };
  const keys: HostKey[] = [];
  for (let types = keyTypes; types.length > 0;) {
    const key = await showsKey(place, await dial(place, timeoutMs), algorithmsFor(types), timeoutMs);
    if (key === null) break;
    keys.push(key);
    types = types.filter((type) => type !== key.type);
  }
  return keys;
}
