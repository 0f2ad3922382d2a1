import type { SecureContext } from 'node:tls';
import type { Entrance } from '../checks/check.js';
import type { Login } from '../checks/outside.js';
import { get, type Reply } from '../client/request.js';
import { pageEvidence } from '../evidence/page.js';
import type { Verdict } from '../result.js';
import { startOf } from '../verdicts/authentik.js';

export interface Through {
  readonly trust: SecureContext | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clientIdOf: ((slug: string) => Promise<string | null>) | undefined;
  /** Nothing of what is looked at was just made. */
  readonly standing: boolean;
  /** Questions under way: several checks of a service begin with the same one. */
  readonly asked: Map<string, Promise<Reply>>;
}

/** As browsers write it: the usual port is left out. Authentik compares it as text. */
export const urlOf = ({ tls, hostname, port, path }: Entrance): string => {
  const usual = port === (tls ? 443 : 80);
  return `${tls ? 'https' : 'http'}://${hostname}${usual ? '' : `:${port}`}${path}`;
};

/** What the proxy answers to a visitor of the host name. Who asks the same while an answer is on its way shares it. */
export function visit(entrance: Entrance, { trust, signal, asked }: Through, timeoutMs: number, cookie = ''): Promise<Reply> {
  const key = `${entrance.address} ${urlOf(entrance)} ${cookie}`;
  const question = { url: urlOf(entrance), address: entrance.address, timeoutMs, trust, signal, headers: cookie === '' ? {} : { cookie } };
  const reply = asked.get(key) ?? get(question).finally(() => asked.delete(key));
  asked.set(key, reply);
  return reply;
}

/** A verdict on a page, with what the page was. */
export const onPage = (verdict: Verdict, reply: Reply, entrance: Entrance): Verdict => ({
  ...verdict,
  evidence: { ...pageEvidence(reply, { url: urlOf(entrance), address: entrance.address }), ...verdict.evidence },
});

/**
 * The reply, or what the outpost's own start page answers when that is where a visitor is sent first: only it leads on to the login.
 * Another host's page is not asked: it is not this route that is looked at then.
 */
export async function beyondStart(reply: Reply, entrance: Entrance, through: Through, timeoutMs: number): Promise<Reply> {
  const start = startOf(reply, entrance.hostname);
  if (start?.hostname !== entrance.hostname) return reply;
  return visit({ ...entrance, path: `${start.pathname}${start.search}` }, through, timeoutMs);
}

/**
 * What the login says of a path of its own; null: nobody can tell from here. It is asked where hl itself reaches it: where browsers do may
 * be a name that only they resolve.
 */
export async function askLogin({ reachedAt }: Login, path: string, { signal }: Through, timeoutMs: number): Promise<Reply | null> {
  if (reachedAt === undefined) return null;
  return get({ url: `${reachedAt.replace(/\/+$/, '')}${path}`, timeoutMs, signal }).catch(() => null);
}
