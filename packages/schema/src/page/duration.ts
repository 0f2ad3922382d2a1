import { secondsOf } from '@hl/compose';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';

/** Seconds of a number, or of a duration as compose has it (`1m30s`); part of a second counts as one. */
export function seconds(given: number | string | undefined, field: Field, least: number): number | undefined {
  if (typeof given !== 'string') return given;
  const whole = Math.ceil(secondsOf(given) ?? Number.NaN);
  if (whole >= least && whole <= 3600) return whole;
  const wrong = Number.isNaN(whole) ? 'is not a duration' : `is not between ${least} and 3600 seconds`;
  field.error('duration', `${show(given)} ${wrong}`, 'Write seconds, or a duration such as 30s or 1m30s.');
  return least;
}
