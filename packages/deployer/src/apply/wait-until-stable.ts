import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, Expected } from '../client/containers.js';
import { conditionOf, expected } from '../client/containers.js';
import { crashing } from './crash-loop.js';
import type { Look, Seen } from '../observe/sample.js';

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

export type Settled =
  | { readonly good: true; readonly containers: readonly Container[] }
  | { readonly good: false; readonly reason: string; readonly failing: readonly Container[] };

/**
 * Watches the project's containers until they are stable. Unlike `up --wait`, a one-shot container that ended with 0 is fine.
 *
 * @param first nothing is replaced: then what listens on its ports need not prove itself for longer
 */
export async function settle(
  look: Look,
  project: string,
  composeText: string,
  first: boolean,
  { stableMs, intervalMs, deadlineMs, restartingMs }: Settle,
): Promise<Settled> {
  const wanted = expected(composeText);
  const started = performance.now();
  const looping = crashing(wanted, restartingMs);
  let since = started;
  let identity = '';
  for (let pause = first ? 0 : stableMs; ;) {
    await sleep(pause);
    const sample = await look(project);
    const now = performance.now();
    const elapsed = now - started;
    const verdict = judge(sample.containers, wanted);
    if (verdict.bad !== undefined) return verdict.bad;
    const loops = looping(sample.containers, elapsed);
    if (loops.length > 0) return { good: false, reason: loops.map(toldOfLoop).join(', '), failing: loops };
    if (verdict.waiting !== undefined && elapsed > Math.min(deadlineMs, patience(verdict.waiting, restartingMs))) {
      return { good: false, reason: `${verdict.waiting.reason} after ${Math.round(elapsed / 1000)} s`, failing: verdict.waiting.failing };
    }
    if (sample.identity !== identity) since = now;
    identity = sample.identity;
    const quietMs = Math.max(sample.quietMs, now - since);
    const proven = quietMs >= stableMs || (first && sample.containers.every(({ serves, state }) => serves || state === 'exited'));
    if (verdict.waiting === undefined && proven) return { good: true, containers: sample.containers };
    pause = verdict.waiting === undefined ? Math.min(stableMs - quietMs, intervalMs) : intervalMs;
  }
}

interface Verdict {
  readonly bad?: Settled & { good: false };
  readonly waiting?: { readonly reason: string; readonly failing: readonly Seen[]; readonly restarting: boolean };
}

/** Milliseconds. What is being restarted gets less time than a health check, unless that has a start period. */
const patience = ({ restarting, failing }: NonNullable<Verdict['waiting']>, restartingMs: number): number =>
  restarting ? Math.max(restartingMs, ...failing.map(({ startPeriodMs }) => startPeriodMs)) : Infinity;

function judge(containers: readonly Seen[], wanted: readonly Expected[]): Verdict {
  const rows = wanted.map(({ service, oneShot }) => ({
    service,
    oneShot,
    own: containers.filter((container) => container.service === service),
  }));
  const conditions = rows.flatMap(({ oneShot, own }) =>
    own.map((container) => ({ container, condition: conditionOf(container, oneShot) })),
  );
  const bad = conditions.filter(({ condition }) => condition === 'bad').map(({ container }) => container);
  if (bad.length > 0)
    return {
      bad: { good: false, reason: bad.map((container) => `container ${container.name} is ${told(container)}`).join(', '), failing: bad },
    };
  const waiting = conditions.filter(({ condition }) => condition === 'waiting').map(({ container }) => container);
  const absent = rows.filter(({ own }) => own.length === 0).map(({ service }) => service);
  if (waiting.length === 0 && absent.length === 0) return {};
  const reason = [
    ...waiting.map((container) => `container ${container.name} is still ${told(container)}`),
    ...absent.map((service) => `${service} has no container`),
  ].join(', ');
  return { waiting: { reason, failing: waiting, restarting: waiting.length === 0 || waiting.some(({ state }) => state !== 'running') } };
}

const told = ({ state, status }: Container): string =>
  /\((unhealthy|health: starting)\)/.exec(status)?.[1] ?? (state === 'exited' ? status.replace(/ (?:Less|About|\d+) .*$/, '') : state);

const toldOfLoop = ({ name, status, restarts }: Seen): string => {
  const [, code] = /^Restarting \((\d+)\)/.exec(status) ?? [];
  return `container ${name} crashes again and again: started anew ${restarts} times${code === undefined ? '' : `, last ended with ${code}`}`;
};
