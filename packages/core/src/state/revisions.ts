import { equal } from '../values/equal.js';
import type { LedgerEntry, LedgerRevision } from '../model/artifacts.gen.js';
import type { Service } from '../model/service.gen.js';

/** Definitions kept of a service, the one that stands among them: as many as a host keeps revisions, and one. */
const kept = 6;

type Numbered = Pick<LedgerEntry, 'name' | 'service' | 'hash' | 'commit' | 'time' | 'healthy'> & {
  readonly revisions?: LedgerEntry['revisions'];
};

/** The revision that a definition is; undefined: it has none. */
export const revisionOf = ({ revisions = [] }: Pick<LedgerEntry, 'revisions'>, service: Service | null): LedgerRevision | undefined =>
  service === null ? undefined : revisions.find((one) => equal(one.service, service));

/**
 * Gives what stands a number, when it was found well and has none yet. Each definition is kept once, those that stood last at the end: one
 * that comes again, by a push or by going back to it, keeps its number.
 */
export function numbered<E extends Numbered>(entry: E): E {
  const { service, hash, commit, time, healthy, revisions = [] } = entry;
  if (!healthy || service === null || hash.startsWith('revision ')) return entry;
  const known = revisionOf({ revisions }, service);
  if (known !== undefined && known === revisions.at(-1) && known.hash === hash) return entry;
  const number = known?.number ?? Math.max(0, ...revisions.map((one) => one.number)) + 1;
  return { ...entry, revisions: [...revisions.filter((one) => one !== known), { number, time, commit, hash, service }].slice(-kept) };
}
