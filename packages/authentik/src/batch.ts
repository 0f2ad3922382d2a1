import { asResult } from '@hl/core';
import type { Change, Result } from '@hl/core';
import type { Client } from './client.js';
import { readState } from './server-state.js';
import type { ServerState } from './server-state.js';
import { untilSettled } from './retry.js';
import type { SsoSpec } from './spec.js';

/** What the changes of one `apply` share. */
export interface Batch {
  readonly api: Client;
  readonly changes: readonly Change<SsoSpec>[];
  /** As it was read; again, when another writer was faster. */
  state: ServerState;
}

/** What changes are about, before and after. */
export const wantedOf = (changes: readonly Change<SsoSpec>[]): { key: string; spec: SsoSpec | null }[] =>
  changes.flatMap(({ key, before, after }) => [
    { key, spec: before },
    { key, spec: after },
  ]);

/** Runs `once`; when it was overtaken by another writer, again, with what holds then. */
export const retrying = <T>(batch: Batch, once: () => Promise<T>): Promise<T> =>
  untilSettled(batch.api, async (attempt) => {
    if (attempt > 1) batch.state = await readState(batch.api, wantedOf(batch.changes));
    return once();
  });

/** What is somebody else's after all is a conflict. */
export function resultOf(error: unknown): Result {
  const result = asResult(error);
  return result.error?.kind === 'conflict' ? { ...result, status: 'conflict' } : result;
}
