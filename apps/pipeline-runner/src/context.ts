import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Site } from '@hl/core';
import type { RunRecord } from '@hl/core/state';
import { artifacts } from './artifacts.js';
import type { Artifacts } from './artifacts.js';
import type { Environment } from './environment.js';
import type { RunGit } from '@hl/detect';
import { openFleet } from './fleet.js';
import type { Fleet } from './fleet.js';
import { openRepository, readSite } from './repository.js';
import type { Repository } from './repository.js';
import type { Printer } from './printer.js';
import { openSystems } from './systems.js';
import type { Systems, SystemsInput } from './systems.js';

/** Options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
  readonly cwd?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/** What a stage works with: one value, made at the edge, handed down. */
export interface Context {
  readonly cwd: string;
  readonly configPath: string;
  readonly site: Site;
  readonly repository: Repository;
  readonly artifacts: Artifacts;
  readonly environment: Environment;
  readonly print: Printer;
  /** The commit that is wanted. */
  readonly commit: string;
  /** Id of this run; the jobs of one pipeline share it. */
  readonly run: string;
  /** The fleet is held for all that is done with this context: see `withLease`. */
  readonly leased: boolean;
  /** ISO 8601, UTC. */
  now(): string;
  /** Runs git for detection; default: the git of this machine. */
  readonly git?: RunGit;
  /** Integrations for what these services need. */
  systems(input: SystemsInput): Promise<Systems>;
  /** Connections are made when they are needed and kept until `close`. */
  fleet(): Promise<Fleet>;
  /** What is opened once for the whole command and ended with it: the same name gives the same thing. */
  shared<T extends { close(): Promise<void> }>(name: string, open: () => T): T;
  /** What to end properly when the process is told to stop; returns how to take that back. */
  onStop(end: () => Promise<void>): () => void;
  /** Ends what is going on, the last thing first, and what is shared. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** @throws HlError HL_CONFIG, HL_INVALID */
export function openContext(options: GlobalOptions, environment: Environment, print: Printer): Context {
  const cwd = resolve(options.cwd ?? environment.projectDir ?? '.');
  const configPath = options.config ?? 'hl.yml';
  const { site, diagnostics } = readSite(cwd, configPath);
  for (const { message, line, hint } of diagnostics) print.warn(`${configPath}:${line}: ${message}${hint ? `\n  → ${hint}` : ''}`);
  hideSecrets(site, environment, print);
  const placed = withPaths(site, cwd, environment.home);
  let fleet: Promise<Fleet> | null = null;
  const endings = new Set<() => Promise<void>>();
  const shared = new Map<string, { close(): Promise<void> }>();
  const closeShared = async (): Promise<void> => {
    for (const each of shared.values()) await each.close().catch(() => {}); // what was done is done; a failed goodbye changes nothing
  };
  const context: Context = {
    cwd,
    configPath,
    site: placed,
    repository: openRepository(cwd, site),
    artifacts: artifacts(resolve(cwd, options.out ?? '.hl'), (text) => print.redact(text)),
    environment,
    print,
    commit: environment.commit ?? headCommit(cwd),
    run: environment.pipelineId ?? `local-${Date.now().toString(36)}`,
    leased: false,
    now: () => new Date().toISOString(),
    systems: (input) => openSystems(context, input),
    onStop: (end) => {
      endings.add(end);
      return () => void endings.delete(end);
    },
    async stop() {
      for (const end of [...endings].reverse()) await end().catch(() => {});
      await closeShared();
    },
    fleet: () => (fleet ??= openFleet(placed, environment)),
    shared<T extends { close(): Promise<void> }>(name: string, open: () => T) {
      const known = (shared.get(name) as T | undefined) ?? open();
      shared.set(name, known);
      return known;
    },
    async close() {
      await closeShared();
      await (await fleet)?.close();
    },
  };
  return context;
}

/** This run, as the ledger remembers it. */
export const runRecord = ({ run, commit, environment, now }: Context): RunRecord => ({
  run,
  commit,
  pipelineUrl: environment.pipelineUrl ?? null,
  time: now(),
});

/** Paths of hl.yml on this machine: `~` is the user's home, the rest is relative to the repository. */
function withPaths(site: Site, cwd: string, home: string): Site {
  const local = (path: string | null): string | null => (path === null ? null : resolve(cwd, path.replace(/^~(?=\/|$)/, home)));
  const hosts = Object.entries(site.hosts).map(
    ([name, host]) => [name, { ...host, keyFile: local(host.keyFile), knownHosts: local(host.knownHosts) }] as const,
  );
  return {
    ...site,
    hosts: Object.fromEntries(hosts),
    traefik: site.traefik && { ...site.traefik, caFile: local(site.traefik.caFile) },
    dns: Object.fromEntries(Object.entries(site.dns).map(([name, servers]) => [name, { ...servers, caFile: local(servers.caFile) }])),
    authentik: site.authentik && { ...site.authentik, caFile: local(site.authentik.caFile) },
  };
}

function hideSecrets(site: Site, environment: Environment, print: Printer): void {
  for (const { password } of Object.values(site.dns).flatMap(({ instances }) => instances)) print.hide(environment.secret(password));
  if (site.authentik) print.hide(environment.secret(site.authentik.token));
  if (site.traefik?.apiCredentials) print.hide(environment.secret(site.traefik.apiCredentials));
  print.hide(environment.discordWebhook);
  print.hide(environment.sshPassphrase);
  print.hide(environment.variables['SOPS_AGE_KEY']);
}

const headCommit = (cwd: string): string => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'uncommitted';
  }
};
