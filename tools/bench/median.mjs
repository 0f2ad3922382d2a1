/** Median milliseconds of `runs` calls, after one that does not count. */
export async function median(runs, work) {
  const times = [];
  for (let run = 0; run <= runs; run += 1) {
    const start = performance.now();
    await work(run);
    if (run > 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
