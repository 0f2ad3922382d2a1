import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, Expected } from './containers.js';
import { conditionOf, expected } from './containers.js';
import type { Look } from './sampler.js';

/** How long containers are watched after `up`. */
export interface Settle {
  /** Milliseconds between two looks. Default 250. */
  readonly intervalMs: number;
  /** Looks in a row that must find everything good and nothing restarted. Default 3. */
  readonly samples: number;
  /** Milliseconds until a health check that is still starting counts as failed. Default 180 000. */
  readonly deadlineMs: number;
  /** Milliseconds that a container may keep being restarted or absent. Default 30 000. */
  readonly restartingMs: number;
}

export const defaultSettle: Settle = { intervalMs: 250, samples: 3, deadlineMs: 180_000, restartingMs: 30_000 };

export type Settled =
  | { readonly good: true; readonly containers: readonly Container[] }
  | { readonly good: false; readonly reason: string; readonly failing: readonly Container[] };

/** Watches the project's containers until they are stable. Unlike `up --wait`, a one-shot container that ended with 0 is fine. */
export async function settle(
  look: Look,
  project: string,
  composeText: string,
  { intervalMs, samples, deadlineMs, restartingMs }: Settle,
): Promise<Settled> {
  const wanted = expected(composeText);
  const started = performance.now();
  let stable = 0;
  let identity = '';
  for (;;) {
    const sample = await look(project);
    const verdict = judge(sample.containers, wanted);
    const elapsed = performance.now() - started;
    if (verdict.bad !== undefined) return verdict.bad;
    if (verdict.waiting !== undefined && elapsed > (verdict.waiting.restarting ? Math.min(restartingMs, deadlineMs) : deadlineMs)) {
      return { good: false, reason: `${verdict.waiting.reason} after ${Math.round(elapsed / 1000)} s`, failing: verdict.waiting.failing };
    }
    stable = verdict.waiting === undefined && sample.identity === identity ? stable + 1 : verdict.waiting === undefined ? 1 : 0;
    if (stable >= samples) return { good: true, containers: sample.containers };
    identity = sample.identity;
    await sleep(intervalMs);
  }
}

interface Verdict {
  readonly bad?: Settled & { good: false };
  readonly waiting?: { readonly reason: string; readonly failing: readonly Container[]; readonly restarting: boolean };
}

function judge(containers: readonly Container[], wanted: readonly Expected[]): Verdict {
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
