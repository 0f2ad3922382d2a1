import { middlewareError, qualify, serviceError } from './build.js';
import { isTree } from './decode.js';
import type { Tree } from './decode.js';
import { shown } from './defaults.js';
import type { Configuration, Named } from './provider.js';
import { parseRule } from './rule.js';
import type { Rule } from './rule.js';

export interface EntryPoint {
  readonly port: number;
  /** A model: routers on this entryPoint get its TLS and middlewares, and another name when they have several entryPoints. */
  readonly tls?: {
    readonly certResolver?: string;
    readonly domains?: readonly { readonly main: string; readonly sans?: readonly string[] }[];
  };
  readonly middlewares?: readonly string[];
  /** It listens on UDP; nothing is proxied there. */
  readonly udp?: boolean;
  /** Name of the entryPoint that http is redirected to. */
  readonly redirectTo?: string;
}

export type EntryPoints = { readonly [name: string]: EntryPoint };

/** A router, service or middleware as the API shows it. */
export type Shown = Tree & { name: string; provider: string; status: string; error?: string[] };

export interface Route {
  readonly shown: Shown;
  readonly rule: Rule;
  readonly entryPoints: readonly string[];
  readonly priority: number;
}

/** What Traefik made of a configuration: statuses, errors, default values. */
export interface Runtime {
  readonly http: { readonly routers: Shown[]; readonly services: Shown[]; readonly middlewares: Shown[] };
  readonly tcp: { readonly routers: Shown[]; readonly services: Shown[]; readonly middlewares: Shown[] };
  readonly udp: { readonly routers: Shown[]; readonly services: Shown[] };
  /** HTTP routers that answer, the first that matches wins. */
  readonly routes: readonly Route[];
  readonly transports: Named;
  /** Lines for the log. */
  readonly warnings: readonly string[];
}

const maxPriority = 9223372036854774807n;

