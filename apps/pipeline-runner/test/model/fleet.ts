import { memorySystem, memoryStore } from '@hl/core/testing';
import type { MemoryWorld } from '@hl/core/testing';
import type { Integration, Service } from '@hl/core';
import { ledger } from '@hl/core/state';
import type { LedgerEntry, Store } from '@hl/core/state';
import { git } from '@hl/detect';
import type { RunGit } from '@hl/detect';
import type { Artifacts } from '../../src/artifacts/artifacts.js';
import { readEnvironment } from '../../src/environment.js';
import { exitCodes, HlError, pagesOf } from '@hl/core';
import type { Check, CheckResult } from '@hl/verify';
import { partly } from '../../src/exit.js';
import { printer } from '../../src/printer.js';
import { openRepository } from '../../src/repository/repository.js';
import { readSite } from '../../src/repository/site.js';
import * as jobs from '../../src/job.js';
import { readState } from '../../src/state/state.js';
import { once } from '../../src/context.js';
import type { Commit } from './history.js';

const makeOrder = ['compose', 'traefik', 'pihole', 'authentik', 'glance'] as const;
type System = (typeof makeOrder)[number];

/** All that is outside of the jobs, as plain data: it can be copied, compared, and gone on from. */
export interface State {
  readonly worlds: Record<System, MemoryWorld>;
  /** The ledger's directory. */
  readonly ledger: Record<string, string>;
  /** Artifacts by pipeline and name. */
  readonly artifacts: Record<string, Record<string, string>>;
}

export const nothing: State = { worlds: { compose: {}, traefik: {}, pihole: {}, authentik: {}, glance: {} }, ledger: {}, artifacts: {} };

export interface Pipeline {
  readonly number: number;
  readonly commit: Commit;
  readonly before: Commit;
  /** Commands of a person: no pipeline. */
  readonly byHand?: true;
}

/** The jobs that read and write the fleet, by stage: those of one stage may run in any order. */
export const stages = [
  ['detect'],
  ['validate'],
  ['plan'],
  ['deploy', 'remove'],
  ['traefik', 'dns'],
  ['authentik'],
  ['glance'],
  ['verify'],
] as const;
export type Job = (typeof stages)[number][number];

/** Exit codes after which GitLab goes on to the next stage. */
export const goesOn = (job: Job, code: number): boolean =>
  code === 0 || (code === exitCodes.superseded && job !== 'detect' && job !== 'validate') || (code === partly && job !== 'verify');

const desired: Record<System, (service: Service) => { key: string; spec: object }[]> = {
  compose: ({ host, name, port, deployment }) =>
    deployment === null ? [] : [{ key: `${host}/${name}`, spec: { image: deployment.image, port, network: deployment.networkOf } }],
  traefik: ({ name, host, port, traefik, authentik }) =>
    traefik === null ? [] : [{ key: name, spec: { hosts: traefik.hosts, backend: `${host}:${port}`, login: authentik !== null } }],
  pihole: ({ dns }) => (dns === null ? [] : [{ key: dns.hostname, spec: { addresses: dns.addresses } }]),
  authentik: ({ authentik }) => (authentik === null ? [] : [{ key: authentik.slug, spec: { host: authentik.externalUrl } }]),
  glance: ({ glance }) => (glance === null ? [] : [{ key: glance.url, spec: { title: glance.title } }]),
};

/** What the systems hold when all of `services` are deployed, and nothing else. */
export const worldsOf = (services: readonly Service[]): State['worlds'] =>
  Object.fromEntries(
    makeOrder.map((system) => {
      const held = services
        .flatMap(pagesOf)
        .flatMap((service) => desired[system](service).map(({ key, spec }) => [key, { spec, owner: 'hl', live: true }]));
      return [system, Object.fromEntries(held)];
    }),
  ) as unknown as State['worlds'];

/** Commits do not change, so each question is asked once. */
function remembered<A extends readonly unknown[], R>(ask: (...question: A) => R): (...question: A) => R {
  const answers = new Map<string, R>();
  return (...question) => {
    const key = JSON.stringify(question);
    const answer = answers.has(key) ? (answers.get(key) as R) : ask(...question);
    answers.set(key, answer);
    return answer;
  };
}

