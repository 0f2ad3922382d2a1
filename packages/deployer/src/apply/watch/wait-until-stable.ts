import { setTimeout as sleep } from 'node:timers/promises';
import { type ComposeFile, type Expected, expected } from '@hl/compose';
import { conditionOf, type Container } from '../../client/containers.js';
import type { Sample, SampledContainer } from '../../observe/sample.js';
import { crashLoops } from './crash-loop.js';

/** How long containers are watched after `up`. */
export interface Settle {
  /** Milliseconds that everything must have been good for, without a restart. Default 500. */
  readonly stableMs: number;
  /** Milliseconds between two looks at what is not good yet. Default 250. */
  readonly intervalMs: number;
  /** Milliseconds until a health check that is still starting counts as failed. Default 180 000. */
  readonly deadlineMs: number;
  /** Milliseconds that a container may keep being restarted or absent, where it may be waiting for another one. Default 30 000. */
  readonly restartingMs: number;
}

export const defaultSettle: Settle = { stableMs: 500, intervalMs: 250, deadlineMs: 180_000, restartingMs: 30_000 };

export type End =
  | { readonly stable: true; readonly containers: readonly Container[] }
  | { readonly stable: false; readonly reason: string; readonly failing: readonly Container[] };

export interface Watch extends Settle {
  readonly sample: () => Promise<Sample>;
  readonly file: ComposeFile;
  /** Nothing is replaced: then what listens on its ports need not prove itself for longer. */
  readonly first: boolean;
  readonly clock?: { now(): number; sleep(ms: number): Promise<unknown> };
}

const realClock = { now: () => performance.now(), sleep: (ms: number) => sleep(ms) };

/** Watches a project's containers until they are stable. Unlike `up --wait`, a one-shot container that ended with 0 is fine. */
export async function waitUntilStable({ sample, file, first, clock = realClock, ...settle }: Watch): Promise<End> {
  const { stableMs, intervalMs, deadlineMs, restartingMs } = settle;
  const wanted = expected(file);
  const started = clock.now();
  const loopsIn = crashLoops(wanted, restartingMs);
  let since = started;
  let identity = '';
  for (let pause = first ? 0 : stableMs; ;) {
    if (pause > 0) await clock.sleep(pause); // whoever does not wait is in the sample that begins as the last one comes up
    const { containers, ...now } = await sample();
    const elapsed = clock.now() - started;
    const { bad, unfinished } = verdict(containers, wanted);
    if (bad.length > 0) return failed(bad, bad.map((container) => `container ${container.name} is ${stateIn(container)}`).join(', '));
    const loops = loopsIn(containers, elapsed);
    if (loops.length > 0) return failed(loops, loops.map(describeLoop).join(', '));
    if (unfinished !== null && elapsed > Math.min(deadlineMs, patience(unfinished, restartingMs)))
      return failed(unfinished.containers, `${unfinished.reason} after ${Math.round(elapsed / 1000)} s`);
    if (now.identity !== identity) since = clock.now();
    identity = now.identity;
    const quietMs = Math.max(now.quietMs, clock.now() - since);
    const proven = quietMs >= stableMs || (first && containers.every(({ listens, state }) => listens || state === 'exited'));
    if (unfinished === null && proven) return { stable: true, containers };
    pause = unfinished === null ? Math.min(stableMs - quietMs, intervalMs) : intervalMs;
  }
}

const failed = (failing: readonly Container[], reason: string): End => ({ stable: false, reason, failing });

interface Unfinished {
  readonly reason: string;
  readonly containers: readonly SampledContainer[];
  /** One is being restarted, or has no container at all. */
  readonly restarting: boolean;
}

/** Milliseconds. What is being restarted gets less time than a health check, unless that has a start period. */
const patience = ({ restarting, containers }: Unfinished, restartingMs: number): number =>
  restarting ? Math.max(restartingMs, ...containers.map(({ startPeriodMs }) => startPeriodMs)) : Infinity;

/** What does not mend by waiting, and what may still become good. */
export function verdict(
  containers: readonly SampledContainer[],
  wanted: readonly Expected[],
): { readonly bad: readonly SampledContainer[]; readonly unfinished: Unfinished | null } {
  const oneShots = new Map(wanted.map(({ service, oneShot }) => [service, oneShot]));
  const of = (condition: string): SampledContainer[] =>
    containers.filter((one) => oneShots.has(one.service) && conditionOf(one, oneShots.get(one.service) ?? false) === condition);
  const [bad, waiting] = [of('bad'), of('waiting')];
  const absent = wanted.filter(({ service }) => !containers.some((container) => container.service === service));
  if (waiting.length === 0 && absent.length === 0) return { bad, unfinished: null };
  const reason = [
    ...waiting.map((container) => `container ${container.name} is still ${stateIn(container)}`),
    ...absent.map(({ service }) => `${service} has no container`),
  ].join(', ');
  return {
    bad,
    unfinished: { reason, containers: waiting, restarting: waiting.length === 0 || waiting.some(({ state }) => state !== 'running') },
  };
}

/** In a word, as docker says it. */
const stateIn = ({ state, status }: Container): string =>
  /\((unhealthy|health: starting)\)/.exec(status)?.[1] ?? (state === 'exited' ? status.replace(/ (?:Less|About|\d+) .*$/, '') : state);

const describeLoop = ({ name, status, restarts }: SampledContainer): string => {
  const [, code] = /^Restarting \((\d+)\)/.exec(status) ?? [];
  return `container ${name} crashes again and again: started anew ${restarts} times${code === undefined ? '' : `, last ended with ${code}`}`;
};
