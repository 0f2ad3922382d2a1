import type { Outcome } from '../apply.js';
import { HlError } from '../error.js';
import type { Remote } from '../remote.js';
import type { Service } from '../service.js';
import { swapFile } from './swap.js';

/** What was really done with one service: one small JSON file each, without secrets. */
export interface LedgerEntry {
  readonly version: 1;
  readonly name: string;
  readonly path: string;
  readonly host: string;
  /** As the last run left it; null: removed. */
  readonly service: Service | null;
  /** As it was before the last run; null: it was not there. */
  readonly previous: Service | null;
  /** Definitions that may have left something behind since the last healthy run; empty when it was healthy. */
  readonly leftovers: readonly Service[];
  /** sha256 of the service file's bytes as deployed; empty: removed. */
  readonly hash: string;
  /** Of `previous`, or null. */
  readonly previousHash: string | null;
  readonly commit: string;
  /** Id of the run: the pipeline's, or one made up. Jobs of one pipeline share it. */
  readonly run: string;
  readonly pipelineUrl: string | null;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Whether all that was tried succeeded, verification included. */
  readonly healthy: boolean;
  /** A hash that was rolled back: not tried again until the file changes. */
  readonly rejected: string | null;
  /** What the last run did, in order: what rollback takes back. */
  readonly outcomes: readonly Outcome[];
  readonly history: readonly LedgerRun[];
}

export interface LedgerRun {
  readonly time: string;
  readonly commit: string;
  readonly action: 'add' | 'modify' | 'delete' | 'rollback' | 'adopt';
  readonly healthy: boolean;
  readonly pipelineUrl: string | null;
}

export interface Ledger {
  /** Every entry, removed services among them. @throws HlError when it cannot be read whole: never a partial answer */
  list(): Promise<LedgerEntry[]>;
  /** Reads, changes and writes one entry; safe against other jobs. `change` may run more than once. */
  update(name: string, change: (entry: LedgerEntry | null) => LedgerEntry | null): Promise<void>;
}

/** Prints every entry with a NUL behind it, in one command. */
const listScript = 'if [ -d "$1" ]; then cd "$1"; for f in *.json; do [ ! -e "$f" ] || { cat "$f"; printf "\\0"; }; done; fi';

/** The ledger in a directory of one machine. */
export function ledger(remote: Remote, directory: string): Ledger {
  const folder = `${directory}/services`;
  return {
    async list() {
      const { stdout } = await remote.run(['sh', '-c', listScript, 'sh', folder]);
      return stdout
        .split('\0')
        .filter((text) => text.trim() !== '')
        .map((text) => parse(text, `${remote.name}:${folder}`));
    },
    async update(name, change) {
      const path = `${folder}/${name}.json`;
      await swapFile(remote, path, (text) => {
        const next = change(text === null ? null : parse(text, `${remote.name}:${path}`));
        return next === null ? null : `${JSON.stringify(next, null, 1)}\n`;
      });
    },
  };
}

function parse(text: string, where: string): LedgerEntry {
  try {
    const entry = JSON.parse(text) as LedgerEntry;
    if (entry.version === 1 && typeof entry.name === 'string' && Array.isArray(entry.outcomes)) return entry;
  } catch {
    // told below, with where
  }
  throw new HlError('HL_LEDGER', `the ledger at ${where} holds an entry that cannot be read`, {
    kind: 'refused',
    hint: 'Repair the broken file there, or delete it: the next hl run --all finds what the systems hold.',
  });
}
