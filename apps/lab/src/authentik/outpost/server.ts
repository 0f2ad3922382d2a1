import { createHash } from 'node:crypto';
import type { Answer, Request } from '../../http.js';
import { html, json } from '../api/answers.js';
import { lookUp } from './snapshot.js';
import type { Served } from './snapshot.js';
import { secret } from '../state.js';
import type { User, Users } from './users.js';

export interface OutpostServer {
  /** Answers everything below `/outpost.goauthentik.io/`, and every path of a host that it proxies. */
  handle(request: Request): Answer;
  /** Whether the request is for the service behind an application of mode `proxy`. */
  proxies(request: Request): boolean;
  /** A cookie header that is logged in at an application, by client id. */
  session(user: User, clientId: string): string;
}

export interface OutpostServerOptions {
  readonly name: string;
  readonly standalone: boolean;
  /** What the outpost serves now; it may lag behind what is configured. */
  readonly served: () => readonly Served[];
  /** Where browsers are sent to log in. */
  readonly authentikUrl: () => string;
  readonly users: Users;
}

const cookieName = (clientId: string): string => `authentik_proxy_${createHash('sha256').update(clientId).digest('hex').slice(0, 8)}`;

/** The proxy outpost: forward auth for Traefik, login, and the answers for hosts that it does not know. */
export function outpostServer({ name, standalone, served, authentikUrl, users }: OutpostServerOptions): OutpostServer {
  const sessions = new Map<string, { user: User; clientId: string }>();
  const pending = new Map<string, string>();

  const session = (user: User, clientId: string): string => {
    const key = secret(40);
    sessions.set(key, { user, clientId });
    return `${cookieName(clientId)}=${key}`;
  };

  const userOf = ({ headers }: Request, { clientId }: Served): User | null => {
    const key = new RegExp(`${cookieName(clientId)}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1] ?? '';
    const found = sessions.get(key);
    return found?.clientId === clientId ? found.user : null;
  };

  const unknown = (host: string): Answer =>
    standalone
      ? json(400, { Message: 'no app for hostname', Host: host, Detail: `Check the outpost settings and make sure '${host}' is included.` })
      : html(404);

  const toLogin = (app: Served, back: string): Answer => {
    const state = secret(24);
    pending.set(state, back);
    const url = new URL(`${authentikUrl()}/application/o/authorize/`);
    const callback = `${app.externalHost}/outpost.goauthentik.io/callback?X-authentik-auth-callback=true`;
    const query = {
      client_id: app.clientId,
      redirect_uri: callback,
      response_type: 'code',
      scope: 'ak_proxy email entitlements openid profile',
      state,
    };
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const secure = app.externalHost.startsWith('https:') ? '; Secure' : '';
    return html(302, {
      location: url.href,
      'set-cookie': `${cookieName(app.clientId)}=${secret(40)}; Path=/; HttpOnly; SameSite=Lax${secure}`,
    });
  };

  const callback = (app: Served, query: URLSearchParams): Answer => {
    const [code, state] = [query.get('code') ?? '', query.get('state') ?? ''];
    const user = users.redeem(code, app.clientId);
    const back = pending.get(state);
    if (!user || back === undefined) return html(400);
    pending.delete(state);
    return html(302, { location: back, 'set-cookie': `${session(user, app.clientId)}; Path=/; HttpOnly; SameSite=Lax` });
  };

  const proxied = (app: Served, request: Request, { href, pathname }: URL): Answer => {
    if (app.skip.some((pattern) => pattern.test(pathname)) || userOf(request, app)) return html(502); // nothing runs behind it here
    return html(302, { location: `${app.externalHost}/outpost.goauthentik.io/start?rd=${encodeURIComponent(href)}` });
  };

  const forward = (request: Request): Answer => {
    const [proto, host, uri] = ['proto', 'host', 'uri'].map((part) => header(request, `x-forwarded-${part}`));
    if (!proto || !host || uri === undefined)
      return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'configuration error' };
    const app = lookUp(served(), host, standalone);
    if (app === null) return unknown(host);
    const url = new URL(uri, `${proto}://${host}`);
    // an application of mode `proxy` knows no such endpoint: to it this is a path of the service behind it
    if (app.mode === 'proxy') return proxied(app, request, url);
    if (url.searchParams.get('X-authentik-auth-callback') === 'true') return callback(app, url.searchParams);
    const user = userOf(request, app);
    if (user) return { status: 200, headers: identity(user, app, name) };
    const text = app.mode === 'forward_domain' ? url.href : url.pathname;
    return app.skip.some((pattern) => pattern.test(text)) ? { status: 200 } : toLogin(app, url.href);
  };

  const hostOf = (request: Request): string => header(request, 'x-forwarded-host') ?? request.headers.host ?? '';
  const within = ({ path }: Request): boolean => path.startsWith('/outpost.goauthentik.io/');

  return {
    session,
    proxies: (request) => !within(request) && lookUp(served(), hostOf(request), standalone)?.mode === 'proxy',
    handle(request) {
      const action = request.path.slice('/outpost.goauthentik.io/'.length);
      if (action === 'ping') return { status: 204 };
      if (action === 'auth/traefik') return forward(request);
      const host = hostOf(request);
      const app = lookUp(served(), host, standalone);
      if (app === null) return unknown(host);
      if (!within(request)) return proxied(app, request, new URL(request.path, app.externalHost));
      if (action === 'start') return toLogin(app, request.query.get('rd') ?? app.externalHost);
      if (action === 'callback') return callback(app, request.query);
      if (action === 'sign_out')
        return html(302, {
          location: `${authentikUrl()}/application/o/${app.slug}/end-session/`,
          'set-cookie': `${cookieName(app.clientId)}=; Path=/; Max-Age=0`,
        });
      return html(404);
    },
  };
}

const header = ({ headers }: Request, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const identity = (user: User, app: Served, outpost: string): Record<string, string> => ({
  'X-authentik-username': user.name,
  'X-authentik-groups': user.groups.join('|'),
  'X-authentik-entitlements': '',
  'X-authentik-email': `${user.name}@example.org`,
  'X-authentik-name': user.name,
  'X-authentik-uid': createHash('sha256').update(user.name).digest('hex'),
  'X-authentik-jwt': 'e30.e30.',
  'X-authentik-meta-jwks': `${app.externalHost}/application/o/${app.slug}/jwks/`,
  'X-authentik-meta-outpost': outpost,
  'X-authentik-meta-provider': app.provider,
  'X-authentik-meta-app': app.slug,
  'X-authentik-meta-version': 'goauthentik.io/outpost/lab',
});
