import type { Site } from '@hl/core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load, repository, site } from '../read.js';

/**
 * Every key that the schema has is set, in each kind of service, and changes what the service is resolved to; or it is told where it
 * stands. A key without an example in the schema needs a row in `values`.
 */
type Node = {
  readonly properties?: { readonly [name: string]: Node };
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: unknown;
  readonly $ref?: string;
};
type Tree = { [key: string]: unknown };

const schema = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../../schemas/service.schema.json', import.meta.url)), 'utf8'),
) as Node & {
  $defs: { [name: string]: Node };
};
const whole = (node: Node): Node => ({ ...(node.$ref?.startsWith('#/$defs/') ? schema.$defs[node.$ref.slice(8)] : {}), ...node });

/** `deployment.ports[].host`, `pages.<name>.port`: the keys below which there is nothing of ours. */
function leaves(given: Node, path: string): [string, Node][] {
  const node = whole(given);
  const inner = [
    ...Object.entries(node.properties ?? {}).map(([key, child]) => [path === '' ? key : `${path}.${key}`, child] as const),
    ...(node.items?.properties ? [[`${path}[]`, node.items] as const] : []),
    ...(typeof node.additionalProperties === 'object' && node.additionalProperties.properties
      ? [[`${path}.<name>`, node.additionalProperties] as const]
      : []),
  ];
  return inner.length === 0 ? [[path, node]] : [...(path === '' ? [] : []), ...inner.flatMap(([at, child]) => leaves(child, at))];
}

export const all = leaves(schema, '').filter(([path]) => path !== '');

/** What cannot be made of the schema: values that fit the file below, and what else they need. */
export const values: { readonly [path: string]: unknown } = {
  'service.name': 'tube',
  'service.display_name': 'Tube',
  'service.description': 'Other',
  'service.category': 'media',
  'service.icon': 'si:x',
  'deployment.target_host': 'proxy',
  'deployment.port': 9999,
  'deployment.image': 'nginx:1.29',
  'deployment.install_path': '/srv/metube',
  'deployment.restart_policy': 'always',
  'deployment.healthcheck.port': 9000,
  'deployment.environment': { A: 'b' },
  'deployment.extra_files[].source': 'other.conf',
  'deployment.extra_files[].destination': 'y.conf',
  'deployment.extra_files[].mode': '0600',
  'deployment.secrets_file': 'x.sops.env',
  'deployment.compose_file': 'other.compose.yaml',
  'deployment.compose_service': 'server',
  'deployment.address': '192.0.2.61',
  'deployment.healthcheck_path': '/old',
  'deployment.healthcheck_status': 204,
  'traefik.healthcheck_path': '/old',
  'traefik.healthcheck_status': 204,
  'deployment.depends_on.<name>.condition': 'service_healthy',
  'deployment.pull_policy': 'always',
  'deployment.services': { other: { image: 'redis:8' } },
  'deployment.compose': { services: { side: { init: true } } },
  'deployment.network_mode': 'bridge',
  'deployment.networks': ['lan'],
  'deployment.configs': ['app_config'],
  'deployment.label_file': 'x.conf',
  'deployment.env_file': ['x.conf'],
  'deployment.healthcheck.expected_status': 204,
  'deployment.healthcheck.endpoint': '/up',
  'deployment.healthcheck.interval': '31s',
  'deployment.healthcheck.timeout': 11,
  'deployment.healthcheck.start_period': '1m',
  'deployment.healthcheck.retries': 4,
  'deployment.healthcheck.headers': { A: 'b' },
  'deployment.healthcheck.test': ['CMD', 'true'],
  'healthcheck.port': 9000,
  'healthcheck.endpoint': '/up',
  'healthcheck.headers': { A: 'b' },
  'healthcheck.expected_status': 204,
  'healthcheck.interval': '31s',
  'healthcheck.timeout': 11,
  'healthcheck.start_period': '1m',
  'healthcheck.retries': 4,
  'traefik.subdomain': 'other',
  'traefik.hosts': ['further'],
  'traefik.tls.cert_resolver': 'other',
  'traefik.tls.domains[].main': 'a.example.org',
  'traefik.tls.domains[].sans': ['b.example.org'],
  'traefik.entrypoints': ['other'],
  'traefik.rule': 'Host(`x.example.org`)',
  'traefik.headers.is_development': true,
  'dns.hostname': 'other',
  'dns.ip': '192.0.2.77',
  'dns.target_ip': '192.0.2.77',
  'dns.mode': 'cname',
  'authentik.slug': 'other',
  'authentik.authorization_flow': 'other',
  'authentik.invalidation_flow': 'other',
  'authentik.application_group': 'Other',
  'authentik.external_url': 'https://other.example.org',
  'authentik.cookie_domain': 'other.example.org',
  'authentik.client_id_variable': 'X_ID',
  'authentik.client_secret_variable': 'X_SECRET',
  'glance.page': 'other',
  'glance.url': 'https://other.example.org',
  'glance.title': 'Other',
  'glance.icon': 'si:y',
  'glance.bookmark.group': 'Other',
  'glance.bookmark.description': 'Other',
  'glance.bookmark.icon': 'si:z',
  'glance.monitor.widget': 'Other',
  'glance.monitor.health_endpoint': '/other',
  'watchtower.container_name': 'other',
  'notifications.discord.channel': 'other',
  'backend.url': 'https://192.0.2.10:8007',
  'backend.ca_file': 'ca.pem',
  'pages.<name>.container': 'side',
  'pages.<name>.port': 9100,
  'pages.<name>.display_name': 'Other',
  'pages.<name>.backend': 'https://192.0.2.10:8007',
  'pages.<name>.icon': 'si:z',
  'pages.<name>.dns': { hostname: 'further' },
};

