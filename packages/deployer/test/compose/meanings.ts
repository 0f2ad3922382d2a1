import type { Example } from '../example.js';

type Part = Partial<Example['deployment']>;
const tcp = (host: number, container = host): Example['deployment']['ports'][number] => ({
  host,
  container,
  protocol: 'tcp',
  hostIp: null,
});

/** Services as people run them, in words of the service file, and what compose shall make of each: for a test without docker and one with. */
export const meanings: readonly (readonly [title: string, name: string, deployment: Part, expected: string])[] = [
  [
    'an override adds to volumes, which merge by container path',
    'nvr',
    {
      image: 'ghcr.io/blakeblackshear/frigate:0.16.2',
      privileged: true,
      capAdd: ['CAP_PERFMON'],
      devices: ['/dev/bus/usb:/dev/bus/usb', '/dev/dri/renderD128'],
      volumes: ['/etc/localtime:/etc/localtime:ro', '/opt/nvr/config:/config', '/mnt/cctv:/media/frigate'],
      ports: [tcp(8971), tcp(8554), tcp(8555), { ...tcp(8555), protocol: 'udp' }],
      environment: { LIBVA_DRIVER_NAME: 'i965' },
      secrets: [{ name: 'FRIGATE_RTSP_PASSWORD', source: 'FRIGATE_RTSP_PASSWORD' }],
      compose: {
        services: {
          nvr: {
            shm_size: '512mb',
            stop_grace_period: '30s',
            group_add: ['109', 'video'],
            volumes: [{ type: 'tmpfs', target: '/tmp/cache', tmpfs: { size: 1_000_000_000 } }],
          },
        },
      },
    },
    `name: nvr
services:
  nvr:
    container_name: nvr
    image: ghcr.io/blakeblackshear/frigate:0.16.2
    restart: unless-stopped
    privileged: true
    shm_size: "512mb"
    stop_grace_period: 30s
    cap_add: [CAP_PERFMON]
    devices: ["/dev/bus/usb:/dev/bus/usb", /dev/dri/renderD128]
    group_add: ["109", video]
    volumes:
      - /etc/localtime:/etc/localtime:ro
      - ./config:/config
      - /mnt/cctv:/media/frigate
      - {type: tmpfs, target: /tmp/cache, tmpfs: {size: 1000000000}}
    ports: ["8971:8971", "8554:8554", "8555:8555/tcp", "8555:8555/udp"]
    environment:
      FRIGATE_RTSP_PASSWORD: \${FRIGATE_RTSP_PASSWORD}
      LIBVA_DRIVER_NAME: i965
`,
  ],
  [
    "Docker's own bridge",
    'nextcloud-aio-mastercontainer',
    {
      image: 'ghcr.io/nextcloud-releases/all-in-one:latest',
      restartPolicy: 'always',
      networkMode: 'bridge',
      volumes: ['nextcloud_aio_mastercontainer:/mnt/docker-aio-config', '/var/run/docker.sock:/var/run/docker.sock:ro'],
      ports: [tcp(8080)],
      environment: { APACHE_PORT: '11000', APACHE_IP_BINDING: '0.0.0.0', SKIP_DOMAIN_VALIDATION: 'true' },
      compose: {
        name: 'nextcloud-aio',
        init: true,
        volumes: { nextcloud_aio_mastercontainer: { name: 'nextcloud_aio_mastercontainer' } },
      },
    },
    `name: nextcloud-aio
services:
  nextcloud-aio-mastercontainer:
    image: ghcr.io/nextcloud-releases/all-in-one:latest
    init: true
    restart: always
    container_name: nextcloud-aio-mastercontainer
    volumes: ["nextcloud_aio_mastercontainer:/mnt/docker-aio-config", "/var/run/docker.sock:/var/run/docker.sock:ro"]
    network_mode: bridge
    ports: ["8080:8080"]
    environment: {APACHE_PORT: 11000, APACHE_IP_BINDING: 0.0.0.0, SKIP_DOMAIN_VALIDATION: "true"}
volumes:
  nextcloud_aio_mastercontainer: {name: nextcloud_aio_mastercontainer}
`,
  ],
  [
    'options of mounts',
    'node-exporter',
    {
      image: 'quay.io/prometheus/node-exporter:v1.9.1',
      volumes: ['/:/host:ro,rslave', '/mnt/media:/media:z', { type: 'volume', source: 'data', target: '/data', volume: { nocopy: true } }],
      ports: [tcp(9100)],
      environment: {},
    },
    `name: node-exporter
services:
  node-exporter:
    image: quay.io/prometheus/node-exporter:v1.9.1
    container_name: node-exporter
    restart: unless-stopped
    volumes: ["/:/host:ro,rslave", "/mnt/media:/media:z", "data:/data:nocopy"]
    ports: ["9100:9100"]
volumes: {data: {}}
`,
  ],
  [
    'a file of their own with a path and an env file out of .env',
    'e',
    {
      composeFile: {
        source: 'e.compose.yaml',
        content:
          'services:\n  e:\n    image: traefik/whoami:v1.11\n    env_file: [.env]\n    volumes: ["${UPLOAD_LOCATION}:/data"]\n    ports: ["8130:80"]\n',
      },
      environment: { UPLOAD_LOCATION: '/mnt/photos' },
    },
    `name: e
services:
  e:
    image: traefik/whoami:v1.11
    env_file: [.env]
    volumes: ["\${UPLOAD_LOCATION}:/data"]
    ports: ["8130:80"]
`,
  ],
  [
    'a dollar is a dollar in environment and command, and two are two',
    'vault',
    {
      image: 'vaultwarden/server:1.34.3',
      ports: [tcp(8082, 80)],
      environment: { ADMIN_TOKEN: '$$argon2id$$v=19', ONE: 'a$b' },
      command: ['echo', '$HOME'],
    },
    `name: vault
services:
  vault:
    image: vaultwarden/server:1.34.3
    container_name: vault
    restart: unless-stopped
    ports: ["8082:80"]
    command: [echo, "$$HOME"]
    environment: {ADMIN_TOKEN: "$$$$argon2id$$$$v=19", ONE: "a$$b"}
`,
  ],
  [
    'ranges, long forms, devices by name, durations',
    'p',
    {
      image: 'nginx:1.29',
      ports: [tcp(8080), tcp(8081, 80), { ...tcp(50_000), protocol: 'udp', count: 11 }],
      volumes: [{ type: 'bind', source: '/mnt/a', target: '/a', read_only: true }],
      devices: ['nvidia.com/gpu=all'],
      environment: { TZ: 'Etc/UTC' },
      container: {
        ports: [{ target: 80, published: '8081', mode: 'host' }],
        healthcheck: { test: 'curl -f http://localhost || exit 1', interval: '30s' },
        shm_size: '64m',
        container_name: null,
      },
    },
    `name: p
services:
  p:
    image: nginx:1.29
    restart: unless-stopped
    ports:
      - "8080:8080"
      - { target: 80, published: "8081", mode: host }
      - "50000-50010:50000-50010/udp"
    volumes: [{ type: bind, source: /mnt/a, target: /a, read_only: true }]
    devices: [nvidia.com/gpu=all]
    environment: ["TZ=Etc/UTC"]
    shm_size: 64m
    healthcheck: { test: "curl -f http://localhost || exit 1", interval: 30s }
`,
  ],
  [
    'another key than the name, networks as a map, a side container that stays reachable',
    'immich',
    {
      composeService: 'server',
      image: 'immich:1',
      ports: [tcp(2283)],
      environment: {},
      networks: { lan: { ipv4_address: '192.0.2.60' } },
      services: { db: { image: 'postgres:18', environment: { DEBUG: true } } },
      container: { sysctls: { 'net.core.somaxconn': 1024 } },
      compose: { networks: { lan: { driver: 'macvlan' } }, services: { server: { environment: ['A=b'] } } },
    },
    `name: immich
services:
  server:
    image: immich:1
    container_name: immich
    restart: unless-stopped
    ports: ["2283:2283"]
    networks: {lan: {ipv4_address: 192.0.2.60}, default: null}
    sysctls: {net.core.somaxconn: 1024}
    environment: {A: b}
  db: {image: "postgres:18", environment: {DEBUG: "true"}}
networks: {lan: {driver: macvlan}}
`,
  ],
];
