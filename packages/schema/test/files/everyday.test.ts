import { checkArtifact, crossCheck, linkNetworks, loadService, loadSite, type Diagnostic } from '@hl/schema';
import type { Service } from '@hl/core';
import { repository } from '../context.js';

/** Service files as people run them, each with what was once lost in silence. */
const { site } = loadSite(`domain: example.org
categories: [media, downloads, productivity, security, development, monitoring, home, utility, infrastructure]
hosts: { box: 192.0.2.11, proxy: 192.0.2.20 }
traefik: { host: proxy, directory: /etc/traefik/dynamic }
pihole: { url: http://192.0.2.53 }
authentik: { url: http://192.0.2.30:9000 }
glance: { host: proxy }
ledger: { host: proxy }
`);
if (!site) throw new Error('the site is wrong');
const at = site;

const read = (text: string, files: { readonly [path: string]: string } = {}, name = 'x') =>
  loadService(text, `services/${name}.yml`, at, repository(files));
const lines = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ severity, file, line, column, rule, message }) => `${severity} ${file}:${line}:${column} ${rule}: ${message}`);
function good(text: string, files = {}, name = 'x'): Service {
  const { service, diagnostics } = read(text, files, name);
  expect(lines(diagnostics)).toEqual([]);
  if (!service) throw new Error('refused');
  expect(checkArtifact('definition', service)).toEqual([]);
  return service;
}

test('a camera recorder: an override adds a mount in memory, which compose merges', () => {
  const text = (extra: string) => `service: { name: nvr, display_name: Frigate, description: Cameras, category: home }
deployment:
  target_host: box
  port: 8971
  image: ghcr.io/blakeblackshear/frigate:0.16.2
  privileged: true
  cap_add: [CAP_PERFMON]
  devices: [/dev/bus/usb:/dev/bus/usb, /dev/dri/renderD128]
  volumes:
    - /etc/localtime:/etc/localtime:ro
    - ./config:/config
    - /mnt/cctv:/media/frigate
${extra}  ports: ["8554:8554", "8555:8555/tcp", "8555:8555/udp"]
  environment: { LIBVA_DRIVER_NAME: i965 }
  secrets: [{ name: FRIGATE_RTSP_PASSWORD }]
`;
  const memory = '{ type: tmpfs, target: /tmp/cache, tmpfs: { size: 1000000000 } }';
  const over = `  compose: { services: { nvr: { shm_size: 512mb, stop_grace_period: 30s, group_add: ["109", video], volumes: [${memory}] } } }\n`;
  const [short, own] = [
    good(text(over)),
    good(text(`    - ${memory}\n  shm_size: 512mb\n  stop_grace_period: 30s\n  group_add: ["109", video]\n`)),
  ];
  const mounts = ['/etc/localtime:/etc/localtime:ro', '/opt/nvr/config:/config', '/mnt/cctv:/media/frigate'];
  expect(short.deployment).toMatchObject({ volumes: mounts, compose: { services: { nvr: { volumes: [{ type: 'tmpfs' }] } } } });
  expect(own.deployment).toMatchObject({
    volumes: [...mounts, { type: 'tmpfs', target: '/tmp/cache', tmpfs: { size: 1_000_000_000 } }],
    container: { shm_size: '512mb', stop_grace_period: '30s', group_add: ['109', 'video'] },
    ports: [{ host: 8971 }, { host: 8554 }, { host: 8555, protocol: 'tcp' }, { host: 8555, protocol: 'udp' }],
  });
});

