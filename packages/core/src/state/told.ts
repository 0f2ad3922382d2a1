import { isRecord } from '../values/is-record.js';
import type { Store } from './store.js';

/** A failure that was told, so that it is not told again and again. */
export interface ToldFailure {
  /** Digest of what was wrong. */
  readonly fingerprint: string;
  readonly commit: string;
  /** When it was told last: ISO 8601, UTC. */
  readonly time: string;
}

/** What channels were told last: `told.json` beside the ledger. Where nothing stands, nothing is wrong. */
export interface Told {
  readonly version: 1;
  /** By digest of a channel's name, and by what it was about. */
  readonly channels: { readonly [channel: string]: { readonly [about: string]: ToldFailure } };
}

const file = 'told.json';
const nothing: Told = { version: 1, channels: {} };

/** A file that cannot be read says nothing: it decides no more than whether something is told twice. */
function parse(text: string | undefined): Told {
  try {
    const told = JSON.parse(text ?? '') as Told;
    return told.version === 1 && isRecord(told.channels) && Object.values(told.channels).every(isRecord) ? told : nothing;
  } catch {
    return nothing;
  }
}

/** Reads it; with `next` writes what that makes of it, by compare-and-swap. `next` may run more than once. */
export async function told(store: Store, next?: (told: Told) => Told): Promise<Told> {
  if (next === undefined) return parse((await store.read([file])).get(file));
  let now = nothing;
  await store.swap([file], (texts) => {
    now = next(parse(texts.get(file)));
    return new Map([[file, `${JSON.stringify(now)}\n`]]);
  });
  return now;
}
