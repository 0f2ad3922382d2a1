import { execFileSync } from 'node:child_process';

/** Services of the lab's own repository, as people write them: two hosts, one with side containers, one with a secret. */
export const samples: Readonly<Record<string, string>> = {
  'services/downloads/metube.yml': `service: { name: metube, display_name: MeTube, description: Video downloader, category: downloads, icon: "si:youtube" }
deployment:
  target_host: docker-media
  port: 8082
  container_port: 8081
  image: ghcr.io/alexta69/metube:2026.08.15
  volumes: [{ host: /opt/metube/downloads, container: /downloads }]
  environment: { TZ: America/New_York }
  healthcheck: { enabled: true, endpoint: /, expected_status: [200] }
traefik: { enabled: true, subdomain: metube }
dns: { enabled: true, hostname: metube }
authentik: { enabled: true, method: forward_auth }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Downloads }, monitor: { enabled: true, widget: Media Services } }
`,
  'services/media/jellyfin.yml': `service: { name: jellyfin, display_name: Jellyfin, description: Films and series, category: media, icon: "si:jellyfin" }
deployment:
  target_host: docker-media
  port: 8096
  image: lscr.io/linuxserver/jellyfin:10.11.11
  volumes: ["/srv/media:/media:ro", "jellyfin-config:/config"]
  healthcheck: { enabled: true, endpoint: /health, expected_status: [200] }
traefik: { enabled: true, subdomain: jellyfin }
dns: { enabled: true }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Media }, monitor: { enabled: true, widget: Media Services } }
`,
  'services/monitoring/uptime-kuma.yml': `service: { name: uptime-kuma, display_name: Uptime Kuma, description: Watches the rest, category: monitoring, icon: "si:uptimekuma" }
deployment:
  target_host: docker-media
  port: 3001
  image: louislam/uptime-kuma:2
  volumes: ["uptime-kuma:/app/data"]
  healthcheck: { enabled: true, endpoint: /, expected_status: [200, 302] }
traefik: { enabled: true, subdomain: status }
dns: { enabled: true, hostname: status }
authentik: { enabled: true, groups: [admins], skip_path_regex: ["^/status"] }
glance: { enabled: true, page: home, monitor: { enabled: true, widget: Media Services } }
`,
  'services/utility/it-tools.yml': `service: { name: it-tools, display_name: IT Tools, description: Handy converters, category: utility, icon: "si:gnometerminal" }
deployment: { target_host: docker-apps, port: 8087, container_port: 80, image: "ghcr.io/corentinth/it-tools:2024.10.22-7ca5933", healthcheck: { enabled: true, endpoint: / } }
traefik: { enabled: true, subdomain: tools }
dns: { enabled: true, hostname: tools }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Utility } }
`,
  'services/security/vaultwarden.yml': `service: { name: vaultwarden, display_name: Vaultwarden, description: Passwords, category: security, icon: "si:vaultwarden" }
deployment:
  target_host: docker-apps
  port: 8222
  container_port: 80
  image: vaultwarden/server:1.37.1
  volumes: [{ host: /opt/vaultwarden/data, container: /data }]
  secrets: [{ name: ADMIN_TOKEN, source: VAULTWARDEN_ADMIN_TOKEN }]
  healthcheck: { enabled: true, endpoint: /alive, expected_status: [200] }
traefik: { enabled: true, subdomain: vault, headers: { frame_deny: true } }
dns: { enabled: true, hostname: vault }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Utility } }
`,
  'services/productivity/paperless.yml': `service: { name: paperless, display_name: Paperless, description: Paper without paper, category: productivity, icon: "si:paperlessngx" }
deployment:
  target_host: docker-apps
  port: 8000
  image: ghcr.io/paperless-ngx/paperless-ngx:3.0.5
  volumes: ["paperless-data:/usr/src/paperless/data"]
  environment: { PAPERLESS_REDIS: "redis://broker:6379", PAPERLESS_DBHOST: db }
  secrets: [{ name: PAPERLESS_DBPASS, source: PAPERLESS_DB_PASSWORD }]
  depends_on: [db, broker]
  services:
    broker: { image: "docker.io/valkey/valkey:9-alpine", volumes: ["broker:/data"] }
    db: { image: "docker.io/library/postgres:18", volumes: ["db:/var/lib/postgresql"], environment: { POSTGRES_DB: paperless, POSTGRES_PASSWORD: "\${PAPERLESS_DBPASS}" } }
  healthcheck: { enabled: true, endpoint: /, expected_status: [200, 302] }
traefik: { enabled: true, subdomain: paper }
dns: { enabled: true, hostname: paper }
authentik: { enabled: true, groups: [family] }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Utility }, monitor: { enabled: true, widget: Media Services } }
`,
};

/** Runs git as nobody in particular. */
export const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=lab', '-c', 'user.email=lab@lab.example', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
    .toString()
    .trim();
