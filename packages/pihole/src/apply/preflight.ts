import { HlError, isRecord, type Change, type Refusal } from '@hl/core';
import { canonicalSpec, type DnsSpec } from '@hl/core/dns';
import type { Client } from '../client/client.js';
import { refused, remedies } from '../client/http-errors.js';
import { listNames, type ListName } from '../observe/record-syntax.js';
import { targets } from './edit.js';

export interface Preflight {
  /**
   * Before a write, once a session: what would make every write fail, or worse, be taken and lost at the next restart.
   *
   * @throws HlError `refused` HL_PIHOLE_READ_ONLY, _APP, _FORBIDDEN or _FORCED when Pi-hole takes no change to one of these lists, whatever it is
   */
  check(names: readonly ListName[]): Promise<void>;
  /** The same for a plan, by reading only: which of its changes Pi-hole would refuse. */
  refusals(changes: readonly Change<DnsSpec>[]): Promise<Refusal[]>;
}

export function preflight(client: Client, base: string): Preflight {
  let isWritable = false;
  const free = new Set<ListName>();

  const check: Preflight['check'] = async (names) => {
    if (!isWritable) await mayWrite(client, base);
    isWritable = true;
    for (const name of names.filter((one) => !free.has(one))) {
      await mayChange(client, base, name);
      free.add(name);
    }
  };

  return {
    check,

    async refusals(changes) {
      const found = new Map<string, Refusal>();
      for (const name of listNames) {
        const touching = changes.filter((change) => touches(change, name));
        if (touching.length === 0) continue;
        try {
          await check([name]);
        } catch (thrown) {
          const error = HlError.from(thrown);
          if (error.kind === 'unreachable') continue; // who does not answer has refused nothing
          if (error.kind !== 'refused') throw error;
          for (const { key } of touching) found.set(key, found.get(key) ?? { key, error: error.toJSON() });
        }
      }
      return [...found.values()];
    },
  };
}

async function mayWrite(client: Client, base: string): Promise<void> {
  if ((await client.setting('misc/readOnly')) === true)
    throw refused('READ_ONLY', `Pi-hole at ${base} is read-only (misc.readOnly)`, remedies.readOnly);
  const password = await client.password();
  if (password === 'app' && (await client.setting('webserver/api/app_sudo')) === false)
    throw refused('APP', `The app password may not change Pi-hole at ${base} (webserver.api.app_sudo is off)`, remedies.app);
  if (password === 'cli')
    throw refused('FORBIDDEN', `The password of Pi-hole's command line may not change Pi-hole at ${base} (a CLI session)`, remedies.cli);
}

async function mayChange(client: Client, base: string, name: ListName): Promise<void> {
  const list = await client.setting(`dns/${name}?detailed=true`);
  if (!isRecord(list) || !isRecord(list['flags']) || list['flags']['env_var'] !== true) return;
  const message = `The records of Pi-hole at ${base} are dictated by its environment (FTLCONF_dns_${name})`;
  throw refused('FORCED', message, `Remove FTLCONF_dns_${name} from the environment of the Pi-hole container and recreate it.`);
}

/** Whether a change takes lines from this list, or adds some. */
const touches = ({ before, after }: Change<DnsSpec>, list: ListName): boolean =>
  [before, after].some((spec) => targets(list, spec && canonicalSpec(spec)).length > 0);
