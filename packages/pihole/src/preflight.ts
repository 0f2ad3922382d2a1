import { HlError } from '@hl/core';
import type { Change, Refusal } from '@hl/core';
import type { Client } from './client.js';
import type { DnsSpec } from './desired.js';
import type { ListName } from './records.js';

export interface Preflight {
  /**
   * Before a write, once a session: what would make every write fail, or worse, be taken and lost at the next restart. Other runs go first.
   *
   * @throws HlError when Pi-hole takes no change to one of these lists, whatever it is
   */
  check(names: readonly ListName[]): Promise<void>;
  /** The same for a plan, by reading only: which of its changes Pi-hole would refuse. */
  refusals(changes: readonly Change<DnsSpec>[]): Promise<Refusal[]>;
  forget(): void;
}

export function preflight(client: Client, base: string, turn: () => Promise<void>): Preflight {
  let [first, writable] = [false, false];
  const free = new Set<ListName>();

  const look = async (names: readonly ListName[]): Promise<void> => {
    if (!writable) await client.writable();
    writable = true;
    for (const name of names.filter((name) => !free.has(name))) {
      if (await client.isForced(name)) throw forced(base, name);
      free.add(name);
    }
  };

  return {
    async check(names) {
      if (!first) await turn();
      first = true;
      await look(names);
    },

    async refusals(changes) {
      const found: Refusal[] = [];
      for (const name of ['hosts', 'cnameRecords'] as const) {
        const touching = changes.filter((change) => touches(change, name));
        if (touching.length === 0) continue;
        const error = await look([name]).then(
          () => null,
          (thrown: unknown) => HlError.from(thrown),
        );
        if (error?.kind === 'refused') found.push(...touching.map(({ key }) => ({ key, error: error.toJSON() })));
        else if (error && error.kind !== 'unreachable') throw error; // who does not answer has refused nothing
      }
      return found.filter(({ key }, index) => found.findIndex((other) => other.key === key) === index);
    },

    forget() {
      [first, writable] = [false, false];
      free.clear();
    },
  };
}

/** Whether a change takes lines from this list, or adds some. */
const touches = ({ before, after }: Change<DnsSpec>, name: ListName): boolean =>
  [before, after].some((spec) => spec !== null && (name === 'hosts' ? spec.addresses.length > 0 : spec.cname !== null));

const forced = (base: string, name: ListName): HlError =>
  new HlError('HL_PIHOLE_FORCED', `The records of Pi-hole at ${base} are dictated by its environment (FTLCONF_dns_${name})`, {
    kind: 'refused',
    hint: `Remove FTLCONF_dns_${name} from the environment of the Pi-hole container and recreate it.`,
  });
