import type { JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import type { Remark, Remarks } from '../remarks.js';
import type { Labels } from './labels.js';
import { middlewaresOf } from './middlewares.js';
import { newRule } from './rule.js';
import { listIn, plant, sub, text, type Tree } from './tree.js';

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

/** A route whose names are not in our words yet; null: it asks for more than names. */
interface Draft extends Route {
  readonly hosts: readonly string[] | null;
}

interface Router {
  readonly layer: string;
  readonly name: string;
  readonly tree: Tree;
}

/** Tells of the first label that begins so, below `traefik.`. */
type Tell = (severity: Remark['severity'], label: string, message: string, hint: string) => void;

/** Routes of a container's labels, of Traefik 2 or 3, which are taken out. What has no key of ours is told and stays. */
export function routesOf(labels: Labels, domain: string | null, remarks: Remarks): Route[] {
  const names = labels.names('traefik.');
  const tell: Tell = (severity, label, ...words) =>
    remarks.add(severity, labels.at(names.find((name) => name.toLowerCase().startsWith(`traefik.${label}`)) ?? ''), ...words);
  if (labels.get('traefik.enable') === 'false') {
    if (names.length > 1) tell('info', 'enable', 'the other labels of Traefik have no effect beside traefik.enable=false', 'Remove them.');
    return [];
  }
  const tree: Tree = {};
  for (const name of names) plant(tree, name.split('.').slice(1), labels.get(name) ?? '');
  const routers = ['http', 'tcp', 'udp'].flatMap((layer) =>
    Object.keys(sub(tree, layer, 'routers')).map((name): Router => ({ layer, name, tree: sub(tree, layer, 'routers', name) })),
  );
  if (routers.length === 0) return [];
  const stay: string[] = [];
  const redirects = routers.filter((router) => isRedirect(router, routers));
  const redirected = new Set(redirects.map((router) => text(router.tree, 'rule')));
  const drafts = routers
    .filter((router) => !redirects.includes(router))
    .flatMap((router) => draftOf(router, redirected.has(text(router.tree, 'rule')), tree, stay, tell) ?? []);
  const stays = (name: string): boolean => stay.some((prefix) => name.toLowerCase().startsWith(`traefik.${prefix}.`));
  labels.take(names.filter((name) => !stays(name) && !(stay.length > 0 && name.toLowerCase() === 'traefik.enable')));
  return together(drafts).map(({ hosts, section, ...route }) => ({ ...route, section: { ...namesOf(hosts ?? [], domain), ...section } }));
}

/** A router that only sends plain HTTP to HTTPS, beside another one with the same rule: our `redirect_http`. */
function isRedirect({ layer, tree }: Router, all: readonly Router[]): boolean {
  const sends = (one: Tree): boolean => /redirect|https/i.test(text(one, 'middlewares') ?? '') && !('tls' in one);
  return layer === 'http' && sends(tree) && all.some((other) => !sends(other.tree) && text(other.tree, 'rule') === text(tree, 'rule'));
}

/** null: it is no route to the container. */
function draftOf({ layer, name, tree }: Router, isRedirected: boolean, labels: Tree, stay: string[], tell: Tell): Draft | null {
  const where = `${layer}.routers.${name}`;
  const service = text(tree, 'service');
  if (service?.includes('@')) {
    tell('warning', where, `${name} leads to ${service}, not to this container; its labels stay`, 'Have that route in a file of Traefik.');
    stay.push(where);
    return null;
  }
  const services = sub(labels, layer, 'services');
  const [only, ...more] = Object.keys(services);
  const balancer = sub(services, service?.toLowerCase() ?? (only !== undefined && more.length === 0 ? only : name), 'loadbalancer');
  const { section: middlewares, told } = middlewaresOf(listIn(text(tree, 'middlewares')), sub(labels, layer, 'middlewares'));
  for (const { name: one, type } of told) {
    const here = `${layer}.middlewares.${one.toLowerCase()}`;
    const hint = `It is asked for as ${one}@docker: keep Traefik's Docker provider on, or move it into a file of Traefik and write ${one}@file.`;
    if (type === undefined) tell('warning', where, `${one} is a middleware of another container`, `It is asked for as ${one}@docker.`);
    else tell('warning', here, `the middleware ${one} (${type}) stays a label`, hint);
    if (type !== undefined) stay.push(here);
  }
  tellLost(tree, balancer, layer, name, tell);
  const { hosts, rule } = ruleOf(tree, layer, where, tell);
  const tls = layer === 'tcp' ? (tlsOf(tree) ?? false) : tlsOf(tree);
  const [entrypoints, priority] = [listIn(text(tree, 'entrypoints')), text(tree, 'priority')];
  const [server, health] = [sub(balancer, 'server'), text(sub(balancer, 'healthcheck'), 'path') ?? null];
  const [scheme, port] = [layer === 'http' ? text(server, 'scheme') : layer, text(server, 'port')];
  return {
    name,
    hosts,
    port: port === undefined ? null : Number(port),
    health,
    section: {
      ...(rule !== undefined && { rule }),
      ...(entrypoints.length > 0 && { entrypoints }),
      ...(tls !== undefined && { tls }),
      ...middlewares,
      ...(priority && { priority: Number(priority) }),
      ...(scheme && scheme !== 'http' && { scheme }),
      ...('sticky' in balancer && { sticky: true }),
      ...(health !== null && { health_check: true }),
      ...(isRedirected && { redirect_http: true }),
    },
  };
}

function tellLost(router: Tree, balancer: Tree, layer: string, name: string, tell: Tell): void {
  const inFile = 'Have that route in a file of Traefik.';
  if (text(sub(router, 'tls'), 'passthrough') === 'true')
    tell('error', `${layer}.routers.${name}.tls`, `${name} hands TLS through to the container, which has no key here`, inFile);
  if (text(balancer, 'passhostheader') === 'false')
    tell('warning', `${layer}.services`, 'passhostheader=false has no key here', 'The container will see the public host name.');
  const trust = 'For a certificate that nobody knows, write traefik.insecure_skip_verify: true.';
  if (text(balancer, 'serverstransport')) tell('warning', `${layer}.services`, 'serverstransport has no key here', trust);
}

function ruleOf(router: Tree, layer: string, where: string, tell: Tell): { hosts: readonly string[] | null; rule?: string } {
  const written = text(router, 'rule');
  if (layer === 'udp') return { hosts: null };
  if (written === undefined) {
    tell('warning', where, "the router has no rule, so Traefik makes one of the container's name", 'Write traefik.subdomain.');
    return { hosts: null };
  }
  const renewed = newRule(written);
  if (renewed === null) tell('error', `${where}.rule`, 'the rule cannot be read', 'Write it as traefik.rule in the words of Traefik 3.');
  return renewed?.hosts ? { hosts: renewed.hosts } : { hosts: null, rule: renewed?.rule ?? written };
}

/** The first name below the domain is the sub-domain; the others are further ones. */
function namesOf(hosts: readonly string[], domain: string | null): JsonMap {
  const main = hosts.find((host) => domain !== null && host.endsWith(`.${domain}`));
  const others = hosts.filter((host) => host !== main);
  return { ...(main !== undefined && { subdomain: main.slice(0, -`.${domain}`.length) }), ...(others.length > 0 && { hosts: others }) };
}

function tlsOf({ tls }: Tree): Json | undefined {
  if (typeof tls !== 'object') return tls === undefined ? undefined : tls !== 'false';
  const resolver = text(tls, 'certresolver');
  const domains = Object.keys(tls)
    .filter((key) => /^domains\[\d+\]$/.test(key))
    .map((key) => ({ main: text(sub(tls, key), 'main') ?? '', sans: listIn(text(sub(tls, key), 'sans')) }));
  const section = { ...(resolver !== undefined && { cert_resolver: resolver }), ...(domains.length > 0 && { domains }) };
  return Object.keys(section).length === 0 ? true : section;
}

/** Routes that differ in nothing but names are one route with several. */
function together(drafts: readonly Draft[]): Draft[] {
  const result = new Map<unknown, Draft>();
  for (const draft of drafts) {
    const key = draft.hosts === null ? draft : JSON.stringify([draft.section, draft.port, draft.health]);
    const first = result.get(key);
    result.set(key, first ? { ...first, hosts: [...(first.hosts ?? []), ...(draft.hosts ?? [])] } : draft);
  }
  return [...result.values()];
}