/** Older keys that mean what Traefik does by itself, or that stand in metadata as they are. */
export const nothing = new Set(['traefik.websocket']);

const files = repository({
  'x.conf': 'x',
  'other.conf': 'other',
  'ca.pem': '-----BEGIN CERTIFICATE-----\n',
  'x.sops.env': 'A=ENC[AES256_GCM,data:x]\nsops_version=3.9.0\n',
  'own.compose.yaml': 'services: { metube: { image: x, ports: ["8082:80", "9000:90"] }, side: { image: x, ports: ["9100:91"] } }',
  'other.compose.yaml': 'services: { metube: { image: y, ports: ["8082:80"] } }',
});

const sections = (): Tree => ({
  service: { name: 'metube', display_name: 'MeTube', description: 'Videos', category: 'downloads' },
  traefik: { tls: { domains: [{ main: 'example.org' }] }, headers: { frame_deny: false } },
  dns: {},
  authentik: { method: 'forward_auth' },
  glance: { bookmark: {}, monitor: {} },
  watchtower: {},
  notifications: { discord: {} },
  pages: { extra: { port: 9000, traefik: {} } },
});
const container = (more: Tree = {}): Tree => ({
  ...sections(),
  deployment: {
    target_host: 'docker-media',
    port: 8082,
    image: 'x:1',
    healthcheck: { endpoint: '/' },
    extra_files: [{ source: 'x.conf', destination: 'x.conf' }],
    secrets: [{ name: 'SECRET' }],
    volumes: [{ host: './a', container: '/a' }],
    ports: [{ host: 9000, container: 90 }],
    services: { side: { image: 'y:1', ports: ['9100:91'] } },
    compose: { secrets: { file: { file: './x.conf' } } },
    ...more,
  },
});

const homelab: Site = { ...site(), discord: { channel: 'homelab' } };

/** Kinds of services; in each of them every key is set. */
export const kinds: { readonly [name: string]: { readonly file: Tree; readonly at?: Site } } = {
  'a container': { file: container() },
  'a compose file of its own': {
    file: {
      ...container(),
      watchtower: undefined,
      deployment: {
        target_host: 'docker-media',
        port: 8082,
        compose_file: 'own.compose.yaml',
        healthcheck: {},
        secrets: [{ name: 'SECRET' }],
        extra_files: [{ source: 'x.conf', destination: 'x.conf' }],
      },
    },
  },
  'a Swarm': {
    file: container(),
    at: { ...homelab, hosts: { ...homelab.hosts, 'docker-media': { ...homelab.hosts['docker-media']!, kind: 'swarm' } } },
  },
  'the host’s network': { file: container({ network_mode: 'host', ports: [] }) },
  'no network': {
    file: {
      ...container({ network_mode: 'none', port: undefined, ports: [], healthcheck: undefined }),
      traefik: undefined,
      authentik: undefined,
      glance: undefined,
      dns: undefined,
    },
  },
  'another container’s network': { file: container({ network_mode: 'service:side', ports: [] }) },
  'an address of its own': { file: container({ address: '192.0.2.60', ports: undefined }) },
  'a TCP route': {
    file: { ...container(), traefik: { scheme: 'tcp', tls: { domains: [{ main: 'example.org' }] } }, authentik: undefined },
  },
  'a UDP route': { file: { ...container(), traefik: { scheme: 'udp' }, authentik: undefined } },
  'an https backend of its own': { file: { ...container(), traefik: { scheme: 'https' } } },
  'a sign-in by the program': { file: { ...container(), authentik: { method: 'oidc', redirect_uris: ['https://a.example.org/cb'] } } },
  'a sign-in for a domain': { file: { ...container(), authentik: { level: 'domain' } } },
  'no container': {
    file: {
      ...sections(),
      traefik: { scheme: 'https', tls: { domains: [{ main: 'example.org' }] } },
      backend: { url: 'https://192.0.2.10:8006' },
      watchtower: undefined,
      pages: { extra: { backend: 'http://192.0.2.11:9000' } },
    },
  },
};

