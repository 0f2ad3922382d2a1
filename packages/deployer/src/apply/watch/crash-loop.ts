import type { Expected } from '@hl/compose';
import type { SampledContainer } from '../../observe/sample.js';

/** Restarts within one watch. Docker waits 100 ms before the first one and twice as long before each later one: some seconds. */
const restartsOfALoop = 3;

/**
 * Finds the containers that only crash and are started again, sample after sample.
 *
 * One that runs beside others, or may end, gets `patienceMs`: it may be waiting for a database that is still being made.
 * One whose health check has a start period gets that.
 */
export function crashLoops(
  wanted: readonly Expected[],
  patienceMs: number,
): (containers: readonly SampledContainer[], elapsedMs: number) => SampledContainer[] {
  const atFirst = new Map<string, number>();
  const mayWait = new Set(wanted.filter(({ oneShot }) => oneShot || wanted.length > 1).map(({ service }) => service));
  return (containers, elapsedMs) =>
    containers.filter(({ id, service, restarts, startPeriodMs }) => {
      const before = atFirst.get(id) ?? restarts;
      atFirst.set(id, before);
      return restarts - before >= restartsOfALoop && elapsedMs >= Math.max(startPeriodMs, mayWait.has(service) ? patienceMs : 0);
    });
}
