import { HlError } from '../error.js';
import type { Store } from './store.js';

/**
 * A run's place in the order of runs: the number of its pipeline, then a counter for runs by hand, which come after the pipeline that was
 * the newest when they began.
 */
export type Place = readonly [pipeline: number, count: number];

/** The newest run that has planned: `fleet.json` beside the ledger. Jobs of runs with a lower place write nothing any more. */
export interface Claim {
  readonly version: 1;
  readonly place: Place;
  readonly run: string;
  readonly commit: string;
  readonly pipelineUrl: string | null;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export interface Claimant extends Pick<Claim, 'run' | 'commit' | 'pipelineUrl' | 'time'> {
  /** Number of its pipeline; null: a run by hand. */
  readonly pipeline: number | null;
}

const compare = (a: Place, b: Place): number => a[0] - b[0] || a[1] - b[1];

/** Pure: the claim of a run that plans now. A job that is tried again keeps its run's place. @throws HlError HL_SUPERSEDED */
export function nextClaim(newest: Claim | null, { pipeline, ...run }: Claimant): Claim {
  if (newest !== null && newest.run === run.run) return { ...newest, ...run };
  const [last, count] = newest?.place ?? [0, 0];
  const place: Place = pipeline === null ? [last, count + 1] : [pipeline, 0];
  if (newest !== null && compare(newest.place, place) >= 0) throw superseded(newest);
  return { version: 1, place, ...run };
}

/** Whether a run that planned at `place` is still the newest. @throws HlError HL_SUPERSEDED */
export function assertNewest(newest: Claim | null, place: Place): void {
  if (newest !== null && compare(newest.place, place) > 0) throw superseded(newest);
}

export const samePlace = (a: Place | null, b: Place | null): boolean => (a === null || b === null ? a === b : compare(a, b) === 0);

export const nameOfRun = ({ run, pipelineUrl }: Pick<Claim, 'run' | 'pipelineUrl'>): string =>
  `${/^\d+$/.test(run) ? `pipeline ${run}` : `the run ${run}`}${pipelineUrl === null ? '' : ` (${pipelineUrl})`}`;

const superseded = (newest: Claim): HlError =>
  new HlError('HL_SUPERSEDED', `${nameOfRun(newest)} has taken over with commit ${newest.commit.slice(0, 8)}: nothing was written here`, {
    kind: 'superseded',
    hint: 'It covers what this run left undone. If it was cancelled, run it again, or start a new pipeline.',
  });

const file = 'fleet.json';

export function parseClaim(text: string | undefined, where: string): Claim | null {
  if (text === undefined) return null;
  try {
    const claim = JSON.parse(text) as Claim;
    if (claim.version === 1 && Array.isArray(claim.place) && claim.place.every(Number.isInteger)) return claim;
  } catch {
    // told below, with where
  }
  throw new HlError('HL_FLEET', `${file} in ${where} cannot be read`, {
    kind: 'refused',
    hint: `Make sure that no run is going on, delete ${file} there, and run again.`,
  });
}

/** Takes the place that `next` gives, by compare-and-swap. */
export async function claim(store: Store, next: (newest: Claim | null) => Claim): Promise<Claim> {
  let taken: Claim | null = null;
  await store.swap([file], (texts) => {
    taken = next(parseClaim(texts.get(file), store.place));
    return new Map([[file, `${JSON.stringify(taken)}\n`]]);
  });
  return taken as unknown as Claim;
}