export function runtime(configuration: Configuration, entryPoints: EntryPoints): Runtime {
  const services = shown(configuration.http.services, 'http');
  const middlewares = shown(configuration.http.middlewares, 'http');
  const tcpServices = shown(configuration.tcp.services, 'tcp');
  const tcpMiddlewares = shown(configuration.tcp.middlewares, 'tcp');
  const udpServices = shown(configuration.udp.services, 'udp');
  const routes: Route[] = [];

  const build = (name: string, router: Tree, known: { services: Shown[]; middlewares: Shown[] }, layer: 'http' | 'tcp' | 'udp'): Shown => {
    const errors: string[] = [];
    let disabled = false;
    const fail = (message: string): void => {
      errors.push(message);
      disabled = true;
    };
    const usable = Object.keys(entryPoints).filter((one) => (entryPoints[one]?.udp ?? false) === (layer === 'udp'));
    const wanted = listed(router['entryPoints']) ?? usable;
    const using = wanted.filter((one) => usable.includes(one));
    for (const one of wanted.filter((one) => !usable.includes(one))) errors.push(`entryPoint "${one}" doesn't exist`);
    if (using.length === 0) fail('no valid entryPoint for this router');
    const uses = ((router['middlewares'] as string[] | undefined) ?? []).map(qualify);
    for (const one of uses) {
      const error = middlewareError(one, known.middlewares);
      if (error !== null) fail(error);
    }
    const service = router['service'] as string | undefined;
    // what follows an @ in the router's name counts as its provider
    const provider = name.includes('@') ? `${name.slice(name.indexOf('@') + 1)}@file` : 'file';
    const target = service === undefined || service.includes('@') ? service : `${service}@${provider}`;
    const error =
      target === undefined
        ? 'the service is missing on the router'
        : serviceError(target, known.services, layer === 'http' ? configuration.http.serversTransports : null);
    if (error !== null) fail(error);
    const text = String(router['rule'] ?? '');
    if (layer === 'tcp' && !router['tls'] && /HostSNI(Regexp)?\((?!.\*)/i.test(text))
      fail(`invalid rule: ${JSON.stringify(text)} , has HostSNI matcher, but no TLS on router`);
    const rule = layer === 'udp' ? null : parsed(text, layer, fail);
    const everyName = layer === 'tcp' && text === 'HostSNI(`*`)';
    const priority = Number(router['priority'] ?? 0) || (everyName ? -1 : Buffer.byteLength(text));
    if (BigInt(Math.trunc(priority)) > maxPriority)
      fail(`the router priority ${priority} exceeds the max user-defined priority ${maxPriority}`);
    const tls = router['tls'] as Tree | undefined;
    const options = String(tls?.['options'] ?? 'default').replace(/@file$/, '');
    if (options !== 'default' && !configuration.tls.options.has(options))
      fail(`building router handler: unknown TLS options: ${qualify(options)}`);
    const full = `${name}@file`;
    for (const used of [
      ...known.services.filter((found) => service !== undefined && found.name === qualify(service)),
      ...known.middlewares.filter((found) => uses.includes(found.name)),
    ]) {
      used['usedBy'] = [...((used['usedBy'] as string[] | undefined) ?? []), full];
    }
    const result: Shown = {
      entryPoints: wanted,
      ...(uses.length > 0 ? { middlewares: uses } : {}),
      ...(service === undefined ? {} : { service }),
      ...(layer === 'udp' ? {} : { rule: text, priority: disabled && using.length === 0 ? 0 : priority }),
      ...(tls ? { tls: { options: 'default', ...tls } } : {}),
      ...(layer === 'http' ? { observability: { accessLogs: true, metrics: true, tracing: true, traceVerbosity: 'minimal' } } : {}),
      ...(errors.length > 0 ? { error: errors } : {}),
      status: disabled ? 'disabled' : errors.length > 0 ? 'warning' : 'enabled',
      ...(using.length > 0 ? { using } : {}),
      name: full,
      provider: 'file',
      ...(layer === 'udp' ? {} : { priorityStr: String(disabled && using.length === 0 ? 0 : priority) }),
    };
    if (!disabled && rule && layer === 'http') routes.push({ shown: result, rule, entryPoints: using, priority });
    return result;
  };

  const http = { services, middlewares };
  const routers = [...modelled(configuration.http.routers, entryPoints)].map(([name, router]) => build(name, router, http, 'http'));
  const tcpKnown = { services: tcpServices, middlewares: tcpMiddlewares };
  const tcpRouters = [...configuration.tcp.routers].map(([name, router]) => build(name, router, tcpKnown, 'tcp'));
  const udpRouters = [...configuration.udp.routers].map(([name, router]) =>
    build(name, router, { services: udpServices, middlewares: [] }, 'udp'),
  );
  for (const service of services) if (service['usedBy'] === undefined) delete service['serverStatus'];
  const warnings = middlewares
    .filter((one) => isTree(one['forwardAuth']) && one['usedBy'] !== undefined && one['forwardAuth']['maxResponseBodySize'] === undefined)
    .map(
      ({ name }) =>
        `WRN ForwardAuth 'maxResponseBodySize' is not configured, allowing unlimited response body size which can lead to DoS attacks and memory exhaustion. Please set an appropriate limit. middlewareName=${name}`,
    );
  return {
    http: { routers: [...routers, ...internal(entryPoints)], services, middlewares },
    tcp: { routers: tcpRouters, services: tcpServices, middlewares: tcpMiddlewares },
    udp: { routers: udpRouters, services: udpServices },
    routes: routes.sort((a, b) => b.priority - a.priority || (a.shown.name < b.shown.name ? -1 : 1)),
    transports: configuration.http.serversTransports,
    warnings,
  };
}

/** An empty list is none. */
const listed = (value: unknown): string[] | undefined => (Array.isArray(value) && value.length > 0 ? value.map(String) : undefined);

function parsed(text: string, layer: 'http' | 'tcp', fail: (message: string) => void): Rule | null {
  try {
    return parseRule(text, layer);
  } catch (error) {
    const { message } = error as Error;
    fail(/^parsing rule|unsupported function/.test(message) ? `error while parsing rule ${text}: ${message}` : message);
    return null;
  }
}

/** An entryPoint with TLS or middlewares of its own gives each router on it a copy; with several entryPoints under another name. */
function modelled(routers: Named, entryPoints: EntryPoints): Named {
  const result: Named = new Map();
  for (const [name, router] of routers) {
    const wanted = listed(router['entryPoints']) ?? Object.keys(entryPoints).filter((one) => !entryPoints[one]?.udp);
    const plain: string[] = [];
    for (const one of wanted) {
      const model = entryPoints[one];
      if (!model?.tls && !model?.middlewares) plain.push(one);
      else {
        const middlewares = [...(model.middlewares ?? []), ...((router['middlewares'] as string[] | undefined) ?? [])];
        const tls = router['tls'] ?? model.tls;
        result.set(wanted.length > 1 ? `${one}-${name}` : name, {
          ...router,
          entryPoints: [one],
          ...(middlewares.length > 0 ? { middlewares } : {}),
          ...(tls ? { tls } : {}),
        });
      }
    }
    if (plain.length > 0) result.set(name, { ...router, entryPoints: plain });
  }
  return result;
}

/** Routers of Traefik's own. */
function internal(entryPoints: EntryPoints): Shown[] {
  return Object.entries(entryPoints).flatMap(([name, { redirectTo }]) =>
    redirectTo === undefined
      ? []
      : [
          {
            entryPoints: [name],
            middlewares: [`redirect-${name}-to-${redirectTo}@internal`],
            service: 'noop@internal',
            rule: 'HostRegexp(`^.+$`)',
            priority: 9223372036854775806,
            status: 'enabled',
            using: [name],
            name: `${name}-to-${redirectTo}@internal`,
            provider: 'internal',
            priorityStr: '9223372036854775806',
          },
        ],
  );
}
