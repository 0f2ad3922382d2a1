import type { Outcome } from '@hl/core';
import { exitCodes, type ErrorKind } from '@hl/core/error';
import { jobs } from './systems/system.js';

/** A change after which its `after` is not true. */
export const didNotGoThrough = ({ status }: Pick<Outcome, 'status'>): boolean => status !== 'applied' && status !== 'unchanged';

/** Some services failed, the rest went on: GitLab's `allow_failure: { exit_codes: [75] }`. */
export const partly = 75;

/**
 * What a job exits with: 0 all well; 75 some well; else who must act on the first thing that went wrong.
 *
 * @param services all that the run is about: one that this job had nothing to do for is well, too
 */
export function exitCodeOf(outcomes: readonly Pick<Outcome, 'service' | 'status' | 'error'>[], services: readonly string[] = []): number {
  const bad = outcomes.filter(didNotGoThrough);
  if (bad.length === 0) return 0;
  const badServices = new Set(bad.map(({ service }) => service));
  if ([...outcomes.map(({ service }) => service), ...services].some((service) => !badServices.has(service))) return partly;
  const rank: ErrorKind[] = ['bug', 'superseded', 'input', 'refused', 'conflict', 'unreachable'];
  const kinds = new Set(bad.map(({ error }) => error?.kind ?? 'bug'));
  return exitCodes[rank.find((kind) => kinds.has(kind)) ?? 'bug'];
}

/** Jobs whose failure does not stop the pipeline: the containers run, verify looks at what is missing and fails for it. */
const configuring = new Set<string>(jobs.filter((job) => job !== 'deploy'));

/** The code that a command's job ends with. Routing, security and the dashboard end partly, be it for one service or for all. */
export const jobCode = (command: string, code: number): number =>
  configuring.has(command) && code !== 0 && code !== exitCodes.bug && code !== exitCodes.superseded ? partly : code;

/** Goes on after this code: fully or partly done. */
export const mayContinue = (code: number): boolean => code === 0 || code === partly;