const gitOf = remembered<Parameters<RunGit>, ReturnType<RunGit>>(git);
const checkout = remembered((cwd: string) => {
  const { site } = readSite(cwd, 'hl.yml');
  const repository = openRepository(cwd, site);
  const { load, loadOne, loadAt, readAt, hash } = repository;
  return {
    site,
    repository: {
      ...repository,
      load: remembered(load),
      loadOne: remembered(loadOne),
      loadAt: remembered(loadAt),
      readAt: remembered(readAt),
      hash: remembered(hash),
    },
  };
});

/** The services of a commit, resolved. */
export const servicesOf = ({ cwd }: Commit): readonly Service[] => checkout(cwd).repository.load().services;

/** Breaks off at the n-th outside call: from then on nothing that the process does has any effect. */
export class Death {
  calls = 0;
  readonly at: number;
  /** The last call took effect, only its answer was lost. */
  readonly lost: 'request' | 'answer';

  constructor(at = Infinity, lost: 'request' | 'answer' = 'request') {
    this.at = at;
    this.lost = lost;
  }

  get dead(): boolean {
    return this.calls >= this.at;
  }

  step = async <T>(call: () => T): Promise<T> => {
    this.calls += 1;
    if (this.calls < this.at) return call();
    if (this.calls === this.at && this.lost === 'answer') call();
    throw new HlError('HL_KILLED', 'the process was killed', { kind: 'unreachable' });
  };
}

export interface Ran {
  readonly code: number;
  readonly state: State;
  readonly text: string;
}

/** Runs one job of a pipeline on a copy of the state, as a process of its own. `seconds`: the clock of the fleet. */
export async function runJob(before: State, pipeline: Pipeline, name: Job | 'rollback', death = new Death(), seconds = 0): Promise<Ran> {
  const state = structuredClone(before);
  const said: string[] = [];
  const job = jobOn(state, pipeline, { death, seconds, said });
  const run: Record<Job | 'rollback', () => Promise<{ code: number }>> = {
    detect: () => jobs.detect(job, {}),
    validate: () => jobs.validate(job),
    plan: () => jobs.plan(job, {}),
    deploy: () => jobs.apply(job, 'deploy'),
    remove: () => jobs.apply(job, 'remove'),
    traefik: () => jobs.apply(job, 'traefik'),
    dns: () => jobs.apply(job, 'dns'),
    authentik: () => jobs.apply(job, 'authentik'),
    glance: () => jobs.apply(job, 'glance'),
    verify: () => jobs.verify(job),
    rollback: () => jobs.rollback(job, {}),
  };
  const code = await run[name]().then(
    (ended) => ended.code,
    (thrown: unknown) => {
      const error = HlError.from(thrown);
      said.push(`${error.message}\n`);
      if (error.kind === 'bug') throw thrown;
      return exitCodes[error.kind];
    },
  );
  return { code: death.dead ? 137 : code, state, text: said.join('') };
}

interface JobOptions {
  readonly death?: Death;
  /** The clock of the fleet. */
  readonly seconds?: number;
  /** What the job prints. */
  readonly said?: string[];
  /** Puts something between the job and the ledger's files. */
  readonly store?: (store: Store) => Store;
}

