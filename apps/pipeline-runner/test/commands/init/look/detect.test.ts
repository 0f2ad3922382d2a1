import type { JsonMap } from '@hl/compose';
import { containerOf } from '../../../../src/commands/init/look/container.js';
import { detect, filesFor } from '../../../../src/commands/init/look/detect.js';
import type { Found } from '../../../../src/commands/init/look/found.js';

interface Written {
  readonly name?: string;
  readonly image: string;
  readonly entrypoint?: string;
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** `8080/tcp` by `192.0.2.1:80`, or by a port alone. */
  readonly ports?: Readonly<Record<string, string>>;
  readonly mounts?: Readonly<Record<string, string>>;
  readonly network?: string;
}

/** As `docker inspect` of Docker 28 prints it, as far as anything of it is read. */
const inspected = ({
  name = 'one',
  image,
  entrypoint = '/entrypoint.sh',
  args = [],
  env = [],
  labels = {},
  ports = {},
  mounts = {},
  network = 'homelab_default',
}: Written): JsonMap => {
  const bindings = Object.fromEntries(
    Object.entries(ports).map(([inside, outside]) => {
      const [, ip = '0.0.0.0', port = outside] = /^(.*):(\d+)$/.exec(outside) ?? [];
      return [inside, [{ HostIp: ip, HostPort: port }, ...(ip === '0.0.0.0' ? [{ HostIp: '::', HostPort: port }] : [])]];
    }),
  );
  return {
    Id: 'f00d',
    Name: `/${name}`,
    Path: entrypoint,
    Args: [...args],
    State: { Status: 'running', Running: true },
    Image: 'sha256:1234',
    HostConfig: { NetworkMode: network, PortBindings: bindings },
    Mounts: Object.entries(mounts).map(([source, target]) => ({ Type: 'bind', Source: source, Destination: target, Mode: 'rw', RW: true })),
    Config: {
      Image: image,
      Env: ['PATH=/usr/local/bin:/usr/bin', ...env],
      Labels: { 'org.opencontainers.image.vendor': 'x', ...labels },
      ExposedPorts: {},
    },
    NetworkSettings: { Ports: network === 'host' ? {} : { '9999/tcp': null, ...bindings } },
  };
};

function seen(written: readonly Written[], files: Readonly<Record<string, string>> = {}): Found & { readonly asked: readonly string[] } {
  const containers = written.map((one) => containerOf(inspected(one)));
  const asked = filesFor(containers);
  const read = (path: string): string | null => (asked.includes(path) ? (files[path] ?? null) : null);
  return { ...detect([{ host: 'box', address: '192.0.2.11', containers, read }]), asked };
}

const usual: Written = {
  name: 'traefik',
  image: 'traefik:v3.5',
  args: [
    'traefik',
    '--api.insecure=true',
    '--providers.docker=true',
    '--providers.file.directory=/etc/traefik/dynamic',
    '--providers.file.watch=true',
    '--entryPoints.web.address=:80',
    '--entryPoints.websecure.address=:443',
    '--certificatesresolvers.le.acme.email=me@example.org',
  ],
  ports: { '80/tcp': '80', '443/tcp': '443', '8080/tcp': '8080' },
  mounts: { '/opt/traefik/dynamic': '/etc/traefik/dynamic', '/var/run/docker.sock': '/var/run/docker.sock' },
};
const asUsual = {
  ...{
    host: 'box',
    container: 'traefik',
    directory: '/opt/traefik/dynamic',
    file: null,
    api: { url: 'http://192.0.2.11:8080', sure: true },
  },
  ...{ entrypoint: 'websecure', ip: null, httpsPort: 443, httpPort: 80, resolver: 'le' },
};
const yaml = `
api:
  insecure: true
entryPoints:
  web: { address: ":80" }
  websecure:
    address: ":443"
    http: { tls: { certResolver: le } }
providers:
  file: { directory: /etc/traefik/dynamic, watch: true }
certificatesResolvers:
  le: { acme: { email: me@example.org } }
`;
const toml = `
[api]
  insecure = true
[entryPoints.web]
  address = ":80"
[entryPoints.websecure]
  address = ":443"
[providers.file]
  directory = "/etc/traefik/dynamic"
[certificatesResolvers.le.acme]
  email = "me@example.org"
`;
const env = [
  'TRAEFIK_API_INSECURE=true',
  'TRAEFIK_ENTRYPOINTS_WEB_ADDRESS=:80',
  'TRAEFIK_ENTRYPOINTS_WEBSECURE_ADDRESS=:443',
  'TRAEFIK_PROVIDERS_FILE_DIRECTORY=/etc/traefik/dynamic',
  'TRAEFIK_CERTIFICATESRESOLVERS_le_ACME_EMAIL=me@example.org',
];
const whole = { ...usual, args: ['traefik'], mounts: { '/opt/traefik': '/etc/traefik' } };

