import type { AuthentikEmulator } from '../authentik/index.js';
import type { DockerHost } from './index.js';
import type { PublishedPort } from './engine/container.js';
import type { GlanceEmulator } from '../glance/index.js';
import type { PiholeEmulator } from '../pihole/index.js';
import type { TraefikEmulator } from '../traefik/index.js';

interface Emulated {
  readonly traefik: Pick<TraefikEmulator, 'api' | 'address' | 'httpsPort' | 'httpPort'>;
  readonly pihole: Pick<PiholeEmulator, 'url' | 'dns'>;
  readonly authentik: Pick<AuthentikEmulator, 'url'>;
  readonly glance: Pick<GlanceEmulator, 'url' | 'restart'>;
}

type Registered = Parameters<DockerHost['register']>[0];

/**
 * The emulated systems as the containers that they are in a homelab, for who asks Docker; with the addresses that they really answer at.
 * Traefik names no certificate resolver: who learns of it here does not expect certificates that this machine trusts.
 */
export const containersOf = ({ traefik, pihole, authentik, glance }: Emulated): (readonly [host: string, container: Registered])[] => [
  [
    'proxy',
    {
      name: 'traefik',
      image: 'traefik:v3.7.9',
      command:
        'traefik --api.insecure=true --providers.file.directory=/dynamic --entrypoints.web.address=:80 --entrypoints.websecure.address=:443',
      ports: [tcp(traefik.address, traefik.httpPort, 80), tcp(traefik.address, traefik.httpsPort, 443), page(traefik.api, 8080)],
      mounts: [{ type: 'bind', source: '/etc/traefik/dynamic', target: '/dynamic' }],
    },
  ],
  [
    'docker-home',
    {
      name: 'pihole',
      image: 'pihole/pihole:2026.05.0',
      ports: [page(pihole.url, 80), { ip: pihole.dns.address, host: pihole.dns.port, container: 53, protocol: 'udp' }],
    },
  ],
  [
    'docker-home',
    {
      name: 'authentik',
      image: 'ghcr.io/goauthentik/server:2026.5.1',
      command: 'dumb-init -- ak server',
      ports: [page(authentik.url, 9000)],
    },
  ],
  [
    'dashboard',
    {
      name: 'glance',
      image: 'glanceapp/glance:v0.8.4',
      onRestart: () => glance.restart(),
      ports: [page(glance.url, 8080)],
      mounts: [{ type: 'bind', source: '/opt/glance/config', target: '/app/config' }],
    },
  ],
];

const tcp = (ip: string, host: number, container: number): PublishedPort => ({ ip, host, container, protocol: 'tcp' });

function page(url: string, container: number): PublishedPort {
  const { hostname, port } = new URL(url);
  return tcp(hostname, Number(port), container);
}