test('beside a compose file of its own, each key without effect is told', () => {
  const own = {
    'services/app.compose.yaml':
      'services:\n  app:\n    image: nginx:1.29\n    ports: ["8080:80"]\n    environment: { TZ: "${TZ}", ID: "${OIDC_ID}", SECRET: "${OIDC_SECRET}" }\n',
  };
  const { service, diagnostics } = read(
    `service: { name: app, display_name: App, description: A, category: media }
deployment:
  target_host: box
  port: 8081
  image: traefik/whoami:v1
  compose_file: app.compose.yaml
  environment: { TZ: Etc/UTC }
  volumes: ["/mnt/data:/data"]
  ports: ["9999:9999"]
  user: "1000:1000"
  compose: { services: { app: { shm_size: 1gb } } }
  services: { db: { image: postgres:18 } }
  labels: { a: b }
  networks: [front]
  restart_policy: always
watchtower: { enabled: false }
authentik: { method: oidc, redirect_uris: ["https://app.example.org/cb"], client_id_variable: OIDC_ID, client_secret_variable: OIDC_SECRET }
traefik: {}
`,
    own,
    'app',
  );
  expect(service).toBeNull();
  const why = 'has no effect with compose_file: the file says all of its containers';
  expect(lines(diagnostics)).toEqual([
    'error services/app.yml:4:9 unpublished: services/app.compose.yaml does not publish port 8081 of the host',
    ...['5:3 image', '8:3 volumes', '9:3 ports', '10:3 user', '12:3 services', '13:3 labels', '14:3 networks', '15:3 restart_policy']
      .map((place) => place.split(' '))
      .map(([place, key]) => `warning services/app.yml:${place} no-effect: ${key} ${why}`),
    'warning services/app.yml:16:1 no-effect: watchtower has no effect with compose_file',
  ]);
  expect(diagnostics.map(({ hint }) => hint)).toEqual(
    expect.arrayContaining([
      'It publishes 8080: write the one that leads to the program.',
      'Write volumes under services.app in services/app.compose.yaml, or under deployment.compose.',
      'Write restart under services.app in services/app.compose.yaml, or under deployment.compose.',
    ]),
  );
});

test('Docker’s own bridge is kept, with its ports', () => {
  const { deployment, traefik } = good(`service: { name: aio, display_name: Nextcloud, description: Files, category: productivity }
deployment:
  target_host: box
  port: 8080
  image: ghcr.io/nextcloud-releases/all-in-one:latest
  restart: always
  network_mode: bridge
  init: true
  volumes: ["nextcloud_aio_mastercontainer:/mnt/docker-aio-config", "/var/run/docker.sock:/var/run/docker.sock:ro"]
  environment: { APACHE_PORT: 11000, SKIP_DOMAIN_VALIDATION: true }
  compose: { name: nextcloud-aio, volumes: { nextcloud_aio_mastercontainer: { name: nextcloud_aio_mastercontainer } } }
traefik: { subdomain: cloud, port: 11000, scheme: http }
`);
  expect(deployment).toMatchObject({ networkMode: 'bridge', ports: [{ host: 8080 }], restartPolicy: 'always', container: { init: true } });
  expect(traefik?.port).toBe(11000);
});

test('a container that watches and listens to nobody has no port', () => {
  const file = (more: string) => `service: { name: watchtower, display_name: Watchtower, description: Updates, category: utility }
deployment:
  target_host: box
  image: containrrr/watchtower:1.7.1
  volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
${more}`;
  expect(good(file(''))).toMatchObject({ port: null, health: null, deployment: { ports: [], containerPort: null } });
  expect(good(file('  network_mode: none\n')).deployment).toMatchObject({ networkMode: 'none', ports: [] });
  for (const more of ['traefik: {}\n', 'glance: {}\n', 'healthcheck: {}\n'])
    expect(lines(read(file(more)).diagnostics)).toEqual(['error services/x.yml:2:1 required: port is required']);
});

