import type { Login } from '../checks/outside.js';
import type { Reply } from '../client/request.js';
import type { Verdict } from '../result.js';
import { described, isRedirect, withoutQuery } from './reply.js';
import { isOwn404 } from './traefik.js';

const startPath = '/outpost.goauthentik.io/start';

/** The page of the outpost that a visitor is sent to first, or null. */
export function startOf({ status, headers }: Pick<Reply, 'status' | 'headers'>, hostname: string): URL | null {
  const { location } = headers;
  if (!isRedirect(status) || location === undefined || !URL.canParse(location, `https://${hostname}`)) return null;
  const target = new URL(location, `https://${hostname}`);
  return target.pathname === startPath ? target : null;
}

export const isLogin = (location: string | undefined): boolean => withoutQuery(location)?.endsWith('/application/o/authorize/') ?? false;

export const waiting = 'The outpost learns of a new application within seconds, at worst after its refresh interval of 5 minutes.';

/** Whether a visitor who is not logged in is sent to the login, and what stands there instead. */
export function fromGate(reply: Pick<Reply, 'status' | 'headers' | 'body'>): Verdict {
  const { status, headers, body } = reply;
  const wrong = (actual: string, hint?: string): Verdict => ({ pass: false, actual, hint });
  if (isRedirect(status) && isLogin(headers['location'])) return { pass: true, actual: `${status} to the login` };
  if (status === 400 && body.includes('no app for hostname')) return wrong('400: the outpost does not know this host', waiting);
  if (status === 404) return wrong('404 from the outpost', waiting);
  if (status === 500 && body === '')
    return wrong('500: Traefik cannot ask the outpost', 'Check authentik.outpost_url in hl.yml: Traefik has to reach it.');
  if (withoutQuery(headers['location'])?.endsWith(startPath))
    return wrong(
      described(reply),
      'The provider has another external host than this one: check authentik.external_url, then run: hl authentik',
    );
  if (status < 400) return wrong(`${described(reply)}: open without a login`, 'The forwardAuth middleware is missing on this route.');
  return wrong(described(reply));
}

/**
 * Who answers instead of the outpost where the login sends visitors back to, or null. Without a state the outpost says 400 and nothing else,
 * or, of other releases, leads to the external host.
 *
 * Source: `redirect` in https://github.com/goauthentik/authentik/blob/main/internal/outpost/proxyv2/application/utils.go
 */
export function fromCallback(reply: Pick<Reply, 'status' | 'headers' | 'body'>, { href, pathname }: URL): string | null {
  const { status, headers, body } = reply;
  if (status === 400 && (body.trim() === '' || body.includes('authentik'))) return null;
  const external = href.replace(/\/*outpost\.goauthentik\.io\/callback.*$/s, '');
  if (isRedirect(status) && withoutQuery(headers['location'])?.replace(/\/+$/, '') === external) return null;
  return `${pathname}, the way back from the login: ${described(reply)}${isOwn404(reply) ? " page not found, Traefik's own" : ''}`;
}

export const noProvider = ({ name }: Login, slug: string): Verdict => ({
  pass: false,
  actual: `${name} has no provider for ${slug}`,
  hint: 'Run: hl authentik',
});

/** Authentik says so of a client that it does not know, and of an address that it would not send anybody back to. */
export const isRefusal = ({ status }: Pick<Reply, 'status'>): boolean => status === 400;

export function refused({ name }: Login, asked: URL): Verdict {
  const back = (asked.searchParams.get('redirect_uri') ?? '').replace(/[?#].*$/s, '');
  const hint = `The provider has to list ${back} among its redirect URIs: check authentik.redirect_uris or external_url, then run: hl authentik`;
  return { pass: false, actual: `${name} refuses to send visitors back to ${back}: 400`, hint };
}

/** How browsers come to be sent to the right address. The embedded outpost has one setting and ignores the other; of a standalone one the environment decides. */
export function browserAddress({ url, outpost }: Login): string {
  const wanted = url.replace(/\/application\/o\/authorize\/$/, '');
  const set =
    outpost === 'authentik Embedded Outpost'
      ? `Set authentik_host to ${wanted} in Authentik (Applications › Outposts › ${outpost} › Edit › Advanced settings; authentik_host_browser is ignored)`
      : `Set AUTHENTIK_HOST_BROWSER to ${wanted} in the environment of the outpost "${outpost}"`;
  return `${set}, or authentik.browser_url in hl.yml to where browsers reach Authentik.`;
}
