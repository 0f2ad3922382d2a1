import type { Entrance } from '../checks/check.js';
import type { Reply } from '../client/request.js';
import { withoutSecrets } from '../evidence/evidence.js';
import { isRedirect } from '../verdicts/reply.js';
import { urlOf, visit, type Through } from './visit.js';

/** As many as a patient browser follows, halved. */
const mostHops = 10;

export interface Walk {
  /** What the last page said: no redirect, or one to another host. */
  readonly reply: Reply;
  /** That page. */
  readonly at: Entrance;
  /** Pages one after the other, without what queries hold; those of another host are named and not asked. */
  readonly hops: readonly string[];
  /** It never ends: the same page with the same cookies again, or too many. */
  readonly loops: boolean;
}

/**
 * Follows a page's redirects as a browser does, through the proxy, with the cookies that it is given, as long as they stay at its host
 * name. Rejects where a page does not answer.
 */
export async function walk(first: Reply, entrance: Entrance, through: Through, timeoutMs: number): Promise<Walk> {
  const until = performance.now() + timeoutMs;
  const cookies = new Map<string, string>();
  const hops: string[] = [];
  let [reply, at, url] = [first, entrance, urlOf(entrance)];
  const seen = new Set([`${new URL(url).href} `]);
  for (;;) {
    remember(cookies, reply.cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    hops.push(withoutSecrets(url));
    const target = targetOf(reply, url);
    if (target === null) return { reply, at, hops, loops: false };
    const port = target.hostname === entrance.hostname ? portOf(target, entrance) : null;
    if (port === null) return { reply, at, hops: [...hops, withoutSecrets(target.href)], loops: false };
    if (seen.has(`${target.href} ${cookie}`) || hops.length > mostHops)
      return { reply, at, hops: [...hops, withoutSecrets(target.href)], loops: true };
    seen.add(`${target.href} ${cookie}`);
    const path = `${target.pathname}${target.search}`;
    at = { ...entrance, tls: target.protocol === 'https:', port, path };
    url = target.href;
    reply = await visit(at, through, Math.max(1000, until - performance.now()), cookie);
  }
}

/** Where a redirect leads, without what only a browser keeps (`#`). */
export function targetOf({ status, headers }: Pick<Reply, 'status' | 'headers'>, from: string): URL | null {
  const { location } = headers;
  if (!isRedirect(status) || location === undefined || !URL.canParse(location, from)) return null;
  const target = new URL(location, from);
  target.hash = '';
  return target.protocol === 'http:' || target.protocol === 'https:' ? target : null;
}

/** The proxy's port for a URL of its host; null: nothing of the proxy's that is known. */
function portOf({ protocol, port }: URL, entrance: Entrance): number | null {
  const own = entrance.tls === (protocol === 'https:') ? entrance.port : (entrance.otherPort ?? null);
  // What is behind a forwarded port is not asked there: from outside the usual one leads to the proxy's.
  return port === '' || port === String(own) ? own : null;
}

/** As far as one host needs it: names with their values, those that are taken back gone. */
function remember(cookies: Map<string, string>, set: readonly string[]): void {
  for (const one of set) {
    const [, name = '', value = ''] = /^\s*([^=;]+)=([^;]*)/.exec(one) ?? [];
    if (name === '') continue;
    if (/;\s*(?:max-age=(?:0|-\d+)\s*(?:;|$)|expires=[^;]*\b1970\b)/i.test(one)) cookies.delete(name.trim());
    else cookies.set(name.trim(), value.trim());
  }
}