test.each<[string, Written, Record<string, string>, object]>([
  ['by its command', usual, {}, {}],
  ['by its command, as separate words', { ...usual, args: usual.args?.flatMap((word) => word.split('=')) ?? [] }, {}, {}],
  [
    'by its command, in other letters',
    { ...usual, args: usual.args?.map((word) => word.replace('entryPoints', 'ENTRYPOINTS')) ?? [] },
    {},
    {},
  ],
  ['by its environment', { ...usual, args: ['traefik'], env }, {}, {}],
  ['by a file of its own', whole, { '/opt/traefik/traefik.yml': yaml }, {}],
  ['by a file in TOML', whole, { '/opt/traefik/traefik.toml': toml }, {}],
  [
    'by a file that is named',
    {
      ...usual,
      args: ['traefik', '--configFile=/config/static.yaml'],
      mounts: { '/srv/static.yaml': '/config/static.yaml', '/opt/traefik/dynamic': '/etc/traefik/dynamic/' },
    },
    { '/srv/static.yaml': yaml },
    {},
  ],
  [
    'a file counts before the command',
    { ...usual, mounts: { '/opt/traefik': '/etc/traefik' }, args: ['traefik', '--api.insecure=false'] },
    { '/opt/traefik/traefik.yaml': yaml },
    {},
  ],
  ['from another registry, by its digest', { ...usual, image: 'docker.io/library/traefik:v3.5@sha256:abcd' }, {}, {}],
  ['in the network of the host', { ...usual, network: 'host', ports: {} }, {}, {}],
  [
    'at one address of the host',
    { ...usual, ports: { '443/tcp': '192.0.2.99:443', '80/tcp': '192.0.2.99:80', '8080/tcp': '192.0.2.99:8080' } },
    {},
    { ip: '192.0.2.99', api: { url: 'http://192.0.2.99:8080', sure: true } },
  ],
  ['at other ports', { ...usual, ports: { '443/tcp': '8443', '80/tcp': '8080' } }, {}, { httpsPort: 8443, httpPort: 8080, api: null }],
  ['its API for the host alone', { ...usual, ports: { ...usual.ports, '8080/tcp': '127.0.0.1:8080' } }, {}, { api: null }],
  [
    'its API at another entry point',
    { ...usual, args: [...(usual.args ?? []), '--entrypoints.traefik.address=:8888'], ports: { ...usual.ports, '8888/tcp': '9000' } },
    {},
    { api: { url: 'http://192.0.2.11:9000', sure: true } },
  ],
  [
    'its dashboard behind a login',
    {
      ...usual,
      args: usual.args?.filter((word) => !word.includes('insecure')) ?? [],
      labels: { 'traefik.http.routers.dash.rule': 'Host(`traefik.example.org`)', 'traefik.http.routers.dash.service': 'api@internal' },
    },
    {},
    { api: { url: 'https://traefik.example.org', sure: false } },
  ],
  [
    'entry points by other names',
    { ...usual, args: usual.args?.map((word) => word.replace('.websecure.', '.https.').replace('.web.', '.http.')) ?? [] },
    {},
    { entrypoint: 'https' },
  ],
  ['without certificates', { ...usual, args: usual.args?.filter((word) => !word.includes('resolvers')) ?? [] }, {}, { resolver: null }],
  [
    'one file in a mounted directory',
    { ...usual, args: usual.args?.map((word) => word.replace(/directory=.*/, 'filename=/etc/traefik/dynamic/all.yml')) ?? [] },
    {},
    { file: 'all.yml' },
  ],
  [
    'a volume of Docker',
    { ...usual, mounts: { '/var/lib/docker/volumes/dynamic/_data': '/etc/traefik' } },
    {},
    { directory: '/var/lib/docker/volumes/dynamic/_data/dynamic' },
  ],
])('a Traefik, %s', (_, written, files, more) => {
  const { traefik, remarks } = seen([written], files);
  expect(traefik).toEqual({ ...asUsual, ...more });
  expect(remarks).toEqual([]);
});

