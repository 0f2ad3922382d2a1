import { HlError, type Host, type Site } from '@hl/core';
import type { Environment } from '../../../environment.js';
import type { Printer } from '../../../printer.js';
import { knownHostsOf, openFleet, type Fleet } from '../../../systems/fleet.js';
import type { Ask } from '../../new/ask.js';
import type { HostEntry } from '../hosts.js';
import { look, tell, unseen, type Looked } from './look.js';
import { trusting } from './trust.js';

export interface Looking {
  readonly environment: Environment;
  readonly print: Printer;
  /** Every unknown host key is recorded. */
  readonly trust: boolean;
  /** null: nobody is there to answer. */
  readonly ask: Ask | null;
}

/**
 * Looks at each host; who sits there is asked, one host after the other, about keys that nobody knows, and whether to go on without a host.
 *
 * @throws HlError of the first host that cannot be looked at, when nobody says to go on
 */
export async function lookAtAll(entries: readonly HostEntry[], site: Site, looking: Looking): Promise<Looked[]> {
  const looked = new Map<string, Looked | null>();
  const one = async (entry: HostEntry): Promise<void> => void looked.set(entry.name, await lookAtOne(entry, site, looking));
  // Who is reached through another one comes after it: its key may have to be recorded first.
  const [direct, behind] = [entries.filter(({ jump }) => jump === undefined), entries.filter(({ jump }) => jump !== undefined)];
  if (looking.ask === null) await all(direct.map(one));
  else for (const entry of direct) await one(entry);
  for (const entry of behind) await one(entry);
  const inOrder = entries.map(({ name }) => [name, looked.get(name) ?? null] as const);
  for (const [name, found] of inOrder) if (found !== null) tell(name, found, looking.print);
  return inOrder.flatMap(([, found]) => found ?? []);
}

/** Waits for all of them, so that nothing goes on behind the first error. */
async function all(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** null: somebody has said to go on without it. */
async function lookAtOne(entry: HostEntry, site: Site, { environment, print, trust, ask }: Looking): Promise<Looked | null> {
  const { name } = entry;
  const { port, address, knownHosts } = site.hosts[name] as Host;
  const path = knownHosts ?? knownHostsOf(environment);
  const inFleet = async <T>(work: (fleet: Fleet) => Promise<T>): Promise<T> => {
    const fleet = await openFleet(site, environment);
    return work(fleet).finally(() => fleet.close());
  };
  const attempt = () => inFleet((fleet) => look(entry, fleet.remote(name)));
  const keysOf = () => inFleet((fleet) => fleet.hostKeys(name));
  try {
    return await trusting({ name, address, port }, attempt, keysOf, { path, always: trust, ask, print });
  } catch (thrown) {
    const error = unseen(name, HlError.from(thrown));
    if (ask === null || error.kind === 'bug') throw error;
    print.error(error);
    if ((await ask({ text: `Go on without a look at ${name}?`, choices: ['yes', 'no'], otherwise: 'no' })) === 'no') throw error;
    return null;
  }
}