test('several pages of one compose project, and a machine that is no container', () => {
  const { pages } = good(`service: { name: jellyfin, display_name: Jellyfin, description: Films, category: media, icon: "di:jellyfin" }
deployment:
  target_host: box
  port: 8096
  image: lscr.io/linuxserver/jellyfin:10.10.7
  services:
    seerr: { image: "fallenbagel/jellyseerr:2.7", ports: ["5055:5055"] }
    stat: { image: "cyfershepard/jellystat:1.1", ports: ["3000:3000"] }
traefik: {}
pages:
  seerr: { container: seerr, traefik: {}, dns: {}, authentik: {}, glance: { monitor: {} }, healthcheck: { endpoint: /api/v1/status } }
  stat: { display_name: Jellystat, port: 3000, traefik: { subdomain: numbers } }
`);
  expect(pages).toMatchObject([
    {
      name: 'jellyfin-seerr',
      displayName: 'Seerr',
      description: 'Films',
      icon: 'di:jellyfin',
      address: null,
      port: 5055,
      health: { port: 5055, endpoint: '/api/v1/status' },
      traefik: { hosts: ['seerr.example.org'], port: 5055 },
      dns: { hostname: 'seerr.example.org', addresses: ['192.0.2.20'] },
      authentik: { slug: 'jellyfin-seerr', externalUrl: 'https://seerr.example.org' },
      glance: { title: 'Seerr', url: 'https://seerr.example.org', monitor: { checkUrl: 'http://192.0.2.11:5055/api/v1/status' } },
    },
    { name: 'jellyfin-stat', displayName: 'Jellystat', port: 3000, traefik: { hosts: ['numbers.example.org'] }, dns: null, glance: null },
  ]);

  const machine = (backend: string) => `service: { name: proxmox, display_name: Proxmox, description: A machine, category: infrastructure }
${backend}traefik: { subdomain: pve }
dns: {}
authentik: {}
glance: { monitor: {} }
`;
  expect(lines(read(machine('')).diagnostics)).toEqual(['error services/x.yml:1:1 required: deployment or backend is required']);
  expect(good(machine('backend: { url: "https://192.0.2.10:8006", insecure_skip_verify: true }\n'))).toMatchObject({
    host: '',
    deployment: null,
    address: '192.0.2.10',
    port: 8006,
    traefik: { scheme: 'https', port: 8006, insecureSkipVerify: true, hosts: ['pve.example.org'] },
    dns: { addresses: ['192.0.2.20'] },
    glance: { url: 'https://pve.example.org', monitor: { checkUrl: 'https://192.0.2.10:8006/', allowInsecure: true } },
  });
});

test('the .env beside a compose file is made of environment; what it lacks is told in the file’s own line', () => {
  const own = {
    'services/e.compose.yaml': `services:
  e:
    image: traefik/whoami:v1.11
    env_file: [.env]
    volumes: ["\${UPLOAD_LOCATION}:/data"]
    ports: ["8130:80"]
`,
  };
  const file = (more: string) => `service: { name: e, display_name: E, description: E, category: media }
deployment: { target_host: box, port: 8130, compose_file: e.compose.yaml${more} }
`;
  expect(good(file(', environment: { UPLOAD_LOCATION: /mnt/photos }'), own).deployment).toMatchObject({
    image: null,
    environment: { UPLOAD_LOCATION: '/mnt/photos' },
  });
  expect(lines(read(file(''), own).diagnostics)).toEqual([
    'error services/e.compose.yaml:4:16 missing-file: .env does not reach the host',
    'error services/e.compose.yaml:5:15 variable: ${UPLOAD_LOCATION} has no value',
  ]);
  const other = { 'services/e.compose.yaml': own['services/e.compose.yaml'].replace('[.env]', '[.env, app.env]') };
  expect(lines(read(file(', environment: { UPLOAD_LOCATION: /mnt/photos }'), other).diagnostics)).toEqual([
    'error services/e.compose.yaml:4:22 missing-file: app.env does not reach the host',
  ]);
});