const without = (part: string): Written => ({ ...usual, args: usual.args?.filter((word) => !word.includes(part)) ?? [] });

test.each<[string, Written, Record<string, unknown>, RegExp]>([
  ['no file provider', without('providers.file'), { directory: null }, /has no file provider/],
  ['a directory in its container alone', { ...usual, mounts: {} }, { directory: null }, /which is no mount/],
  [
    'one mounted file',
    { ...usual, args: ['--providers.file.filename=/d.yml', '--entrypoints.websecure.address=:443'], mounts: { '/opt/d.yml': '/d.yml' } },
    { directory: null },
    /one mounted file, \/opt\/d\.yml/,
  ],
  [
    'a path that hl.yml cannot hold',
    { ...usual, mounts: { '/opt/my files': '/etc/traefik/dynamic' } },
    { directory: null },
    /no plain path/,
  ],
  [
    'files that are not watched',
    { ...usual, args: usual.args?.map((word) => word.replace('watch=true', 'watch=false')) ?? [] },
    {},
    /does not watch its files/,
  ],
  ['no HTTPS', without('websecure'), { entrypoint: 'web', httpsPort: null }, /no entry point for HTTPS \(it has web\)/],
])('a Traefik that cannot be used as it is is told: %s', (_, written, more, message) => {
  const { traefik, remarks } = seen([written]);
  expect(traefik).toMatchObject(more);
  expect(remarks.map((one) => one.message)).toContainEqual(expect.stringMatching(message));
  for (const { hint } of remarks) expect(hint).not.toBe('');
});

test.each(['traefik/whoami:v1.11', 'thomseddon/traefik-forward-auth:2', 'ghcr.io/someone/traefik-certs-dumper'])(
  '%s is no Traefik',
  (image) => {
    expect(seen([{ image }]).traefik).toBeNull();
  },
);

const pihole: Written = {
  name: 'pihole',
  image: 'pihole/pihole:2025.08.0',
  entrypoint: 'start.sh',
  ports: { '80/tcp': '80', '53/udp': '53', '53/tcp': '53', '443/tcp': '4443' },
};
const there = { host: 'box', url: 'http://192.0.2.11', dns: null, username: null };

test.each<[string, Written, object]>([
  ['as documented', pihole, {}],
  ['beside another web server', { ...pihole, ports: { '80/tcp': '8053', '53/udp': '53' } }, { url: 'http://192.0.2.11:8053' }],
  [
    'in the network of the host, at a port of its own',
    { ...pihole, network: 'host', ports: {}, env: ['FTLCONF_webserver_port=8081o,8443os'] },
    { url: 'http://192.0.2.11:8081' },
  ],
  ['in the network of the host', { ...pihole, network: 'host', ports: {} }, {}],
  [
    'at an address of its own',
    { ...pihole, ports: { '80/tcp': '192.0.2.53:80', '53/udp': '192.0.2.53:53' } },
    { url: 'http://192.0.2.53' },
  ],
  ['DNS at another port', { ...pihole, ports: { '80/tcp': '80', '53/udp': '5353' } }, { dns: '192.0.2.11:5353' }],
  [
    'behind a proxy',
    {
      ...pihole,
      ports: { '53/udp': '53' },
      labels: { 'traefik.http.routers.p.rule': 'Host(`pi.example.org`) || Host(`dns.example.org`)' },
    },
    { url: 'https://pi.example.org', dns: '192.0.2.11:53' },
  ],
  ['latest, of version 6 by its variables', { ...pihole, image: 'pihole/pihole:latest', env: ['FTLCONF_webserver_api_password=x'] }, {}],
])('a Pi-hole, %s', (_, written, more) => {
  const { pihole: found, remarks } = seen([written]);
  expect(found).toEqual([{ ...there, ...more }]);
  expect(remarks).toEqual([]);
});

