import { httpEmulator } from '../http.js';
import type { Answer, Request } from '../http.js';
import { tlsFront } from '../tls-front.js';
import { admin, unknown } from './admin.js';
import { html } from './api/answers.js';
import { applicationRoutes, showApplication } from './api/applications.js';
import { authorize, configuration } from './outpost/authorize.js';
import { ownCertificate } from './certificate.js';
import { bindingRoutes } from './api/bindings.js';
import { lookupRoutes } from './api/lookups.js';
import { outpostRoutes } from './api/outposts.js';
import { outpostServer } from './outpost/server.js';
import { profile } from './profile.js';
import { providerRoutes, showProvider } from './api/providers.js';
import { route } from './api/router.js';
import { fetchConfig } from './outpost/snapshot.js';
import type { Served } from './outpost/snapshot.js';
import { addFlow, addGroup, addOutpost, applicationOf, bindingsOf, embedded, emptyState } from './state.js';
import type { Outpost } from './state.js';
import { embeddedName } from './options.js';
import type { AuthentikEmulator, AuthentikEmulatorOptions } from './options.js';
import { transactionRoutes } from './api/transaction.js';
import { users } from './outpost/users.js';
import { watch } from './watch.js';

const defaultFlows = [
  { slug: 'default-authentication-flow', designation: 'authentication' },
  { slug: 'default-invalidation-flow', designation: 'invalidation' },
  { slug: 'default-provider-authorization-explicit-consent', designation: 'authorization' },
  { slug: 'default-provider-authorization-implicit-consent', designation: 'authorization' },
  { slug: 'default-provider-invalidation-flow', designation: 'invalidation' },
] as const;

