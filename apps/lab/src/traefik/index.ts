import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContext } from 'node:tls';
import { closeServer, httpEmulator, listen } from '../http.js';
import type { HttpFault, Request } from '../http.js';
import { answerApi } from './api.js';
import { certificates } from './proxy/certificates.js';
import { exposure } from './proxy/exposure.js';
import { healthChecks } from './proxy/health.js';
import { fileProvider } from './provider/file-provider.js';
import { proxy } from './proxy/proxy.js';
import type { Resolve } from './proxy/middleware.js';
import type { EntryPoint, EntryPoints, Runtime, Shown } from './runtime/model.js';
import { runtimeOf } from './runtime/runtime.js';

export interface TraefikEmulatorOptions {
  /** Directory of the file provider on this machine. */
  readonly directory: string;
  /** Loopback address of all its ports. Default 127.0.0.1. */
  readonly address?: string;
  /** Default `web` (plain) and `websecure` (TLS) on free ports. An entryPoint serves TLS unless it is named `web`, redirects, or has `secure: false`. */
  readonly entryPoints?: { readonly [name: string]: Partial<EntryPoint> & { readonly secure?: boolean } };
  /** Between two updates; the real one waits 2 000. Default 20. */
  readonly throttleMs?: number;
  readonly resolve?: Resolve;
  /** Which hosts have got their certificate by now; until then they are served the default one. Default: all. */
  readonly issued?: (host: string) => boolean;
  /** Between two health checks, whatever `interval` says. Default 100. */
  readonly healthCheckMs?: number;
  readonly apiPort?: number;
  /** That the API tells. Default 3.7.9, which this lab is measured against. */
  readonly version?: string;
  /** `user:password` that the API asks for. */
  readonly apiCredentials?: string;
}

export interface TraefikEmulator extends AsyncDisposable {
  readonly address: string;
  /** Base URL of the API. */
  readonly api: string;
  readonly httpsPort: number;
  readonly httpPort: number;
  /** PEM of the authority that signs what a certResolver orders. */
  readonly ca: string;
  /** Of the API, one after the other. */
  readonly requests: readonly Request[];
  readonly faults: HttpFault[];
  /** Asks the API without a socket. */
  readonly fetch: typeof globalThis.fetch;
  readonly log: string[];
  /** Configurations applied so far. */
  readonly reloads: number;
  /** Strict mode: hosts behind forwardAuth, now or once, that were ever reachable without it. A test expects `[]`. */
  readonly everOpen: readonly string[];
  routers(): readonly Shown[];
  services(): readonly Shown[];
  middlewares(): readonly Shown[];
  /** The API stops and starts to listen. */
  refuseApi(refused: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Traefik v3 with a file provider, in this process: reads its directory by Traefik's rules, answers its API, proxies HTTP and HTTPS. */
export async function traefikEmulator(options: TraefikEmulatorOptions): Promise<TraefikEmulator> {
  const { directory, address = '127.0.0.1', throttleMs = 20, resolve = () => undefined, issued = () => true } = options;
  const declared = options.entryPoints ?? { web: {}, websecure: {} };
  const certs = certificates();
  const watched = exposure();
  const health = healthChecks({ resolve, everyMs: options.healthCheckMs ?? 100 });
  const log: string[] = [];
  const entryPoints: { [name: string]: EntryPoint } = {};
  const servers: Server[] = [];
  const empty = { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() };
  let live: Runtime = runtimeOf({ http: empty, tcp: empty, udp: empty, tls: { options: new Map() } }, {});
  let reloads = 0;

  const front = proxy({ runtime: () => live, entryPoints, resolve });
  const context = (servername: string): SecureContext => {
    const host = servername.toLowerCase();
    return covered(live, host) && issued(host) ? certs.issue(host) : certs.fallback;
  };
  for (const [name, { port = 0, secure = name !== 'web', ...rest }] of Object.entries(declared)) {
    if (rest.udp) {
      entryPoints[name] = { ...rest, port: port === 0 ? 53 : port };
      continue;
    }
    const tls = secure && rest.redirectTo === undefined;
    const server = tls
      ? createSecureServer({
          SNICallback: (servername, done) => done(null, context(servername)),
          ...certs.fallbackPem,
        })
      : createServer();
    server.on('request', (incoming, response) => front.serve(name, tls, incoming, response));
    server.on('upgrade', (incoming, socket, head) => front.upgrade(name, tls, incoming, socket, head));
    server.on('tlsClientError', () => {}); // a client that does not trust us went away
    await listen(server, address, port);
    servers.push(server);
    entryPoints[name] = { ...rest, port: (server.address() as AddressInfo).port };
  }

  const allowed = options.apiCredentials && `Basic ${Buffer.from(options.apiCredentials).toString('base64')}`;
  const api = await httpEmulator(
    (request) =>
      allowed && request.headers.authorization !== allowed
        ? {
            status: 401,
            headers: { 'content-type': 'text/plain', 'www-authenticate': 'Basic realm="traefik"' },
            body: '401 Unauthorized\n',
          }
        : answerApi(request, live, entryPoints, options.version),
    { address, port: options.apiPort ?? 0 },
  );
  const provider = fileProvider({
    directory,
    throttleMs,
    log,
    version: options.version,
    onConfiguration(configuration) {
      live = runtimeOf(configuration, entryPoints);
      log.push(...live.warnings);
      reloads += 1;
      watched.see(live);
      health.follow(live);
    },
  });

  const close = async (): Promise<void> => {
    provider.close();
    health.close();
    await Promise.all([api.close(), ...servers.map(closeServer)]);
  };
  return {
    address,
    api: api.url,
    httpsPort: portOf(entryPoints, 'websecure'),
    httpPort: portOf(entryPoints, 'web'),
    ca: certs.ca,
    requests: api.requests,
    faults: api.faults,
    fetch: api.fetch,
    log,
    get reloads() {
      return reloads;
    },
    everOpen: watched.everOpen,
    routers: () => live.http.routers,
    services: () => live.http.services,
    middlewares: () => live.http.middlewares,
    refuseApi: (refused) => api.refuse(refused),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const portOf = (entryPoints: EntryPoints, name: string): number => entryPoints[name]?.port ?? 0;

/** Whether a certResolver has ordered a certificate for the host. */
function covered({ routes }: Runtime, host: string): boolean {
  return routes.some(({ shown, rule }) => {
    const tls = shown['tls'] as { certResolver?: string; domains?: { main: string; sans?: string[] }[] } | undefined;
    if (!tls?.certResolver) return false;
    const names = tls.domains ? tls.domains.flatMap(({ main, sans = [] }) => [main, ...sans]) : rule.hosts;
    return names.some((name) => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)));
  });
}
