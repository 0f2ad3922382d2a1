import type { PiholeEmulatorOptions } from '../options.js';

type Tree = { [key: string]: unknown };

/** Pi-hole's configuration: what is in force, what is in pihole.toml, and what DNS serves. */
export interface Settings {
  /** In force; `config.dns.hosts` and the rest. */
  readonly tree: Tree;
  readonly options: PiholeEmulatorOptions;
  hosts(): string[];
  cnameRecords(): string[];
  /** CNAMEs as of the last restart. */
  servedCnames(): readonly string[];
  readOnly(): boolean;
  /** Replaces values; `stored`: also in pihole.toml, with a backup of the one before. */
  assign(values: ReadonlyMap<string, unknown>, stored: boolean): void;
  get(path: string): unknown;
  /** What a start of pihole-FTL does: reads pihole.toml. */
  reload(): void;
  backups(): number;
}

/** Elements under config that need pihole-FTL to restart. */
export const restarting = new Set(['dns.cnameRecords', 'dns.upstreams', 'misc.dnsmasq_lines', 'dns.port', 'webserver.api.max_sessions']);

/** Elements under config whose change ends all sessions. */
export const logsOut = new Set(['webserver.api.pwhash', 'webserver.api.app_pwhash', 'webserver.api.totp_secret']);

export function createSettings(options: PiholeEmulatorOptions): Settings {
  const tree: Tree = {
    dns: {
      upstreams: [],
      hosts: [...(options.hosts ?? [])],
      cnameRecords: [...(options.cnameRecords ?? [])],
      port: 53,
      domainNeeded: false,
      rateLimit: { count: options.rateLimit ?? 1000, interval: 60 },
    },
    webserver: {
      domain: 'pi.hole',
      port: '80o,443os,[::]:80o,[::]:443os',
      session: { timeout: options.sessionTimeout ?? 1800, restore: true },
      api: {
        max_sessions: options.maxSessions ?? 16,
        app_sudo: options.appSudo ?? false,
        allow_destructive: true,
        pwhash: '$BALLOON-SHA256$v=1$s=1024,t=32$c2FsdA==$aGFzaA==',
        app_pwhash: options.appPassword === undefined ? '' : '$BALLOON-SHA256$v=1$s=1024,t=32$YXBw$aGFzaA==',
        totp_secret: options.totp === undefined ? '' : '<set>',
      },
    },
    misc: { readOnly: options.readOnly ?? false, dnsmasq_lines: [] },
  };
  let toml = structuredClone(tree);
  let served = [...(options.cnameRecords ?? [])];
  let backups = 0;

  const get = (path: string): unknown => path.split('.').reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), tree);
  const put = (root: Tree, path: string, value: unknown): void => {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce<Tree>((node, key) => node[key] as Tree, root);
    parent[keys.at(-1) ?? ''] = structuredClone(value);
  };

  return {
    tree,
    options,
    get,
    hosts: () => get('dns.hosts') as string[],
    cnameRecords: () => get('dns.cnameRecords') as string[],
    servedCnames: () => served,
    readOnly: () => get('misc.readOnly') === true,
    assign(values, stored) {
      for (const [path, value] of values) put(tree, path, value);
      if (!stored) return;
      for (const [path, value] of values) put(toml, path, value);
      backups += 1;
    },
    reload() {
      Object.assign(tree, structuredClone(toml));
      toml = structuredClone(tree);
      served = [...(get('dns.cnameRecords') as string[])];
    },
    backups: () => backups,
  };
}

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
