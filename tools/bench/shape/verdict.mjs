/** How many times the floor. @param {import('./result.mjs').Result} result */
export const ratioOf = ({ ours, floor }) => (floor === undefined ? null : ours / floor);

/** How many times as fast as a peer. @param {import('./result.mjs').Result} result @param {string} peer */
export const fasterThan = ({ ours, peers = {} }, peer) => (peers[peer] === undefined ? null : peers[peer] / ours);

/**
 * The most that ours may be, in its own unit, for the target to hold. A target is held by the figures as they are, not as they are printed.
 *
 * @param {import('./result.mjs').Result} result
 */
export function bound({ target, floor = NaN, peers = {} }) {
  if (target === undefined) return null;
  if ('most' in target) return target.most;
  return 'ratio' in target ? target.ratio * floor : (peers[target.than] ?? NaN) / target.faster;
}

/** @param {import('./result.mjs').Result} result @returns {'held' | 'missed' | null} null: there is no target */
export function verdict(result) {
  const most = bound(result);
  if (most === null) return null;
  return result.ours <= most ? 'held' : 'missed';
}
