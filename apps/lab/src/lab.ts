import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopback } from './address.js';
import { authentikEmulator } from './authentik/index.js';
import type { AuthentikEmulator } from './authentik/index.js';
import { discordEmulator } from './discord/index.js';
import type { DiscordEmulator } from './discord/index.js';
import { dockerHost } from './docker/index.js';
import type { DockerHostOptions } from './docker/index.js';
import { realDocker } from './docker/real.js';
import type { LabDocker } from './docker/real.js';
import { containersOf } from './docker/seed.js';
import { glanceEmulator } from './glance/index.js';
import type { GlanceEmulator } from './glance/index.js';
import { piholeEmulator } from './pihole/index.js';
import type { PiholeEmulator } from './pihole/index.js';
import { glanceYml, piholeHosts, traefikYml } from './seed.js';
import { hostShell } from './shell.js';
import { keyPair, sshHost } from './ssh/index.js';
import type { SshHost } from './ssh/index.js';
import { traefikEmulator } from './traefik/index.js';
import type { TraefikEmulator } from './traefik/index.js';

export interface LabOptions {
  /** Where the hosts' file trees and keys lie; default: a new temporary folder, deleted at the end. */
  readonly directory?: string;
  readonly images?: DockerHostOptions['images'];
  /** Variables for this machine's own `docker`: then docker-media is that engine. Default: emulated. */
  readonly docker?: Record<string, string>;
  /** Emulators note what a careful client never does. Default true. */
  readonly strict?: boolean;
}

export interface LabHost {
  readonly name: string;
  readonly address: string;
  /** On this machine: the emulated host's file tree. */
  readonly root: string;
  readonly ssh: SshHost;
  readonly docker: LabDocker;
}

/** A homelab on loopback: two Docker hosts and more, a proxy, DNS, SSO, a dashboard and a chat. */
export interface Lab {
  readonly directory: string;
  readonly domain: string;
  readonly hosts: Readonly<Record<string, LabHost>>;
  readonly traefik: TraefikEmulator;
  readonly pihole: PiholeEmulator;
  readonly authentik: AuthentikEmulator;
  readonly glance: GlanceEmulator;
  readonly discord: DiscordEmulator;
  /** Text of the hl.yml that describes this lab. */
  readonly siteYml: string;
  /** Variables that a pipeline for this lab has. */
  readonly env: Readonly<Record<string, string>>;
  /** PEM of the authority that signs the lab's certificates. */
  readonly ca: string;
  /** Everything that all systems hold, but hl's own ledger: equal before and after means that nothing was left. */
  snapshot(): Record<string, unknown>;
  /** What a careful client never does and was seen, one line each. */
  violations(): string[];
  close(): Promise<void>;
}

const names = { 'docker-media': 11, 'docker-apps': 12, 'docker-home': 13, proxy: 20, dashboard: 21 } as const;
const domain = 'lab.example';

/** Images that answer something of their own, as far as everyday health checks look for it. */
const everyday: NonNullable<DockerHostOptions['images']> = {
  '*/jellyfin:*': { body: 'Healthy' },
  '*/immich-server:*': { body: '{"res":"pong"}' },
  '*/home-assistant:*': { listens: [8123] },
};

