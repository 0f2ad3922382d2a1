import { assertNewest, nextClaim, samePlace, type Place } from '@hl/core/state';
import type { PlanFile } from '@hl/core';
import { runRecord, type Context } from '../context.js';

/** The number of its pipeline; null: a run by hand. */
const pipelineOf = ({ environment }: Context): number | null =>
  /^\d+$/.test(environment.pipelineId ?? '') ? Number(environment.pipelineId) : null;

/** Whether a plan made now takes its run's place: one by hand is perhaps only to be looked at, and takes it with its first write. */
export const plansToDeploy = ({ environment, leased }: Context): boolean =>
  leased || (environment.pipelineId !== undefined && !environment.mergeRequest);

/** Takes this run's place in the order, as its plan is made: older runs write nothing from now on. @throws HlError HL_SUPERSEDED */
export async function takePlace(context: Context): Promise<Place | null> {
  const state = await context.state();
  const claim = await state.claim((newest) => nextClaim(newest, { ...runRecord(context), pipeline: pipelineOf(context) }));
  return claim?.place ?? null;
}

/** Whether the run of `plan` is still the newest, seen under the lease ahead of each job's first write. @throws HlError HL_SUPERSEDED */
export async function keepPlace(context: Context, { place, seen, run }: PlanFile): Promise<void> {
  const state = await context.state();
  if (place !== null) return assertNewest(state.newest, place);
  await state.claim((current) => {
    if (current !== null && current.run !== run && !samePlace(current.place, seen)) assertNewest(current, [0, -1]);
    return nextClaim(current, { ...runRecord(context), run, pipeline: null });
  });
}

/** A rollback comes after the run that it takes back, and before the next one. @throws HlError HL_SUPERSEDED: a newer pipeline has planned */
export async function takeBackPlace(context: Context): Promise<void> {
  const pipeline = pipelineOf(context);
  await (
    await context.state()
  ).claim((newest) => {
    if (pipeline !== null) assertNewest(newest && { ...newest, place: [newest.place[0], 0] }, [pipeline, 0]);
    return nextClaim(newest, { ...runRecord(context), run: `${context.run}-rollback`, pipeline: null });
  });
}
