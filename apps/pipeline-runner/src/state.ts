import { HlError, nothingMade, settle } from '@hl/core';
import type { Memory } from '@hl/core';
import type { LedgerEntry, LedgerState } from '@hl/core/state';
import type { Context } from './context.js';

/** What is known of the fleet when a job begins. */
export interface Known extends Omit<LedgerState, 'entries' | 'fingerprint'> {
  /** null: there is no ledger, or nobody answered; never "nothing deployed". */
  readonly entries: readonly LedgerEntry[] | null;
  readonly fingerprint: string | null;
  /** Why it could not be read. */
  readonly warning: string | null;
}

/**
 * Reads the ledger.
 *
 * @throws HlError HL_LEDGER, HL_FLEET, HL_STATE: it is there and says nothing that can be trusted; what is not reachable is a warning
 */
export async function readState(context: Context): Promise<Known> {
  try {
    const { ledger } = await context.fleet();
    if (ledger !== null) return { ...(await ledger.read()), warning: null };
    return { entries: null, newest: null, fingerprint: null, warning: null };
  } catch (thrown) {
    const error = HlError.from(thrown);
    if (['HL_LEDGER', 'HL_FLEET', 'HL_STATE'].includes(error.code) || error.kind === 'bug') throw error;
    return { entries: null, newest: null, fingerprint: null, warning: error.message };
  }
}

/** What is remembered of our own doing: by the ledger, or without one by the artifacts of this run. */
export async function memoryOf({ artifacts }: Pick<Context, 'artifacts'>, { entries }: Pick<Known, 'entries'>): Promise<Memory> {
  if (entries !== null) return { made: entries.flatMap(({ made }) => made), intents: entries.flatMap(({ intents }) => intents) };
  const files = await artifacts.outcomes();
  return files.flatMap(({ outcomes }) => outcomes).reduce<Memory>(settle, nothingMade);
}
