/*
 * A homelab of any size, written as people write theirs: 20 to 30 lines a service, over 50 hosts. One file in a hundred is odd: an anchor,
 * line ends of another system, a comment where a value could be meant.
 */

const hosts = 50;
const categories = ['media', 'downloads', 'productivity', 'monitoring', 'utility'];

/** @param ledger the folder of a ledger on this machine, or nothing for none */
export const siteFile = (ledger) => `domain: example.org
categories: [${categories.join(', ')}]
hosts:
  here: local
${Array.from({ length: hosts }, (_, n) => `  host-${n}: 192.0.2.${n + 1}`).join('\n')}
traefik: { host: host-0, directory: /etc/traefik/dynamic }
pihole: { url: http://192.0.2.53 }
authentik: { url: http://192.0.2.54:9000 }
glance: { host: host-1, config: /opt/glance/glance.yml }
${ledger ? `ledger: { host: here, path: ${ledger} }\n` : ''}`;

const head = (n, name, icon) => `# yaml-language-server: $schema=../../schemas/service.schema.json
service:
  name: ${name}
  display_name: Service ${n}
  description: What number ${n} does, in a few words
  category: ${categories[n % categories.length]}
  icon: ${icon}

deployment:
  target_host: host-${n % hosts}
  port: ${2000 + Math.floor(n / hosts)}
`;

const kinds = [
  (n, name, version) => `${head(n, name, 'di:sonarr')}  image: lscr.io/linuxserver/sonarr:4.0.${version}
  volumes:
    - ./config:/config
    - /mnt/media/series:/tv
    - /mnt/media/downloads:/downloads
  environment:
    PUID: '1000'
    PGID: '1000'
    TZ: America/New_York
  healthcheck: { endpoint: /ping, start_period: 20 }

traefik: { subdomain: ${name} }

dns: { enabled: true }

glance:
  bookmark: { group: Media }
  monitor: { widget: Media Services, health_endpoint: /ping }
`,
  (n, name, version) => `${head(n, name, 'si:youtube')}  container_port: 8081
  image: ghcr.io/alexta69/metube:2026.08.${version}
  volumes:
    - { host: /mnt/media/downloads, container: /downloads }
  environment:
    TZ: America/New_York
    UMASK: '022'
    OUTPUT_TEMPLATE: '%(title)s.%(ext)s'
  healthcheck: { endpoint: / }

traefik:
  subdomain: ${name}
  headers: { frame_deny: true, content_type_nosniff: true }

dns: { enabled: true }

authentik:
  groups: [family]

glance:
  page: home
  bookmark: { group: Downloads, description: Videos from the web }
  monitor: { widget: Media Services }

watchtower: { enabled: false }

metadata:
  repository: https://github.com/alexta69/metube
  tags: [video]
`,
  (n, name, version) => `${head(n, name, 'di:paperless')}  image: ghcr.io/paperless-ngx/paperless-ngx:2.${version}
  volumes:
    - data:/usr/src/paperless/data
    - /mnt/documents:/usr/src/paperless/media # back this up
  environment:
    PAPERLESS_REDIS: redis://broker:6379
    PAPERLESS_TIME_ZONE: America/New_York
  secrets:
    - { name: PAPERLESS_SECRET_KEY, source: PAPERLESS_SECRET }
  services:
    broker:
      image: docker.io/library/redis:8
      restart: unless-stopped
      volumes: ['redis:/data']
  healthcheck: { endpoint: /accounts/login/, start_period: 60s }

traefik: { subdomain: ${name} }

dns: { enabled: true }
`,
];

/** What one person in a hundred does. */
const odd = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replace(/environment:/, 'environment: &variables').concat('  # the end\n'),
  (text) => text.replace(/^ {4}TZ: .*$/m, '    TZ: America/New_York #west'),
];

/** One service file: its path and its text at a version. */
export function serviceFile(n, version = 1) {
  const name = `service-${n}`;
  const text = kinds[n % kinds.length](n, name, version);
  const path = `services/${categories[n % categories.length]}/${name}.yml`;
  return { path, text: n % 100 === 50 ? odd[Math.floor(n / 100) % odd.length](text) : text };
}
