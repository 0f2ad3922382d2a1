import { apply, plan, undo } from '@hl/core';
import { alternating } from '../measure/alternating.mjs';
import { timed } from '../measure/timed.mjs';
import { done } from './done.mjs';

/** Says of an act what it took, and by how much each of the counters grew. */
export const counting = (counters) => async (act) => {
  const before = counters();
  const ms = await timed(act);
  return { ms, ...Object.fromEntries(Object.entries(counters()).map(([name, count]) => [name, count - before[name]])) };
};

/** All that the services want is made in one batch; and then, if asked for, taken back. */
export async function batch(integration, services, site, cost) {
  const { changes } = await plan(integration, { before: [], after: services, site });
  let outcomes = [];
  const made = await cost(async () => (outcomes = done(await apply(integration, changes))));
  return { made, takeBack: () => cost(async () => done(await apply(integration, undo(outcomes)))) };
}

/** A batch and its floor in turn: the milliseconds of both, and all that the last one of each cost. */
export async function againstFloor(runs, ours, floor) {
  let [last, bare] = [null, null];
  const ways = { ours: async () => (last = await ours()).made.ms, floor: async () => (bare = await floor()).ms };
  return { figures: await alternating(runs, ways, { warm: 0 }), last, bare };
}