/** An Authentik server on loopback, with its outposts. */
export async function authentikEmulator({
  address,
  version = '2026.5',
  token = 'lab-token',
  outposts: seeds = [{ name: embeddedName, embedded: true }],
  groups = ['authentik Admins', 'family'],
  flows = defaultFlows,
  strict = false,
  refreshMs = 300_000,
  pushMs = 0,
  tls = false,
  authentikHost,
}: AuthentikEmulatorOptions = {}): Promise<AuthentikEmulator> {
  const state = emptyState(profile(version));
  state.tokens.set(token, { active: true, permissions: 'all' });
  for (const { slug, designation } of flows) addFlow(state, slug, designation);
  for (const name of groups) addGroup(state, name);
  const all = seeds.map(({ name, type = 'proxy', embedded: isEmbedded = false, managed = null }) =>
    addOutpost(state, { name, type, managed: isEmbedded ? embedded : managed }),
  );
  const named = (name: string): Outpost => all.find((outpost) => outpost.name === name) ?? unknown(`outpost ${name}`);

  const [violations, closed, foreign] = [[] as string[], new Set<string>(), new Set<number>()];
  const [fetched, timers] = [new Map<string, Served[]>(), new Set<NodeJS.Timeout>()];
  const fetchNow = (outpost: Outpost): void => void fetched.set(outpost.pk, fetchConfig(state, outpost));
  const later = (outpost: Outpost): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      fetchNow(outpost);
    }, pushMs);
    timers.add(timer);
  };
  const watched = watch(state, { strict, violations, closed, onPush: (outpost) => (pushMs === 0 ? fetchNow(outpost) : later(outpost)) });
  const isFresh = (outpost: Outpost): boolean =>
    pushMs === 0 && JSON.stringify(fetched.get(outpost.pk)) === JSON.stringify(fetchConfig(state, outpost));
  const refresh = setInterval(() => all.forEach(fetchNow), refreshMs).unref();

  const people = admin(state, watched, { named, foreign, fetchNow });
  for (const [index, { name, type = 'proxy', bystander = index === 0 ? 'grafana' : null }] of seeds.entries()) {
    if (bystander !== null && type === 'proxy')
      people.addForeign({ slug: bystander, provider: bystander, externalHost: `https://${bystander}.example.org`, outposts: [name] });
  }
  all.forEach(fetchNow);

  const accounts = users();
  const [first] = all;
  const standalone = first !== undefined && first.managed !== embedded;
  const server = outpostServer({
    name: first?.name ?? '',
    standalone,
    served: () => fetched.get(first?.pk ?? '') ?? [],
    authentikUrl: () => (first === undefined ? api.url : browserUrl(first, api.url)),
    users: accounts,
  });
  const routes = [
    ...lookupRoutes(state),
    ...providerRoutes(state, watched, 'proxy'),
    ...providerRoutes(state, watched, 'oauth2'),
    ...applicationRoutes(state, watched),
    ...transactionRoutes(state, watched),
    ...bindingRoutes(state, watched),
    ...outpostRoutes(state, watched, foreign, isFresh),
  ];

  const inOutpost = ({ path }: Request): boolean => path.startsWith('/outpost.goauthentik.io/');
  const handle = (request: Request): Answer => {
    if (!standalone && server.proxies(request)) return server.handle(request);
    if (request.path.startsWith('/api/v3/')) return route(state, routes, request);
    if (request.path === '/application/o/authorize/') return authorize(state, accounts, request);
    if (request.path.endsWith('/openid-configuration')) return configuration(state, api.url, request.path);
    return inOutpost(request) && !standalone ? server.handle(request) : html(404);
  };
  const at = address === undefined ? {} : { address };
  const api = await httpEmulator(handle, at);
  const host = address ?? '127.0.0.1';
  const https = tls ? await tlsFront(host, api.port, ownCertificate(host)) : null;
  const outpost = standalone
    ? await httpEmulator((request) => (inOutpost(request) || server.proxies(request) ? server.handle(request) : html(404)), at)
    : null;
  for (const { config } of all) config['authentik_host'] = authentikHost ?? api.url;

  const close = async (): Promise<void> => {
    clearInterval(refresh);
    timers.forEach((timer) => clearTimeout(timer));
    await Promise.all([https?.close(), api.close(), outpost?.close()]);
  };
  return {
    url: api.url,
    fetch: api.fetch,
    https,
    outpostUrl: outpost?.url ?? api.url,
    requests: api.requests,
    faults: api.faults,
    outpostFaults: outpost?.faults ?? api.faults,
    violations,
    closed,
    lostScopes: state.lostScopes,
    tokens: state.tokens,
    refuse: api.refuse,
    close,
    [Symbol.asyncDispose]: close,
    applications: () => [...state.applications.values()].map((one) => showApplication(state, one)),
    providers: () => [...state.providers.values()].map((one) => showProvider(state, one)),
    outposts: () =>
      all.map(({ name, providers, config }) => ({
        name,
        providers: [...providers].map((pk) => state.providers.get(pk)?.fields.name ?? '').sort(),
        config,
      })),
    groupsOf(slug) {
      const application = state.applications.get(slug);
      if (!application) return null;
      const nameOf = (pk: string | null): string => state.groups.find((group) => group.pk === pk)?.name ?? '';
      return bindingsOf(state, application).map(({ group, enabled, negate }) => ({ group: nameOf(group), enabled, negate }));
    },
    served: (name) => fetched.get((name === undefined ? first : named(name))?.pk ?? '') ?? [],
    get pushes() {
      return Object.fromEntries(all.map(({ name, pushes }) => [name, pushes]));
    },
    ...people,
    login: (user) => accounts.login(user),
    session(user, slug) {
      const provider = [...state.providers.values()].find(({ pk }) => applicationOf(state, pk)?.slug === slug);
      return server.session(user, provider?.fields.client_id ?? unknown(`provider of ${slug}`));
    },
  };
}

/** The embedded outpost knows `authentik_host` only; a standalone one also has, by its environment, the server that it works for. */
function browserUrl({ managed, config }: Outpost, server: string): string {
  const host = String(config['authentik_host'] ?? '');
  if (managed === embedded) return (host || 'http://127.0.0.1:9000').replace(/\/$/, '');
  return (String(config['authentik_host_browser'] ?? '') || host || server).replace(/\/$/, '');
}
