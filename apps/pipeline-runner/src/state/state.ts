import { HlError, nothingMade, settle, type Memory, type OutcomesFile } from '@hl/core';
import type { Claim, Ledger, LedgerEntry } from '@hl/core/state';

type Change = (name: string, entry: LedgerEntry | null) => LedgerEntry | null;

/** What is known of the fleet: read once, then kept up with what this process writes. */
export interface State {
  /** Removed services among them. null: there is no ledger, or nobody answered; never "nothing deployed". */
  readonly entries: readonly LedgerEntry[] | null;
  /** The newest run that has planned; null: none yet. */
  readonly newest: Claim | null;
  /** Digest of the entries as they were read. */
  readonly fingerprint: string | null;
  /** Why the ledger could not be read. */
  readonly warning: string | null;
  /** As `Ledger.update`; without a ledger nothing is written. */
  update(names: readonly string[], change: Change): Promise<void>;
  /** As `Ledger.claim`; null without a ledger. */
  claim(next: (newest: Claim | null) => Claim): Promise<Claim | null>;
}

/**
 * Reads the ledger.
 *
 * @throws HlError HL_LEDGER, HL_FLEET, HL_STATE: it is there and says nothing that can be trusted; what is not reachable is a warning
 */
export async function readState(ledger: Ledger | null): Promise<State> {
  try {
    return live(ledger, await ledger?.read());
  } catch (thrown) {
    const error = HlError.from(thrown);
    if (['HL_LEDGER', 'HL_FLEET', 'HL_STATE'].includes(error.code) || error.kind === 'bug') throw error;
    return live(ledger, undefined, error.message);
  }
}

function live(ledger: Ledger | null, read: Awaited<ReturnType<Ledger['read']>> | undefined, warning: string | null = null): State {
  const known = read && new Map(read.entries.map((entry) => [entry.name, entry]));
  let newest = read?.newest ?? null;
  return {
    get entries() {
      return known ? [...known.values()] : null;
    },
    get newest() {
      return newest;
    },
    fingerprint: read?.fingerprint ?? null,
    warning,
    async update(names, change) {
      const written = new Map<string, LedgerEntry | null>();
      await ledger?.update(names, (name, entry) => {
        const wanted = change(name, entry);
        written.set(name, wanted);
        return wanted;
      });
      for (const [name, entry] of written) {
        if (entry === null) known?.delete(name);
        else known?.set(name, entry);
      }
    },
    async claim(next) {
      if (ledger === null) return null;
      newest = await ledger.claim(next);
      return newest;
    },
  };
}

/** What is remembered of our own doing: by the ledger, gathered when it is asked for, or without one by what this run has done so far. */
export function memoryOf({ entries }: Pick<State, 'entries'>, done: readonly OutcomesFile[]): Memory {
  if (entries !== null)
    return {
      get made() {
        return entries.flatMap(({ made }) => made);
      },
      get intents() {
        return entries.flatMap(({ intents }) => intents);
      },
    };
  return done.flatMap(({ outcomes }) => outcomes).reduce<Memory>(settle, nothingMade);
}
