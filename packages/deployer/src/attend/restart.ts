import { HlError, semaphore } from '@hl/core';
import { engines } from '../client/engine.js';
import { fileOf } from '../file/spec-file.js';
import { sampler } from '../observe/sample.js';
import { must, script } from '../apply/target.js';
import { defaultSettle, waitUntilStable, type Settle } from '../apply/watch/wait-until-stable.js';
import type { Attended, Running } from './running.js';

/**
 * Restarts containers as they are, and waits until they are stable. What git says and what is deployed stays the same.
 *
 * @returns names of containers of others that use the network of one of them, and were restarted too
 * @throws HlError HL_UNHEALTHY: they do not come back
 */
export async function restart(
  { remote, kind = 'docker' }: Attended,
  { spec, containers }: Running,
  settle: Partial<Settle> = {},
): Promise<string[]> {
  const engine = engines[kind];
  const parts = [...new Set(containers.map(({ service }) => service))];
  const answer = await script({ remote, engine }, spec, 'restart "$@"', { args: parts });
  const others = must({ remote }, 'the restart', answer)
    .split('\n')
    .filter((line) => line !== '');
  const sample = sampler(remote, engine, semaphore(1).idle);
  const end = await waitUntilStable({ ...defaultSettle, ...settle, sample: () => sample(spec.project), file: fileOf(spec), first: false });
  if (end.stable) return others;
  throw new HlError('HL_UNHEALTHY', `${remote.name}: ${end.reason} after the restart`, {
    kind: 'refused',
    hint: 'See what it printed: hl logs, with the name of the service.',
  });
}