test('who uses the network of a VPN of another file depends on it, and changes with it', () => {
  const vpn = (tag: string) =>
    good(
      `service: { name: torrent, display_name: qBittorrent, description: Downloads, category: downloads }
deployment:
  target_host: box
  port: 8080
  image: lscr.io/linuxserver/qbittorrent:5.1.2
  network_mode: service:vpn
  secrets: [{ name: WIREGUARD_PRIVATE_KEY }]
  services:
    vpn:
      image: qmcgaw/gluetun:${tag}
      container_name: vpn
      networks: { arr: { ipv4_address: 172.39.0.2 } }
      ports: ["8080:8080", "9696:9696"]
      environment: [VPN_TYPE=wireguard, "WIREGUARD_PRIVATE_KEY=\${WIREGUARD_PRIVATE_KEY}"]
      healthcheck: { test: "ping -c 1 www.example.com || exit 1", interval: 20s }
  compose: { networks: { arr: { ipam: { config: [{ subnet: 172.39.0.0/24 }] } } } }
`,
      {},
      'torrent',
    );
  const prowlarr = good(`service: { name: prowlarr, display_name: Prowlarr, description: Indexers, category: downloads }
deployment: { target_host: box, port: 9696, image: "lscr.io/linuxserver/prowlarr:2.0.5", network_mode: "container:vpn" }
traefik: {}
`);
  const [linked] = linkNetworks([prowlarr, vpn('v3.40')]);
  const [later] = linkNetworks([prowlarr, vpn('v3.41')]);
  expect(linked?.deployment).toMatchObject({
    networkOf: { service: 'torrent', container: 'vpn', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
    dependsOnServices: ['torrent'],
  });
  expect(later?.deployment?.networkOf?.fingerprint).not.toBe(linked?.deployment?.networkOf?.fingerprint);
  expect(crossCheck([prowlarr, vpn('v3.40')], at)).toEqual([]);
});

test('compose’s doubled dollar stays two dollars, which is said', () => {
  const file = (where: string) => `service: { name: vault, display_name: Vaultwarden, description: Passwords, category: security }
deployment:
  target_host: box
  port: 8082
  image: vaultwarden/server:1.34.3
  ${where}
`;
  expect(lines(read(file('environment: { ADMIN_TOKEN: "$$argon2id$$v=19" }')).diagnostics)).toEqual([
    'warning services/x.yml:6:31 dollar: $$ stays two dollars here',
  ]);
  good(file('environment: { ADMIN_TOKEN: "$argon2id$v=19" }'));
  good(file('compose: { services: { vault: { environment: { ADMIN_TOKEN: "$$argon2id$$v=19" } } } }'));
});

test('compose’s other spellings', () => {
  const { deployment, health } = good(`service: { name: pp, display_name: P, description: P, category: media }
deployment:
  target_host: box
  port: 8080
  image: nginx:1.29
  ports:
    - "50000-50010:50000-50010/udp"
    - { target: 80, published: "8081", mode: host }
  volumes:
    - { type: bind, source: /mnt/a, target: /a, read_only: true }
    - "/:/host:ro,rslave"
    - /mnt/media:/media:z
    - /anonymous
  devices: [nvidia.com/gpu=all]
  environment: ["TZ=Etc/UTC"]
  healthcheck: { interval: 1m30s }
`);
  expect(deployment).toMatchObject({
    ports: [
      { host: 8080, container: 8080 },
      { host: 50000, container: 50000, protocol: 'udp', count: 11 },
      { host: 8081, container: 80 },
    ],
    container: { ports: [{ target: 80, published: '8081', mode: 'host' }] },
    volumes: [{ type: 'bind', source: '/mnt/a', target: '/a', read_only: true }, '/:/host:ro,rslave', '/mnt/media:/media:z', '/anonymous'],
    devices: ['nvidia.com/gpu=all'],
    environment: { TZ: 'Etc/UTC' },
  });
  expect(health?.interval).toBe(90);
});

test('a route under a path, and one with many names, sign in without a warning', () => {
  const file = (route: string) => `service: { name: multi, display_name: Multi, description: Two names, category: media }
deployment: { target_host: box, port: 8101, container_port: 80, image: "traefik/whoami:v1.11" }
traefik: { ${route} }
authentik: { method: forward_auth }
`;
  expect(good(file('subdomain: multi, hosts: [second, third.other.example]')).traefik?.hosts).toHaveLength(3);
  good(file('rule: "Host(`apps.example.org`) && PathPrefix(`/pre`)"'));
});
