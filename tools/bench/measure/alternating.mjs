import { summary } from './statistics.mjs';
import { timed } from './timed.mjs';

/**
 * @typedef {number | void | { ms: number, cpuMs: number, maxRssMB: number }} Measured a figure; nothing: the time it took; or all that `spent` says
 * @typedef {(round: number) => Measured | Promise<Measured>} Way
 * @typedef {{ ours: Way, floor?: Way, peers?: Record<string, Way> }} Ways
 * @typedef {{ warm?: number, peerRuns?: number }} Options `warm`: rounds that do not count, default 1; `peerRuns`: a peer may take long
 */

/**
 * Runs the ways in turn, every second round the other way round, so that what else the machine does meets all of them.
 *
 * @param {number} runs
 * @param {Ways} ways
 * @param {Options} [options]
 */
async function inTurn(runs, { ours, floor, peers = {} }, { warm = 1, peerRuns = runs } = {}) {
  const all = [{ way: floor, peer: false }, { way: ours, peer: false }, ...Object.values(peers).map((way) => ({ way, peer: true }))]
    .filter(({ way }) => way !== undefined)
    .map((one) => ({ ...one, measured: /** @type {Exclude<Measured, void>[]} */ ([]) }));
  for (let round = -warm; round < runs; round += 1)
    for (const { way, peer, measured } of round % 2 === 0 ? all : all.toReversed()) {
      if (peer && (round >= peerRuns || (round < 0 && peerRuns < runs))) continue;
      let said;
      const ms = await timed(async () => (said = await way(round)));
      if (round >= 0) measured.push(said ?? ms);
    }
  const of = (wanted) => all.find(({ way }) => way === wanted)?.measured;
  return { ours: of(ours), floor: floor && of(floor), peers: Object.entries(peers).map(([name, way]) => [name, of(way)]) };
}

const picked = ({ ours, floor, peers }, pick) =>
  summary({
    ours: ours.map(pick),
    ...(floor && { floor: floor.map(pick) }),
    ...(peers.length > 0 && { peers: Object.fromEntries(peers.map(([name, all]) => [name, all.map(pick)])) }),
  });

/**
 * Medians and spread of one figure: what each way returns, or where it returns nothing, the milliseconds it took.
 *
 * @param {number} runs
 * @param {Ways} ways
 * @param {Options} [options]
 */
export const alternating = async (runs, ways, options) => picked(await inTurn(runs, ways, options), (one) => one);

/**
 * The same of ways that return what `spent` says, one summary a unit, all of the same runs.
 *
 * @param {number} runs
 * @param {Ways} ways
 * @param {Options} [options]
 */
export async function alternatingSpent(runs, ways, options) {
  const measured = await inTurn(runs, ways, options);
  return {
    ms: picked(measured, ({ ms }) => ms),
    cpuMs: picked(measured, ({ cpuMs }) => cpuMs),
    MB: picked(measured, ({ maxRssMB }) => maxRssMB),
  };
}
