import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { channelsOf, HlError, type Notifications, type Site } from '@hl/core';
import { channelsIn } from '@hl/schema/site';
import type { RunRecord } from '@hl/core/state';
import type { RunGit } from '@hl/detect';
import type { Environment } from './environment.js';
import type { Printer } from './printer.js';
import { contentOf } from './repository/content.js';
import type { Repository } from './repository/repository.js';
import { readSite } from './repository/site.js';
import { workingTree } from './repository/tree.js';
import { readState, type State } from './state/state.js';
import { openFleet, sshLookup, type Fleet } from './systems/fleet.js';
import { needed } from './systems/opening.js';
import { secretNames } from './systems/registry.js';
import type { OpenSystems, Systems, SystemsInput } from './systems/systems.js';

/** Options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
  readonly cwd?: string;
  /** Where whoever calls is, below `cwd`. */
  readonly below?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

type StepListener = (host: string, service: string, step: string) => void;

/** What a stage works with: one value, made at the edge, handed down. All that is outside is opened once, when it is needed. */
export interface Context {
  readonly cwd: string;
  readonly configPath: string;
  /** The folder of artifacts, as whoever calls can open it from where they are. */
  readonly artifacts: string;
  /** A path of the repository as whoever calls can open it from where they are. */
  fromHere(path: string): string;
  readonly site: Site;
  readonly repository: Repository;
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
  /** The hosts and the ledger. */
  fleet(): Promise<Fleet>;
  /** What is known of the fleet: the ledger is read with the first call. */
  state(): Promise<State>;
  /** Integrations for what these services need. */
  systems(input: SystemsInput): Promise<Systems>;
  /** NotifyContext what is being done with which container until the returned function is called. */
  onStep(listener: StepListener): () => void;
  /** What to end properly when the process is told to stop, with the exit code of what may be stopped at any time; returns how to take that back. */
  onStop(end: () => Promise<number | void>): () => void;
  /** Ends what is going on, the last thing first, and every session. Never rejects. */
  stop(): Promise<number | undefined>;
  close(): Promise<void>;
}

/**
 * @param reads whether service files are read: a job that works by its plan alone, or by git, does not load what reads them
 * @throws HlError HL_CONFIG, HL_INVALID
 */
export async function openContext(options: GlobalOptions, environment: Environment, print: Printer, reads = true): Promise<Context> {
  const cwd = resolve(options.cwd ?? environment.projectDir ?? '.');
  const configPath = options.config ?? 'hl.yml';
  const fromHere = (path: string): string => relative(options.below ?? '', path);
  const { site: written, diagnostics } = readSite(cwd, configPath, sshLookup(environment), fromHere(configPath));
  for (const { message, line, hint } of diagnostics)
    print.warn(`${fromHere(configPath)}:${line}: ${message}${hint ? `\n  → ${hint}` : ''}`);
  for (const name of secretNames(written)) print.hide(environment.secret(name));
  for (const { variable } of channelsOf(written.notifications)) print.hide(environment.secret(variable));
  for (const value of [environment.sshPassphrase, environment.variables['SOPS_AGE_KEY']]) print.hide(value);

  const site = onThisMachine(written, cwd, environment.home);
  const tree = workingTree(cwd);
  const repository = reads ? (await import('./repository/repository.js')).openRepository(cwd, written, tree) : unread;
  const ask = once(() => environment.commit ?? headCommit(cwd));
  let opened: Promise<Fleet> | null = null;
  const fleet = (): Promise<Fleet> => (opened ??= openFleet(site, environment));
  const listeners = new Set<StepListener>();
  const endings = new Set<() => Promise<number | void>>();
  let systems: Promise<OpenSystems> | null = null;
  const open = async (): Promise<OpenSystems> =>
    (await import('./systems/systems.js')).systemsOf(site, {
      cwd,
      get commit() {
        return ask();
      },
      variables: environment.variables,
      fleet,
      content: (file) => contentOf(tree.readFile, file),
      need: (name, what) => needed(environment.secret(name), name, what),
      secret: (name) => environment.secret(name),
      hide: (value) => print.hide(value),
      onStep: (...step) => listeners.forEach((listener) => listener(...step)),
      onWait: (why) => print.step(why),
    });
  const context: Context = {
    cwd,
    configPath,
    artifacts: fromHere(relative(cwd, resolve(cwd, options.out ?? '.hl'))),
    fromHere,
    site,
    repository,
    environment,
    print,
    get commit() {
      return ask();
    },
    run: environment.pipelineId ?? `local-${Date.now().toString(36)}`,
    leased: false,
    now: () => new Date().toISOString(),
    fleet,
    // Without a ledger nobody is asked, and what asks is not loaded.
    state: once(async () => readState(site.ledger === null ? null : (await fleet()).ledger)),
    systems: async (input) => (await (systems ??= open())).open(input),
    onStep: (listener) => adding(listeners, listener),
    onStop: (end) => adding(endings, end),
    async stop() {
      let code: number | undefined;
      for (const end of [...endings].reverse()) code = (await end().catch(() => undefined)) ?? code;
      await (await systems)?.close();
      return code;
    },
    async close() {
      await (await systems)?.close();
      await (await opened)?.close();
    },
  };
  return context;
}

/** For a job that said that it reads none. */
const unread = new Proxy({} as Repository, {
  get(): never {
    throw new HlError('HL_BUG', 'a job that reads no service files has asked for them', { kind: 'bug' });
  },
});

/** The channels of an hl.yml that cannot be taken as it is, as far as they can be made out. */
export function channelsOfBroken(path: string): Notifications | null {
  try {
    return channelsIn(readFileSync(path, 'utf8'));
  } catch {
    return null; // there is none
  }
}

/** Somebody looks, outside a pipeline and outside `hl run`. */
export const byHand = ({ environment, leased }: Context): boolean => !environment.ci && !leased;

/** The first call's answer, for every call. */
export function once<T>(ask: () => T): () => T {
  let answer: T | null = null;
  return () => (answer ??= ask());
}

function adding<T>(set: Set<T>, value: T): () => void {
  set.add(value);
  return () => void set.delete(value);
}

/** This run, as the ledger remembers it. */
export const runRecord = ({ run, commit, environment, now }: Context): RunRecord => ({
  run,
  commit,
  pipelineUrl: environment.pipelineUrl ?? null,
  ...(environment.by !== undefined && { by: environment.by }),
  time: now(),
});

const pathFields = new Set(['keyFile', 'knownHosts', 'caFile']);

/** Paths of hl.yml on this machine: `~` is the user's home, the rest is relative to the repository. */
function onThisMachine<T>(value: T, cwd: string, home: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    pathFields.has(name) && typeof field === 'string' ? resolve(cwd, field.replace(/^~(?=\/|$)/, home)) : onThisMachine(field, cwd, home),
  ]);
  return Object.fromEntries(fields) as T;
}

/** `uncommitted` where there is none. */
export const headCommit = (cwd: string): string => {
  try {
    return process
      .getBuiltinModule('node:child_process')
      .execFileSync('git', ['rev-parse', 'HEAD'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'uncommitted';
  }
};
