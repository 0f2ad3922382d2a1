import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Tree } from '../provider/decode.js';
import type { Resolve } from './middleware.js';
import type { Runtime } from '../runtime/model.js';
import { tlsTo, type BackendTls } from './transport.js';

export interface HealthChecks {
  /** Checks the servers of what is live from now on. */
  follow(runtime: Runtime): void;
  close(): void;
}

/** Traefik's health checks: `serverStatus` turns DOWN and the proxy leaves the server out. `everyMs` stands in for `interval`. */
export function healthChecks({ resolve, everyMs }: { readonly resolve: Resolve; readonly everyMs: number }): HealthChecks {
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  return {
    follow(runtime) {
      stop();
      const checked = runtime.http.services.filter(
        (one) => one['usedBy'] !== undefined && (one['loadBalancer'] as Tree | undefined)?.['healthCheck'],
      );
      if (checked.length === 0) return;
      const checkAll = (): void => {
        for (const service of checked) {
          const balancer = service['loadBalancer'] as Tree & { healthCheck: Tree; servers?: { url: string }[] };
          for (const { url } of balancer.servers ?? []) {
            void healthy(new URL(url), balancer.healthCheck, resolve, tlsTo(new URL(url), balancer, runtime)).then((up) => {
              (service['serverStatus'] as Tree)[url] = up ? 'UP' : 'DOWN';
            });
          }
        }
      };
      checkAll();
      timer = setInterval(checkAll, everyMs);
    },
    close: stop,
  };
}

/** Any 2xx or 3xx, or exactly `status`. */
function healthy(server: URL, check: Tree, resolve: Resolve, tls: BackendTls): Promise<boolean> {
  const asked = new URL(String(check['path'] ?? '/'), server);
  if (check['port']) asked.port = String(check['port']);
  if (check['scheme']) asked.protocol = `${String(check['scheme'])}:`;
  const url = new URL(resolve(asked) ?? asked);
  url.pathname = asked.pathname;
  url.search = asked.search;
  const host = check['hostname'] === undefined ? {} : { host: String(check['hostname']) };
  const settings = {
    method: String(check['method'] ?? 'GET'),
    headers: { ...(check['headers'] as { [name: string]: string } | undefined), ...host },
    ...tls,
    agent: false as const,
    timeout: 5000,
  };
  return new Promise((done) => {
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, settings, (answer) => {
      answer.resume();
      const { statusCode = 0 } = answer;
      done(check['status'] ? statusCode === check['status'] : statusCode >= 200 && statusCode < 400);
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => done(false));
    outgoing.end();
  });
}
