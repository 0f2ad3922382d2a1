import type { Client } from './client.js';
import type { OutpostRow, ProxyRow } from './rows.js';
import type { Survey } from './survey.js';

/** What the changes of one `apply` share. */
export interface Batch {
  readonly api: Client;
  readonly world: Survey;
  /** Proxy providers of everybody, with those made in this batch. */
  readonly proxies: ProxyRow[];
  /** Groups found so far, pk by name. */
  readonly groups: Map<string, string>;
  /** Providers that this batch takes out of their outposts, by pk. */
  readonly leaving: ReadonlySet<number>;
}

/** Outposts that serve a provider, as read at the start of the batch. */
export const outpostsOf = ({ world }: Batch, pk: number): OutpostRow[] => world.outposts.filter(({ providers }) => providers.includes(pk));
