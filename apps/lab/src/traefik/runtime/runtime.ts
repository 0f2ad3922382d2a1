import { isRecord } from '@hl/core';
import type { Configuration } from '../provider/file-provider.js';
import { withDefaults } from './defaults.js';
import { internalRouters, modelled } from './entry-points.js';
import type { EntryPoints, Runtime, Shown } from './model.js';
import { routerBuilder } from './router.js';

/** What Traefik makes of a configuration: statuses, errors, default values. */
export function runtimeOf(configuration: Configuration, entryPoints: EntryPoints): Runtime {
  const { http, tcp, udp, tls } = configuration;
  const known = {
    http: { services: withDefaults(http.services, 'http'), middlewares: withDefaults(http.middlewares, 'http') },
    tcp: { services: withDefaults(tcp.services, 'tcp'), middlewares: withDefaults(tcp.middlewares, 'tcp') },
    udp: { services: withDefaults(udp.services, 'udp'), middlewares: [] },
  };
  const transports = { http: http.serversTransports, tcp: tcp.serversTransports };
  const build = routerBuilder({ entryPoints, transports, tlsOptions: tls.options });
  const built = [...modelled(http.routers, entryPoints)].map(([name, router]) => build(name, router, known.http, 'http'));
  const routers = {
    tcp: [...tcp.routers].map(([name, router]) => build(name, router, known.tcp, 'tcp').shown),
    udp: [...udp.routers].map(([name, router]) => build(name, router, known.udp, 'udp').shown),
  };
  for (const service of known.http.services) if (service['usedBy'] === undefined) delete service['serverStatus'];
  const routes = built.flatMap(({ shown, rule, using, priority }) =>
    rule && shown.status !== 'disabled' ? [{ shown, rule, priority, entryPoints: using }] : [],
  );
  return {
    http: { routers: [...built.map(({ shown }) => shown), ...internalRouters(entryPoints)], ...known.http },
    tcp: { routers: routers.tcp, ...known.tcp },
    udp: { routers: routers.udp, services: known.udp.services },
    routes: routes.sort((a, b) => b.priority - a.priority || (a.shown.name < b.shown.name ? -1 : 1)),
    transports,
    warnings: known.http.middlewares.filter(isUnlimited).map(unlimited),
  };
}

const isUnlimited = ({ forwardAuth, usedBy }: Shown): boolean =>
  isRecord(forwardAuth) && usedBy !== undefined && forwardAuth['maxResponseBodySize'] === undefined;

const unlimited = ({ name }: Shown): string =>
  `WRN ForwardAuth 'maxResponseBodySize' is not configured, allowing unlimited response body size which can lead to DoS attacks and memory exhaustion. Please set an appropriate limit. middlewareName=${name}`;
