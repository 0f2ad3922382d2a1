import type { State } from '../data.js';

/** Each state has a word and a shape of its own: colour only repeats them. In the order in which they want somebody. */
export const states: Record<State, string> = {
  failing: 'Failing',
  waiting: 'Waiting',
  back: 'Rolled back',
  unknown: 'Unknown',
  absent: 'Not deployed',
  ok: 'Healthy',
};

export const order = Object.keys(states) as State[];

/** States that want somebody. */
export const wantsSomebody = (state: State): boolean => state === 'failing' || state === 'waiting' || state === 'back';
