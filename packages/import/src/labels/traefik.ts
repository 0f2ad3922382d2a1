import type { JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import type { Remarks } from '../remarks.js';
import type { Labels } from './labels.js';
import { newRule } from './rule.js';

/** A router of labels as our `traefik` section. */
export interface Route {
  /** Of the router. */
  readonly name: string;
  readonly section: JsonMap;
  /** In the container; null: Traefik takes the first one that the image names. */
  readonly port: number | null;
  /** Path that Traefik itself checks. */
  readonly health: string | null;
}

interface Tree {
  [key: string]: string | Tree;
}

/** Our field names of the headers middleware; Traefik compares names without their case. */
const listHeaders =
  /^(access_control_allow_(headers|methods|origin_list|origin_list_regex)|access_control_expose_headers|allowed_hosts|hosts_proxy_headers)$/;
const headerFields = new Map(
  (
    'frameDeny customFrameOptionsValue contentTypeNosniff browserXssFilter customBrowserXSSValue contentSecurityPolicy ' +
    'contentSecurityPolicyReportOnly referrerPolicy permissionsPolicy stsSeconds stsIncludeSubdomains stsPreload forceSTSHeader ' +
    'customRequestHeaders customResponseHeaders accessControlAllowCredentials accessControlAllowHeaders accessControlAllowMethods ' +
    'accessControlAllowOriginList accessControlAllowOriginListRegex accessControlExposeHeaders accessControlMaxAge addVaryHeader ' +
    'allowedHosts hostsProxyHeaders sslProxyHeaders isDevelopment'
  )
    .split(' ')
    .map((name) => [
      name.toLowerCase(),
      name.replace(/XSS|STS/g, (word) => word[0] + word.slice(1).toLowerCase()).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    ]),
);

/** Routes of a container's labels, of Traefik 2 or 3, which are taken out. What has no key of ours is told and stays. */
export function routesOf(labels: Labels, domain: string | null, remarks: Remarks): Route[] {
  const names = labels.names('traefik.');
  if (names.length === 0) return [];
  if (labels.get('traefik.enable') === 'false') {
    if (names.length > 1)
      remarks.add(
        'info',
        labels.at('traefik.enable'),
        'traefik.enable=false: the other labels of Traefik have no effect and stay',
        'Remove them.',
      );
    return [];
  }
  const tree: Tree = {};
  for (const name of names) plant(tree, name.split('.').slice(1), labels.get(name) ?? '');
  const stays: string[] = [];
  const tell = (label: string, message: string, hint: string, severity: 'warning' | 'error' = 'warning'): void => {
    remarks.add(severity, labels.at(names.find((name) => name.toLowerCase().startsWith(label)) ?? ''), message, hint);
  };
  const found = ['http', 'tcp', 'udp'].flatMap((layer) =>
    Object.entries(sub(sub(tree, layer), 'routers')).map(([name, router]) => ({ layer, name, router: router as Tree })),
  );
  const routes: Route[] = [];
  for (const { layer, name, router } of withoutRedirects(found)) {
    const where = `traefik.${layer}.routers.${name}`;
    const service = text(router, 'service');
    if (service?.includes('@')) {
      tell(where, `${name} leads to ${service}, which is not this container; its labels stay`, 'Have that route in a file of Traefik.');
      stays.push(`${where}.`);
      continue;
    }
    const services = sub(sub(tree, layer), 'services');
    const balancer = sub(
      sub(services, service ?? (Object.keys(services).length === 1 ? (Object.keys(services)[0] as string) : name)),
      'loadbalancer',
    );
    const redirect = found.some(
      (one) => one !== router && isRedirect(one, found) && text(one.router, 'rule') === text(router, 'rule') && one.name !== name,
    );
    const middlewares = middlewaresOf(router, sub(tree, layer), layer, stays, tell);
    const rule = ruleOf(router, layer, domain, where, tell);
    const tls = tlsOf(router);
    const entrypoints = text(router, 'entrypoints')?.split(/\s*,\s*/);
    const sticky = balancer['sticky'] !== undefined;
    const priority = text(router, 'priority');
    const scheme = layer === 'http' ? text(sub(balancer, 'server'), 'scheme') : layer;
    if (text(sub(router, 'tls'), 'passthrough') === 'true')
      tell(
        `${where}.tls`,
        `${name} hands TLS through to the container, which has no key here`,
        'Have that route in a file of Traefik.',
        'error',
      );
    if (text(balancer, 'passhostheader') === 'false')
      tell(`traefik.${layer}.services`, 'passhostheader=false has no key here', 'The container will see the public host name.');
    if (text(balancer, 'serverstransport'))
      tell(
        `traefik.${layer}.services`,
        'serverstransport has no key here',
        'For a certificate that nobody knows, write traefik.insecure_skip_verify: true.',
      );
    const health = text(sub(balancer, 'healthcheck'), 'path') ?? null;
    const port = Number(text(sub(balancer, 'server'), 'port') ?? NaN);
    routes.push({
      name,
      port: Number.isInteger(port) ? port : null,
      health,
      section: {
        ...rule,
        ...(entrypoints && { entrypoints }),
        ...(layer === 'tcp' && tls === undefined ? { tls: false } : tls !== undefined && { tls }),
        ...middlewares,
        ...(priority && { priority: Number(priority) }),
        ...(scheme && scheme !== 'http' && { scheme }),
        ...(sticky && { sticky: true }),
        ...(health !== null && { health_check: true }),
        ...(redirect && { redirect_http: true }),
      },
    });
  }
  const kept = stays.length > 0;
  if (found.length > 0)
    labels.take(
      names.filter((name) => !stays.some((prefix) => name.toLowerCase().startsWith(prefix)) && !(kept && /^traefik\.enable$/i.test(name))),
    );
  return sameBackend(routes);
}

/** What two plain routes to one port differ in is a name: they are one route with several. */
function sameBackend(routes: readonly Route[]): Route[] {
  const result: Route[] = [];
  for (const route of routes) {
    const rest = ({ section: { subdomain: _, hosts: __, ...others }, port }: Route): string => JSON.stringify([others, port]);
    const twin = route.section['rule'] === undefined ? result.findIndex((one) => rest(one) === rest(route)) : -1;
    const first = result[twin];
    if (!first) result.push(route);
    else {
      const names = [first, route].flatMap(({ section }) => [section['hosts'] ?? []].flat() as string[]);
      const more = route.section['subdomain'];
      const hosts = [...names, ...(more === undefined ? [] : [more as string])];
      result[twin] = { ...first, section: { ...first.section, hosts } };
    }
  }
  return result;
}

interface Found {
  readonly layer: string;
  readonly name: string;
  readonly router: Tree;
}

/** A router that only sends plain HTTP to HTTPS, beside another one with the same rule: our `redirect_http`. */
const isRedirect = (one: Found, all: readonly Found[]): boolean =>
  one.layer === 'http' &&
  /redirect|https/i.test(text(one.router, 'middlewares') ?? '') &&
  !('tls' in one.router) &&
  all.some(
    (other) =>
      other !== one &&
      text(other.router, 'rule') === text(one.router, 'rule') &&
      !/redirect/i.test(text(other.router, 'middlewares') ?? ''),
  );

const withoutRedirects = (all: readonly Found[]): Found[] => all.filter((one) => !isRedirect(one, all));

type Tell = (label: string, message: string, hint: string, severity?: 'warning' | 'error') => void;

function ruleOf(router: Tree, layer: string, domain: string | null, where: string, tell: Tell): JsonMap {
  const written = text(router, 'rule');
  if (layer === 'udp') return {};
  if (written === undefined) {
    tell(where, "the router has no rule, so Traefik makes one of the container's name", 'Write traefik.subdomain.');
    return {};
  }
  const renewed = newRule(written);
  if (renewed === null) {
    tell(`${where}.rule`, 'the rule cannot be read', 'Write it as traefik.rule in the words of Traefik 3.', 'error');
    return { rule: written };
  }
  if (renewed.hosts === null) return { rule: renewed.rule };
  const below = (host: string): boolean => domain !== null && host.endsWith(`.${domain}`);
  const main = renewed.hosts.find(below);
  const hosts = renewed.hosts.filter((host) => host !== main);
  return { ...(main !== undefined && { subdomain: main.slice(0, -(domain as string).length - 1) }), ...(hosts.length > 0 && { hosts }) };
}

function tlsOf(router: Tree): Json | undefined {
  const { tls } = router;
  if (tls === undefined) return undefined;
  if (typeof tls === 'string') return tls !== 'false';
  const resolver = text(tls, 'certresolver');
  const domains = Object.entries(tls)
    .filter(([key]) => /^domains\[\d+\]$/.test(key))
    .map(([, domain]) => {
      const sans = text(domain as Tree, 'sans')?.split(/\s*,\s*/);
      return { main: text(domain as Tree, 'main') ?? '', ...(sans && { sans }) };
    });
  return resolver === undefined && domains.length === 0
    ? true
    : { ...(resolver !== undefined && { cert_resolver: resolver }), ...(domains.length > 0 && { domains }) };
}

/** Middlewares that are headers become ours; others stay with the container, whose labels Traefik goes on reading. */
function middlewaresOf(router: Tree, layerTree: Tree, layer: string, stays: string[], tell: Tell): JsonMap {
  const given =
    text(router, 'middlewares')
      ?.split(/\s*,\s*/)
      .filter(Boolean) ?? [];
  const headers: Record<string, Json> = {};
  const others = given.flatMap((written) => {
    const [name = '', provider = 'docker'] = written.split('@');
    if (provider !== 'docker') return [written];
    const defined = sub(sub(layerTree, 'middlewares'), name.toLowerCase());
    const fields = headersOf(defined);
    if (fields !== null) return (Object.assign(headers, fields), []);
    const own = Object.keys(defined)[0];
    if (own !== undefined) stays.push(`traefik.${layer}.middlewares.${name.toLowerCase()}.`);
    const what =
      own === undefined
        ? `${name} is a middleware of another container`
        : `the middleware ${name} (${own}) stays with the labels of this container`;
    const hint = `It is asked for as ${name}@docker: keep Traefik's Docker provider on, or move it into a file of Traefik and write ${name}@file.`;
    tell(own === undefined ? `traefik.${layer}.routers` : `traefik.${layer}.middlewares.${name.toLowerCase()}`, what, hint);
    return [`${name}@docker`];
  });
  return { ...(others.length > 0 && { middlewares: others }), ...(Object.keys(headers).length > 0 && { headers }) };
}

/** null: it is another middleware, or has fields that we do not know. */
function headersOf(middleware: Tree): Record<string, Json> | null {
  const { headers, ...more } = middleware;
  if (typeof headers !== 'object' || Object.keys(more).length > 0) return null;
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(headers)) {
    const field = headerFields.get(key);
    if (field === undefined) return null;
    if (typeof value === 'object') result[field] = value as Json;
    else if (listHeaders.test(field)) result[field] = value.split(/\s*,\s*/);
    else
      result[field] = /^(true|false)$/.test(value)
        ? value === 'true'
        : /^(sts_seconds|access_control_max_age)$/.test(field)
          ? Number(value)
          : value;
  }
  return result;
}

const maps = /^custom(request|response)headers$|^sslproxyheaders$/;

/** Names of headers below such a map keep their case. */
function plant(tree: Tree, path: readonly string[], value: string): void {
  const [written = '', ...rest] = path;
  const key = written.toLowerCase();
  const below = typeof tree[key] === 'object' ? tree[key] : {};
  if (rest.length === 0) tree[key] = typeof tree[key] === 'object' ? below : value;
  else tree[key] = below;
  if (maps.test(key)) below[rest.join('.')] = value;
  else if (rest.length > 0) plant(below, rest, value);
}

const sub = (tree: Tree, key: string): Tree => (typeof tree[key] === 'object' ? tree[key] : {});
const text = (tree: Tree, key: string): string | undefined => (typeof tree[key] === 'string' ? tree[key] : undefined);
