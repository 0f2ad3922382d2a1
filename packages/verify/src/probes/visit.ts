import type { SecureContext } from 'node:tls';
import type { Entrance } from '../checks/check.js';
import { get, type Reply } from '../client/request.js';
import { startOf } from '../verdicts/authentik.js';

export interface Through {
  readonly trust: SecureContext | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clientIdOf: ((slug: string) => Promise<string | null>) | undefined;
}

/** As browsers write it: the usual port is left out. Authentik compares it as text. */
export const urlOf = ({ tls, hostname, port, path }: Entrance): string => {
  const usual = port === (tls ? 443 : 80);
  return `${tls ? 'https' : 'http'}://${hostname}${usual ? '' : `:${port}`}${path}`;
};

/** What the proxy answers to a visitor of the host name. */
export const visit = (entrance: Entrance, { trust, signal }: Through, timeoutMs: number): Promise<Reply> =>
  get({ url: urlOf(entrance), address: entrance.address, timeoutMs, trust, signal });

/**
 * The reply, or what the outpost's own start page answers when that is where a visitor is sent first: only it leads on to the login.
 * Another host's page is not asked: it is not this route that is looked at then.
 */
export async function beyondStart(reply: Reply, entrance: Entrance, through: Through, timeoutMs: number): Promise<Reply> {
  const start = startOf(reply, entrance.hostname);
  if (start?.hostname !== entrance.hostname) return reply;
  return visit({ ...entrance, path: `${start.pathname}${start.search}` }, through, timeoutMs);
}