export async function startLab({ directory: given, images, docker: real, strict = true }: LabOptions = {}): Promise<Lab> {
  const directory = given ?? mkdtempSync(join(tmpdir(), 'hl-lab-'));
  const at = loopback();
  const key = keyPair();
  const keyFile = join(directory, 'id_ed25519');
  mkdirSync(directory, { recursive: true });
  writeFileSync(keyFile, key.privateKey, { mode: 0o600 });
  const closers: (() => Promise<void>)[] = [];
  const opened = <T extends { close(): Promise<void> }>(thing: T): T => {
    closers.unshift(() => thing.close());
    return thing;
  };

  const hosts: Record<string, LabHost> = {};
  for (const [name, last] of Object.entries(names)) {
    const root = join(directory, 'hosts', name);
    const emulated = { root, address: at(last), images: { ...images, ...everyday } };
    const docker: LabDocker = opened(real && name === 'docker-media' ? await realDocker(real) : await dockerHost(emulated));
    const shell = hostShell({ root, env: docker.env });
    const ssh = opened(await sshHost({ shell, address: at(last), authorizedKeys: [key.publicKey] }));
    hosts[name] = { name, address: at(last), root, ssh, docker };
  }
  const knownHosts = join(directory, 'known_hosts');
  writeFileSync(
    knownHosts,
    Object.values(hosts)
      .map(({ ssh }) => `${ssh.knownHostsLine.trim()}\n`)
      .join(''),
  );

  const place = (host: keyof typeof names, path: string, text: string): string => {
    const full = join(hosts[host]?.root ?? '', path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, text);
    return full;
  };
  const dynamic = join(place('proxy', 'etc/traefik/dynamic/by-hand.yml', traefikYml), '..');
  const config = place('dashboard', 'opt/glance/config/glance.yml', glanceYml);

  const pihole = opened(await piholeEmulator({ address: at(53), password: 'lab-password', hosts: piholeHosts, strict }));
  const authentik = opened(await authentikEmulator({ address: at(30), strict, groups: ['family', 'admins'] }));
  const traefik = opened(await traefikEmulator({ directory: dynamic, address: at(20) }));
  const glance = opened(
    await glanceEmulator({ config, address: at(21), debounceMs: 50, resolve: (host) => (host.endsWith(domain) ? at(20) : undefined) }),
  );
  const discord = opened(await discordEmulator());
  const emulated = { traefik, pihole, authentik, glance };
  for (const [host, container] of containersOf(emulated)) await hosts[host]?.docker.register(container);
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, traefik.ca);

  const hostLines = Object.values(hosts).map(({ name, ssh, address }) => `  ${name}: { address: ${address}, port: ${ssh.port} }`);
  const siteYml = `domain: ${domain}
categories: [media, downloads, productivity, security, development, monitoring, home, utility, infrastructure]
hosts:
${hostLines.join('\n')}
traefik: { host: proxy, directory: /etc/traefik/dynamic, api: "${traefik.api}", https_port: ${traefik.httpsPort}, http_port: ${traefik.httpPort}, ca_file: ${caFile} }
pihole: { url: "${pihole.url}", dns: "${pihole.dns.address}:${pihole.dns.port}" }
authentik: { url: "${authentik.url}", outpost_url: "${authentik.outpostUrl}" }
glance: { host: dashboard, config: /opt/glance/config/glance.yml, url: "${glance.url}" }
discord: { channel: homelab }
ledger: { host: proxy }
verify: { deadline: 10, interval: 0.2 }
`;

  return {
    directory,
    domain,
    hosts,
    traefik,
    pihole,
    authentik,
    glance,
    discord,
    siteYml,
    env: {
      SSH_KEY_FILE: keyFile,
      SSH_KNOWN_HOSTS: knownHosts,
      SSH_CONFIG_FILE: 'none', // what a person's own says is of no concern here
      PIHOLE_API_PASSWORD: 'lab-password',
      AUTHENTIK_TOKEN: 'lab-token',
      DISCORD_WEBHOOK_URL: discord.url,
    },
    ca: traefik.ca,
    snapshot: () => ({
      files: Object.fromEntries(Object.values(hosts).map(({ name, root }) => [name, tree(root)])),
      containers: Object.fromEntries(Object.values(hosts).map(({ name, docker }) => [name, docker.state().containers])),
      routers: traefik.routers(),
      dns: pihole.hosts(),
      cnames: pihole.cnameRecords(),
      applications: authentik.applications(),
      providers: authentik.providers(),
      outposts: authentik.outposts(),
    }),
    violations: () => [
      ...pihole.violations,
      ...authentik.violations,
      ...traefik.everOpen.map((host) => `${host} was open without its SSO`),
    ],
    async close() {
      for (const close of closers) await close();
      if (given === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Paths and digests of all files below a host's root; hl's own ledger and backups beside files are not the systems' state. */
function tree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/var/lib/hl/') && !path.endsWith('.hl-bak'));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(root.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}
