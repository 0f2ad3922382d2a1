/** The middle one; of an even number, the mean of both in the middle. */
export function medianOf(numbers) {
  if (numbers.length === 0) throw new Error('nothing was measured');
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** @returns {[number, number]} */
export const spreadOf = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

const each = (record, summary) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, summary(value)]));

/**
 * What a Result has of what was measured, run by run.
 *
 * @param {{ ours: number[], floor?: number[], peers?: Record<string, number[]> }} measured
 */
export function summary({ ours, floor, peers }) {
  const has = { ours, ...(floor && { floor }) };
  return {
    .../** @type {{ ours: number, floor?: number }} */ (each(has, medianOf)),
    ...(peers && { peers: /** @type {Record<string, number>} */ (each(peers, medianOf)) }),
    spread: {
      .../** @type {{ ours: [number, number], floor?: [number, number] }} */ (each(has, spreadOf)),
      ...(peers && { peers: /** @type {Record<string, [number, number]>} */ (each(peers, spreadOf)) }),
    },
    runs: ours.length,
  };
}