const copy = (tree: Tree): Tree => JSON.parse(JSON.stringify(tree)) as Tree;

/** For a kind of service that has the first value already. */
const others: { readonly [path: string]: unknown } = { 'traefik.scheme': 'http', 'authentik.level': 'single' };

/** A section that is not there is disabled, so that `enabled: false` says nothing new. */
const isOffAnyway = (file: Tree, path: string): boolean =>
  path.endsWith('.enabled') &&
  path
    .split('.')
    .slice(0, -1)
    .reduce<unknown>((node, key) => (node as Tree | undefined)?.[key], file) === undefined;

/** The file with one key set. */
function withKey(file: Tree, path: string, value: unknown): Tree {
  const parts = path.replace('depends_on.<name>', 'depends_on.side').replace('<name>', 'extra').replaceAll('[]', '.0').split('.');
  const result = copy(file);
  let node = result;
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const next = node[part];
    const list = /^\d+$/.test(parts[index + 1] ?? '');
    if (typeof next !== 'object' || next === null) node[part] = list ? [] : {};
    node = node[part] as Tree;
  }
  node[parts.at(-1) ?? ''] = value;
  return result;
}

export function valueOf(path: string, node: Node): unknown {
  if (Object.hasOwn(values, path)) return values[path];
  if (node.type === 'boolean') return !(node.default ?? (node.examples?.[0] === true ? false : (node.examples?.[0] ?? false)));
  const other = node.enum?.find((choice) => choice !== node.default);
  const [example = other] = node.examples ?? [];
  return example === node.default ? undefined : example;
}

const pointerOf = (path: string): string =>
  `/${path.replace('depends_on.<name>', 'depends_on.side').replace('<name>', 'extra').replaceAll('[]', '.0').split('.').join('/')}`;

/** The tests of some kinds of services. */
export function noKeyInSilence(some: readonly string[]): void {
  describe.each(some)('%s', (kind) => {
    const { file, at = homelab } = kinds[kind]!;
    const before = load(JSON.stringify(file), files, at);
    const known = new Set(before.diagnostics.map((diagnostic) => JSON.stringify(diagnostic.pointer + diagnostic.message)));

    test('is a service', () =>
      expect([before.diagnostics.filter(({ severity }) => severity === 'error'), before.service === null]).toEqual([[], false]));

    test('no key is taken in silence', () => {
      const silent = all.filter(([path, node]) => {
        if (nothing.has(path) || isOffAnyway(file, path)) return false;
        const first = withKey(file, path, valueOf(path, node));
        const changed = JSON.stringify(first) === JSON.stringify(copy(file)) ? withKey(file, path, others[path]) : first;
        const after = load(JSON.stringify(changed), files, at);
        const said = after.diagnostics.some(
          ({ pointer, message }) =>
            !known.has(JSON.stringify(pointer + message)) && (pointerOf(path).startsWith(pointer) || pointer.startsWith(pointerOf(path))),
        );
        const refused = after.service === null && path !== 'service.enabled';
        // Of a plain container it is told at the key itself; elsewhere a key may be what something else is refused for.
        if (refused && (kind !== 'a container' || path === 'traefik.enabled')) return false;
        return !said && (refused || JSON.stringify(after.service) === JSON.stringify(before.service));
      });
      expect(silent.map(([path]) => path)).toEqual([]);
    });
  });
}
