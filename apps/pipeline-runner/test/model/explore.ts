import { goesOn, nothing, runJob, stages } from './fleet.js';
import type { Job, Pipeline, State } from './fleet.js';
import { history } from './history.js';
import type { Commit, Edit } from './history.js';

/** How far a pipeline is. */
interface Progress {
  readonly stage: number;
  /** Jobs of that stage that have ended. */
  readonly done: readonly Job[];
  /** A job ended in a way after which GitLab skips the rest. */
  readonly stopped: boolean;
}

const start: Progress = { stage: 0, done: [], stopped: false };

/** Jobs that GitLab may start now. */
const ready = ({ stage, done }: Progress): readonly Job[] => (stages[stage] ?? []).filter((job) => !done.includes(job as never));

function after({ stage, done, stopped }: Progress, job: Job, code: number): Progress {
  const ended = [...done, job];
  const bad = stopped || !goesOn(job, code);
  if (ended.length < (stages[stage]?.length ?? 0)) return { stage, done: ended, stopped: bad };
  return bad ? { stage: stages.length, done: [], stopped: true } : { stage: stage + 1, done: [], stopped: false };
}

export interface End {
  readonly state: State;
  readonly way: readonly string[];
}

export interface Explored {
  readonly ends: readonly End[];
  /** Orders of jobs that lead from the start to an end, all of them covered. */
  readonly interleavings: bigint;
  /** Jobs that were really run: orders that meet in one state go on as one. */
  readonly jobs: number;
}

/**
 * Every interleaving of the jobs of `pipelines`. A job is a function of the state, so orders that lead to one state are gone on with
 * once: all are covered, few are run.
 */
export async function explore(from: State, pipelines: readonly Pipeline[]): Promise<Explored> {
  type Node = { state: State; progress: readonly Progress[]; way: readonly string[]; count: bigint };
  let jobs = 0;
  const ends = new Map<string, End>();
  let interleavings = 0n;
  let level = new Map<string, Node>([['', { state: from, progress: pipelines.map(() => start), way: [], count: 1n }]]);
  while (level.size > 0) {
    const next = new Map<string, Node>();
    for (const { state, progress, way, count } of level.values()) {
      const steps = progress.flatMap((one, index) => ready(one).map((job) => ({ index, job })));
      if (steps.length === 0) {
        interleavings += count;
        const key = keyOf(state, []);
        if (!ends.has(key)) ends.set(key, { state, way });
      }
      for (const { index, job } of steps) {
        jobs += 1;
        const pipeline = pipelines[index] as Pipeline;
        const ran = await runJob(state, pipeline, job);
        const moved = progress.map((one, at) => (at === index ? after(one, job, ran.code) : one));
        const key = keyOf(ran.state, moved);
        const known = next.get(key);
        const step = `${pipeline.number} ${job}${ran.code === 0 ? '' : ` (${ran.code})`}`;
        next.set(key, known ? { ...known, count: known.count + count } : { state: ran.state, progress: moved, way: [...way, step], count });
      }
    }
    level = next;
  }
  return { ends: [...ends.values()], interleavings, jobs };
}

/** Two states are one when nothing differs. */
const keyOf = (state: State, progress: readonly Progress[]): string =>
  JSON.stringify([sorted(state.worlds), sorted(state.ledger), sorted(state.artifacts), progress]);

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      );

/** One order of all jobs, drawn by `random` (0 to 1). */
export async function walk(from: State, pipelines: readonly Pipeline[], random: () => number): Promise<End> {
  let state = from;
  let progress = pipelines.map(() => start);
  const way: string[] = [];
  for (;;) {
    const steps = progress.flatMap((one, index) => ready(one).map((job) => ({ index, job })));
    const step = steps[Math.floor(random() * steps.length)];
    if (step === undefined) return { state, way };
    const pipeline = pipelines[step.index] as Pipeline;
    const ran = await runJob(state, pipeline, step.job);
    state = ran.state;
    progress = progress.map((one, at) => (at === step.index ? after(one, step.job, ran.code) : one));
    way.push(`${pipeline.number} ${step.job}${ran.code === 0 ? '' : ` (${ran.code})`}`);
  }
}

/** All jobs of one pipeline, one after the other. */
export const whole = (from: State, pipeline: Pipeline): Promise<End> => walk(from, [pipeline], () => 0);

/** After this many seconds the lease of a killed job has ended. */
export const later = 1_000;
export const jobs: readonly Job[] = stages.flat();

/** A fleet on which the first of two commits is deployed, and the pipeline of the second. */
export interface TwoCommits {
  readonly from: State;
  readonly pipeline: Pipeline;
}

export async function twoCommits(before: Edit, after: Edit): Promise<TwoCommits> {
  const [one, two] = history([before, after]) as [Commit, Commit];
  const { state } = await whole(nothing, { number: 1, commit: one, before: one });
  return { from: state, pipeline: { number: 2, commit: two, before: one } };
}
