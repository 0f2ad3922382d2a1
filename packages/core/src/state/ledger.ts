import { equal } from '../values/equal.js';
import { sha256 } from '../values/sha256.js';
import { HlError } from '../error.js';
import { nothingMade, settle, type Memory } from '../memory.js';
import { complete } from '../model/complete.js';
import type { LedgerEntry } from '../model/artifacts.gen.js';
import { claim, parseClaim, type Claim } from './fleet.js';
import { lock, type Lock, type LockOptions } from './lock.js';
import type { Store } from './store.js';
import { told, type Told } from './told.js';

/** All that is known of the fleet. */
export interface LedgerState {
  /** Removed services among them. */
  readonly entries: readonly LedgerEntry[];
  /** The newest run that has planned; null: none yet. */
  readonly newest: Claim | null;
  /** Digest of the entries: another one when anything has been done since. */
  readonly fingerprint: string;
}

/** The record of what was really deployed, the order of runs, and the lease, in one directory. */
export interface Ledger {
  /** @throws HlError HL_LEDGER when an entry is broken, HL_STATE; `unreachable`: never a partial answer, and never "nothing deployed" */
  read(): Promise<LedgerState>;
  /** Reads, changes and writes entries, all or none; safe against other jobs. `change` may run more than once, and null deletes. */
  update(names: readonly string[], change: (name: string, entry: LedgerEntry | null) => LedgerEntry | null): Promise<void>;
  /** As `update` for one entry, also for one that cannot be read: that counts as null. */
  remake(name: string, change: (entry: LedgerEntry | null) => LedgerEntry | null): Promise<void>;
  /** Takes a place in the order of runs. `next` may run more than once. @throws whatever `next` throws */
  claim(next: (newest: Claim | null) => Claim): Promise<Claim>;
  /** What channels were told last; `next` makes it anew, and may run more than once. */
  told(next?: (told: Told) => Told): Promise<Told>;
  lock(options: LockOptions): Promise<Lock>;
}

const folder = 'services/';
const fileOf = (name: string): string => `${folder}${name}.json`;
const textOf = (entry: LedgerEntry | null): string | null => (entry === null ? null : `${JSON.stringify(entry, null, 1)}\n`);

export function ledger(store: Store): Ledger {
  const parse = (name: string, text: string): LedgerEntry => parseEntry(name, text, store.place);
  const readable = (name: string, text: string | undefined): LedgerEntry | null => {
    try {
      return text === undefined ? null : parse(name, text);
    } catch {
      return null;
    }
  };
  return {
    async read() {
      const texts = await store.read();
      const files = [...texts].filter(([file]) => file.startsWith(folder));
      return {
        entries: files.map(([file, text]) => parse(file.slice(folder.length, -'.json'.length), text)),
        newest: parseClaim(texts.get('fleet.json'), store.place),
        fingerprint: sha256(
          files
            .map(([file, text]) => `${file} ${sha256(text)}\n`)
            .sort()
            .join(''),
        ),
      };
    },
    async update(names, change) {
      await store.swap(names.map(fileOf), (texts) => {
        const next = names.map((name) => {
          const text = texts.get(fileOf(name));
          const entry = text === undefined ? null : parse(name, text);
          const wanted = change(name, entry);
          return [fileOf(name), wanted === entry ? (text ?? null) : textOf(wanted)] as const;
        });
        return new Map(next);
      });
    },
    async remake(name, change) {
      await store.swap([fileOf(name)], (texts) => new Map([[fileOf(name), textOf(change(readable(name, texts.get(fileOf(name)))))]]));
    },
    claim: (next) => claim(store, next),
    told: (next) => told(store, next),
    lock: (options) => lock(store, options),
  };
}

function parseEntry(name: string, text: string, place: string): LedgerEntry {
  try {
    const entry = JSON.parse(text) as LedgerEntry;
    if (entry.version === 1 && typeof entry.name === 'string' && Array.isArray(entry.outcomes)) return upToDate(entry);
  } catch {
    // told below, with where
  }
  throw new HlError(
    'HL_LEDGER',
    `the ledger in ${place} holds ${text.trim() === '' ? 'an empty' : 'a broken'} entry for ${name}: ${fileOf(name)}`,
    {
      kind: 'refused',
      hint: `hl ledger rebuild ${name} shows what the systems hold of it; with --write it makes the entry anew.`,
    },
  );
}

/**
 * An entry may be older than some fields. Of before there was a memory it knows what its outcomes prove, and no more. What it says several
 * times is one object: of thousands of entries half would be said again.
 */
function upToDate(entry: LedgerEntry): LedgerEntry {
  const { service, previous, leftovers = [], outcomes, revisions, made } = entry as Partial<Memory> & Omit<LedgerEntry, keyof Memory>;
  const standing = service && complete(service);
  return {
    ...(made === undefined && outcomes.reduce<Memory>(settle, nothingMade)),
    ...entry,
    service: standing,
    previous: previous && complete(previous),
    leftovers: leftovers.map(complete),
    outcomes: outcomes.map((outcome) => {
      const fact = made?.find(({ key, spec }) => key === outcome.key && equal(spec, outcome.after));
      return fact === undefined ? outcome : { ...outcome, after: fact.spec };
    }),
    ...(revisions && {
      revisions: revisions.map((one) => ({ ...one, service: standing && equal(one.service, standing) ? standing : complete(one.service) })),
    }),
  };
}
