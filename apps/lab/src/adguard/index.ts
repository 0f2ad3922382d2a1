import { setTimeout as sleep } from 'node:timers/promises';
import { addressesOf } from '../dns-socket.js';
import { httpEmulator } from '../http.js';
import type { Answer, HttpEmulator, Request } from '../http.js';
import { createRewriteApi } from './api.js';
import { createAuth } from './auth.js';
import { adguardDns } from './dns.js';
import type { AdguardEmulatorOptions, Rewrite } from './options.js';
import { text } from './text.js';

export type { AdguardEmulatorOptions, Rewrite, Zone } from './options.js';

export interface AdguardEmulator extends Pick<HttpEmulator, 'url' | 'requests' | 'faults' | 'refuse' | 'fetch' | 'close'>, AsyncDisposable {
  readonly dns: { readonly address: string; readonly port: number };
  /** DNS questions so far, e.g. `A nas.lab`. */
  readonly queries: readonly string[];
  rewrites(): readonly Rewrite[];
  /** Somebody edits the list: the web interface, another tool. */
  setRewrites(rewrites: readonly Rewrite[]): void;
  /** How often the configuration was written. */
  readonly writes: number;
  /** Wrong passwords so far. */
  readonly failures: number;
  /** Sessions that were not ended. */
  readonly sessions: number;
  /** What a careful client never does, one line each. */
  readonly violations: readonly string[];
  /** Addresses of a name, A and AAAA, asked over UDP; sorted. */
  resolve(name: string): Promise<string[]>;
}

/** An AdGuard Home on loopback: the API for its DNS rewrites, and a real DNS server over UDP behind it. Behaves as its documentation and source say; not measured. */
export async function adguardEmulator(options: AdguardEmulatorOptions = {}): Promise<AdguardEmulator> {
  const { address = '127.0.0.1', version = '0.107.79', writeMs = 0 } = options;
  const auth = createAuth(options);
  const rewrites = createRewriteApi(options);
  const dns = await adguardDns(() => (rewrites.enabled ? rewrites.list : []), options);

  const status = (): Answer => ({
    status: 200,
    body: {
      dns_addresses: [dns.address],
      http_port: web.port,
      dns_port: dns.port,
      protection_enabled: true,
      protection_disabled_duration: 0,
      dhcp_available: false,
      running: true,
      version: `v${version}`,
      language: 'en',
    },
  });

  const route = async (request: Request): Promise<Answer> => {
    const { path, method } = request;
    if (path === '/control/login') return method === 'POST' ? auth.login(request) : text(405, 'only method POST is allowed');
    if (!auth.admits(request)) return version === '0.107.60' ? text(403, 'Forbidden') : { status: 401 };
    if (path === '/control/logout') return auth.logout(request);
    if (path === '/control/status') return status();
    if (!path.startsWith('/control/rewrite/')) return text(404, '404 page not found');
    if (method !== 'GET') await sleep(writeMs);
    return rewrites.handle(request);
  };

  const web = await httpEmulator(route, { address });
  const close = async (): Promise<void> => {
    await Promise.all([web.close(), dns.close()]);
  };

  return {
    url: web.url,
    requests: web.requests,
    faults: web.faults,
    fetch: web.fetch,
    refuse: (refused) => web.refuse(refused),
    dns: { address: dns.address, port: dns.port },
    queries: dns.queries,
    rewrites: () => rewrites.list,
    setRewrites: (list) => void (rewrites.list = list),
    get writes() {
      return rewrites.writes;
    },
    get failures() {
      return auth.failures;
    },
    get sessions() {
      return auth.sessions;
    },
    violations: rewrites.violations,
    resolve: (name) => addressesOf(dns, name),
    close,
    [Symbol.asyncDispose]: close,
  };
}
