import { HlError } from '@hl/core';
import type { Client } from './client.js';
import type { ListName } from './records.js';

/**
 * Asks once a session, before the first write, what would make every write fail, or worse: be taken and lost at the next
 * restart. Other runs go first.
 */
export function preflight(
  client: Client,
  base: string,
  turn: () => Promise<void>,
): { check(names: readonly ListName[]): Promise<boolean>; forget(): void } {
  let writable = false;
  const free = new Set<ListName>();
  return {
    /** @returns whether anything was asked */
    async check(names) {
      const asked = !writable || names.some((name) => !free.has(name));
      if (!writable) await turn();
      if (!writable) await client.writable();
      writable = true;
      for (const name of names.filter((name) => !free.has(name))) {
        if (await client.isForced(name)) throw forced(base, name);
        free.add(name);
      }
      return asked;
    },
    forget() {
      writable = false;
      free.clear();
    },
  };
}

const forced = (base: string, name: ListName): HlError =>
  new HlError('HL_PIHOLE_FORCED', `The records of Pi-hole at ${base} are dictated by its environment (FTLCONF_dns_${name})`, {
    kind: 'refused',
    hint: `Remove FTLCONF_dns_${name} from the environment of the Pi-hole container and recreate it.`,
  });
