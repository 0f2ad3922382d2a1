/** Milliseconds that `work` takes. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Median milliseconds of `runs` calls, after one that does not count. */
export async function median(runs, work) {
  const times = [];
  for (let run = 0; run <= runs; run += 1) times.push(await timed(() => work(run)));
  return middle(times.slice(1));
}