test.each(['pihole/pihole:2024.07.0', 'pihole/pihole'])('a Pi-hole of version 5 is told: %s', (image) => {
  const { pihole: found, remarks } = seen([{ ...pihole, image, env: ['WEBPASSWORD=secret'] }]);
  expect(found).toEqual([]);
  expect(remarks).toEqual([{ system: 'Pi-hole', host: 'box', message: `${image} is version 5`, hint: expect.stringContaining('v6') }]);
  expect(JSON.stringify(remarks)).not.toContain('secret');
});

test('a page that nobody reaches is told', () => {
  const { pihole: found, remarks } = seen([{ ...pihole, ports: { '80/tcp': '127.0.0.1:80', '53/udp': '53' } }]);
  expect(found).toEqual([{ ...there, url: null, dns: '192.0.2.11:53' }]);
  expect(remarks).toEqual([expect.objectContaining({ system: 'Pi-hole', message: 'publishes no port that others reach' })]);
});

const adguard: Written = {
  name: 'adguard',
  image: 'adguard/adguardhome:v0.107.65',
  ports: { '3000/tcp': '3000', '53/udp': '53' },
  mounts: { '/opt/adguard/conf': '/opt/adguardhome/conf' },
};

test.each<[string, Written, Record<string, string>, object]>([
  ['before its set-up', adguard, {}, { url: 'http://192.0.2.11:3000' }],
  ['after it', { ...adguard, ports: { ...adguard.ports, '80/tcp': '8083' } }, {}, { url: 'http://192.0.2.11:8083' }],
  [
    'by its settings',
    { ...adguard, network: 'host', ports: {} },
    { '/opt/adguard/conf/AdGuardHome.yaml': 'http:\n  address: 0.0.0.0:8084\nusers:\n  - name: sam\n    password: $2y$10$abc\n' },
    { url: 'http://192.0.2.11:8084', username: 'sam' },
  ],
])('an AdGuard Home, %s', (_, written, files, more) => {
  const found = seen([written], files);
  expect(found.adguard).toEqual([{ ...there, ...more }]);
  expect(JSON.stringify(found)).not.toContain('$2y$');
});

const authentik: Written = {
  name: 'authentik-server-1',
  image: 'ghcr.io/goauthentik/server:2026.5.1',
  entrypoint: 'dumb-init',
  args: ['--', 'ak', 'server'],
  ports: { '9000/tcp': '9000', '9443/tcp': '9443' },
};

test.each<[string, readonly Written[], object | null]>([
  ['beside its worker', [{ ...authentik, name: 'worker', args: ['--', 'ak', 'worker'], ports: {} }, authentik], {}],
  [
    'with the name that browsers use',
    [{ ...authentik, labels: { 'traefik.http.routers.a.rule': 'Host(`auth.example.org`) && PathPrefix(`/`)' } }],
    { browserUrl: 'https://auth.example.org' },
  ],
  [
    'behind a proxy alone',
    [{ ...authentik, ports: {}, labels: { 'traefik.http.routers.a.rule': 'Host(`auth.example.org`)' } }],
    { url: 'https://auth.example.org', browserUrl: 'https://auth.example.org' },
  ],
  [
    'at a port of its own',
    [{ ...authentik, env: ['AUTHENTIK_LISTEN__HTTP=0.0.0.0:9001'], ports: { '9001/tcp': '80' } }],
    { url: 'http://192.0.2.11' },
  ],
  ['a worker alone is none', [{ ...authentik, args: ['--', 'ak', 'worker'] }], null],
])('an Authentik, %s', (_, written, more) => {
  expect(seen(written).authentik).toEqual(more && { host: 'box', url: 'http://192.0.2.11:9000', browserUrl: null, ...more });
});