/** A job of a pipeline in front of `state`, which it changes. */
export function jobOn(state: State, { number, commit, before, byHand }: Pipeline, options: JobOptions = {}): jobs.Job {
  const { death = new Death(), seconds = 0, said = [], store: between = (one) => one } = options;
  const { site, repository } = checkout(commit.cwd);
  const say = (text: string): void => void said.push(text);
  const print = printer({ stdout: say, stderr: say });
  const files = new Map(Object.entries(state.ledger));
  const store = memoryStore(files, (call) =>
    death.step(() => {
      const result = call();
      for (const name of Object.keys(state.ledger)) if (!files.has(name)) delete state.ledger[name];
      for (const [name, text] of files) {
        files.set(name, timeless(text));
        state.ledger[name] = timeless(text);
      }
      return result;
    }),
  );
  const book = ledger(between({ ...store, now: async () => seconds }));
  const pipeline = {
    CI: 'true',
    CI_PIPELINE_ID: String(number),
    CI_PIPELINE_SOURCE: 'push',
    CI_COMMIT_SHA: commit.sha,
    CI_COMMIT_BEFORE_SHA: before.sha,
  };
  const env = { HOME: '/nowhere', ...(byHand ? {} : pipeline) };
  const integrations = makeOrder.map((system): [System, Integration] => [
    system,
    memorySystem({ system, markless: system === 'pihole', desired: desired[system], world: state.worlds[system], step: death.step }),
  ]);
  const context: jobs.Job['context'] = {
    cwd: commit.cwd,
    artifacts: '.hl',
    configPath: 'hl.yml',
    fromHere: (path) => path,
    site,
    repository,
    environment: readEnvironment(env),
    print,
    commit: commit.sha,
    run: byHand ? `local-${said.length}-${number}` : String(number),
    leased: false,
    state: once(() => readState(book)),
    onStep: () => () => {},
    now: () => '',
    git: gitOf,
    fleet: async () => ({ remote: unused, ledger: book, hostKeys: unused, close: async () => {} }),
    systems: async () => ({
      instances: integrations.map(([system, integration]) => ({
        system,
        label: system,
        integration,
        concerns: () => true,
        owns: (change) => change.system === system,
      })),
      closed: [],
      look: async (checks) => checks.map((check) => seen(state, check)),
      listens: async () => true,
    }),
    onStop: () => () => {},
    stop: async () => {},
    close: async () => {},
  };
  return {
    context,
    artifacts: memoryArtifacts((state.artifacts[number] ??= {}), death),
    failures: { begin: () => {}, record: () => {}, all: () => [] },
  };
}

/** How long something took is no part of a state: what is done at another speed, its digest in a plan too, is the same. */
const timeless = (text: string): string => text.replace(/"ms": ?\d+/g, '"ms": 0');

/** A container of an image `bad` runs and does not answer; all else is well. */
function seen({ worlds }: State, { service, name, kind }: Check): CheckResult {
  const images = Object.entries(worlds.compose).filter(([key]) => key.endsWith(`/${service}`));
  const bad = kind === 'container' && images.some(([, held]) => String((held.spec as { image?: unknown }).image).endsWith(':bad'));
  return { service, name, status: bad ? 'fail' : 'pass', expected: 'well', actual: bad ? 'not well' : 'well', attempts: 1, ms: 0 };
}

const unused = (): never => {
  throw new Error('not part of the model');
};

function memoryArtifacts(files: Record<string, string>, death: Death): Artifacts {
  const write = (name: string, value: unknown): void => {
    if (!death.dead) files[name] = timeless(JSON.stringify(value));
  };
  const read = (name: string): never => (files[name] === undefined ? null : JSON.parse(files[name])) as never;
  return {
    directory: '.hl',
    find: async (name) => read(name),
    async read(name) {
      const found = read(name);
      if (found === null) throw new HlError('HL_ARTIFACT_MISSING', `${name} is not there`, { kind: 'input' });
      return found;
    },
    write: async (name, value) => write(name, value),
    outcomes: async () => Object.keys(files).flatMap((name) => (name.startsWith('outcomes/') ? [read(name)] : [])),
    writeOutcomes: async (name, value) => write(`outcomes/${name}`, value),
    messages: async () => Object.keys(files).flatMap((name) => (name.startsWith('messages/') ? [read(name)] : [])),
    writeMessages: async (name, value) => write(`messages/${name}`, value),
    writeText: () => {},
    has: (name) => files[name] !== undefined,
    clear: () => {
      if (!death.dead) for (const name of Object.keys(files)) delete files[name];
    },
  };
}

/** What the ledger says runs, without what differs from run to run. */
export function deployed({
  ledger: files,
}: State): Record<string, Pick<LedgerEntry, 'service' | 'hash' | 'healthy' | 'made' | 'intents' | 'leftovers' | 'host'>> {
  const entries = Object.entries(files)
    .filter(([name]) => name.startsWith('services/'))
    .map(([, text]) => JSON.parse(text) as LedgerEntry)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(
    entries.map(({ name, service, hash, healthy, made, intents, leftovers, host }) => {
      const sorted = [...made].sort((a, b) => (`${a.system} ${a.key}` < `${b.system} ${b.key}` ? -1 : 1));
      return [name, { service, hash, healthy, made: sorted, intents, leftovers, host }];
    }),
  );
}
