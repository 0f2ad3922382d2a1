import type { Site } from '@hl/core';
import type { Report } from '../src/diagnostic.js';
import { firstPage } from '../src/page/page.js';
import type { PageContext } from '../src/page/context.js';
import type { DeploymentContext, FileReader } from '../src/service/context.js';
import type { ServiceFile } from '../src/service/service.gen.js';
import { readYaml } from '../src/yaml/read.js';
import { serviceReading } from '../src/yaml/reading.js';

const host = {
  kind: 'docker',
  address: '192.0.2.11',
  port: 22,
  user: 'root',
  keyFile: '~/.ssh/id_ed25519',
  agent: false,
  knownHosts: null,
  fingerprints: [],
  jump: null,
  sudo: false,
  parallel: 4,
  revisions: 5,
  connectTimeoutSeconds: 10,
} as const;

/** What `siteText` stands for, without the schema; `load-site.test.ts` sees that they are the same. */
export const homelab: Site = {
  domain: 'example.org',
  categories: ['media', 'downloads', 'productivity', 'monitoring', 'infrastructure', 'utility', 'api', 'dashboard'],
  services: 'services',
  hosts: {
    'docker-media': host,
    'docker-apps': { ...host, address: 'apps.lan', user: 'deploy', sudo: true },
    proxy: { ...host, address: '192.0.2.20' },
    dashboard: { ...host, address: '192.0.2.21' },
  },
  traefik: {
    host: 'proxy',
    directory: '/etc/traefik/dynamic',
    layout: 'directory',
    file: 'services.yml',
    addresses: ['192.0.2.20'],
    httpsPort: 443,
    httpPort: 80,
    api: 'http://192.0.2.20:8080',
    apiCredentials: null,
    certResolver: 'letsencrypt',
    entrypoints: ['websecure'],
    caFile: null,
  },
  dns: {
    pihole: {
      instances: [{ url: 'http://192.0.2.53', dns: { address: '192.0.2.53', port: 53 }, password: 'PIHOLE_API_PASSWORD' }],
      caFile: null,
      insecure: false,
      mode: 'address',
    },
  },
  authentik: {
    url: 'http://192.0.2.30:9000',
    token: 'AUTHENTIK_TOKEN',
    outpost: 'authentik Embedded Outpost',
    outpostUrl: 'http://192.0.2.30:9000',
    browserUrl: 'http://192.0.2.30:9000',
    authorizationFlow: 'default-provider-authorization-implicit-consent',
    invalidationFlow: 'default-provider-invalidation-flow',
    guard: true,
    caFile: null,
  },
  glance: {
    host: 'dashboard',
    config: '/opt/glance/config/glance.yml',
    url: null,
    page: 'home',
    create: true,
    reload: 'auto',
    restart: ['docker', 'restart', 'glance'],
    validate: null,
  },
  discord: { channel: null },
  notifications: null,
  ledger: { host: 'proxy', directory: '/var/lib/hl' },
  brakes: { services: 3, ratio: 0.3 },
  verify: { deadlineSeconds: 60, intervalSeconds: 2 },
};

/** The smallest service file, with more lines under `deployment` and at the end. */
export const minimal = (
  deployment = '',
  sections = '',
): string => `service: { name: metube, display_name: MeTube, description: Video downloader, category: downloads }
deployment:
  target_host: docker-media
  port: 8082
  image: ghcr.io/alexta69/metube:latest
${deployment
  .split('\n')
  .map((line) => (line === '' ? '' : `  ${line}\n`))
  .join('')}${sections}`;

export const noFiles: FileReader = () => null;

/** Files of a repository from texts. */
export const repository =
  (files: { readonly [path: string]: string | Uint8Array }): FileReader =>
  (path) => {
    const content = files[path];
    return content === undefined ? null : typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };

/** What a section is resolved with: a service file that was read, and not checked by its schema. */
export function contextOf(text: string, { site = homelab, files = noFiles }: { site?: Site; files?: FileReader } = {}) {
  const { value, report } = readYaml(text, 'services/downloads/metube.yml', serviceReading, 'service file');
  const input = value as unknown as ServiceFile;
  const deployment = input.deployment ?? { target_host: 'docker-media' };
  const context: DeploymentContext = { input, site, report, path: 'services/downloads/metube.yml', files, deployment };
  const page: PageContext = firstPage(context, { address: null, port: deployment.port ?? null, deployed: null, backend: null });
  return { ...context, ...page };
}

/** `message`, or `warning: message`, of each. */
export const told = (report: Report): string[] =>
  report.diagnostics().map(({ message, severity }) => (severity === 'error' ? message : `warning: ${message}`));

/** `line:column pointer message` of each. */
export const placed = (report: Report): string[] =>
  report.diagnostics().map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