const glance: Written = {
  name: 'glance',
  image: 'glanceapp/glance:v0.8.4',
  entrypoint: '/app/glance',
  ports: { '8080/tcp': '8085' },
  mounts: { '/srv/glance/config': '/app/config' },
};
const tiles = { host: 'box', container: 'glance', config: '/srv/glance/config/glance.yml', url: 'http://192.0.2.11:8085', page: 'Home' };
const pages = 'pages:\n  - name: Home\n    columns: []\n';

test.each<[string, Written, Record<string, string>, object]>([
  ['as documented', glance, { '/srv/glance/config/glance.yml': pages }, {}],
  [
    'with a page that has a slug',
    glance,
    { '/srv/glance/config/glance.yml': 'pages: [{ name: Über uns, slug: start }]' },
    { page: 'start' },
  ],
  [
    'of an earlier version',
    { ...glance, mounts: { '/srv/glance.yml': '/app/glance.yml' } },
    { '/srv/glance.yml': pages },
    { config: '/srv/glance.yml' },
  ],
  [
    'at a port of its own',
    { ...glance, ports: { '5678/tcp': '80' } },
    { '/srv/glance/config/glance.yml': `server: { port: 5678 }\n${pages}` },
    { url: 'http://192.0.2.11' },
  ],
  ['by another name', { ...glance, name: 'homepage' }, { '/srv/glance/config/glance.yml': pages }, { container: 'homepage' }],
  ['with a file that is YAML for Glance alone', glance, { '/srv/glance/config/glance.yml': 'pages:\n  - ${A: [\n' }, { page: null }],
])('a Glance, %s', (_, written, files, more) => {
  const found = seen([written], files);
  expect(found.glance).toEqual({ ...tiles, ...more });
  expect(found.remarks).toEqual([]);
});

test('a Glance without a file on the host is told', () => {
  const { glance: found, remarks } = seen([{ ...glance, mounts: {} }]);
  expect(found).toEqual({ ...tiles, config: null, page: null });
  expect(remarks).toEqual([expect.objectContaining({ system: 'Glance', hint: expect.stringContaining('/app/config') })]);
});

test('of several the one that can be used is taken, and the others are told; DNS servers are all taken', () => {
  const {
    traefik,
    pihole: servers,
    remarks,
  } = seen([{ ...without('providers.file'), name: 'old' }, usual, pihole, { ...pihole, name: 'second', ports: { '80/tcp': '81' } }]);
  expect(traefik?.container).toBe('traefik');
  expect(servers.map(({ url }) => url)).toEqual(['http://192.0.2.11', 'http://192.0.2.11:81']);
  expect(remarks.map((one) => one.message)).toContain('is there, too; the one on box was taken');
});

test.each([
  [['a.example.org', 'b.example.org', 'c.example.net'], 'example.org'],
  [['localhost'], null],
  [[], null],
])('the domain of %j is %s', (names, domain) => {
  const written = names.map((name) => ({ image: 'x:1', labels: { 'traefik.http.routers.x.rule': `Host(\`${name}\`)` } }));
  expect(seen(written).domain).toBe(domain);
});

test('nothing is found where nothing runs, and no file is read', () => {
  expect(seen([{ image: 'ghcr.io/corentinth/it-tools:1' }])).toEqual({
    traefik: null,
    pihole: [],
    adguard: [],
    authentik: null,
    glance: null,
    domain: null,
    remarks: [],
    asked: [],
  });
});
