import { equal, satisfies } from './values/equal.js';
import type { Change, Integration, Observed, Outcome } from './integration.js';

interface Id {
  readonly system: string;
  readonly key: string;
}

/** An object that stands because an apply of ours made it. */
export interface Made<Spec = unknown> extends Id {
  /** As it was written. */
  readonly spec: Spec;
  /** It was somebody else's, and taken over. */
  readonly adopted?: true;
}

/**
 * What is remembered of our own doing, as plain data: the ledger keeps one for each service. An intent is written before
 * the call and the fact (`made`) after it, so that what a killed run did is not forgotten.
 */
export interface Memory {
  readonly made: readonly Made[];
  /** Changes that were begun and of which nothing more is known; `before` is what the system held then. */
  readonly intents: readonly Change[];
}

export const nothingMade: Memory = { made: [], intents: [] };

/** What is remembered of one key. */
export interface Recall {
  made(id: Id): Made | undefined;
  intent(id: Id): Change | undefined;
}

/** What is one object to all of hl: a system and a key in it, as one text. */
export const idOf = ({ system, key }: Id): string => `${system} ${key}`;

/** One view of several memories, which are read when something is first asked of them: of a fleet that is as it shall be, nobody asks what was made. */
export function recall(memories: readonly Memory[]): Recall {
  const byId = <T extends Id>(of: (memory: Memory) => readonly T[]): ((id: Id) => T | undefined) => {
    let known: Map<string, T> | undefined;
    return (id) => {
      known ??= new Map(memories.flatMap(of).map((one) => [idOf(one), one]));
      return known.size === 0 ? undefined : known.get(idOf(id));
    };
  };
  return { made: byId(({ made }) => made), intent: byId(({ intents }) => intents) };
}

/** A memory that is kept up with what is done, each key by itself: there may be thousands. */
export interface LiveMemory extends Recall {
  intend(changes: readonly Change[]): void;
  settle(outcome: Outcome): void;
}

export function liveMemory(memory: Memory): LiveMemory {
  const byKey = <T extends Id>(list: readonly T[]): Map<string, T> => new Map(list.map((one) => [idOf(one), one]));
  const [made, intents] = [byKey(memory.made), byKey(memory.intents)];
  const take = <T extends Id>(into: Map<string, T>, id: string, [one]: readonly T[]): unknown =>
    one ? into.set(id, one) : into.delete(id);
  return {
    made: (id) => made.get(idOf(id)),
    intent: (id) => intents.get(idOf(id)),
    intend: (changes) => changes.forEach((change) => intents.set(idOf(change), change)),
    settle(outcome) {
      const id = idOf(outcome);
      const [fact, intent] = [made.get(id), intents.get(id)];
      const settled = settle({ made: fact ? [fact] : [], intents: intent ? [intent] : [] }, outcome);
      take(made, id, settled.made);
      take(intents, id, settled.intents);
    },
  };
}

/**
 * Whether we may touch what was found under `key`: an apply of ours made it, or a person said adopt. That somebody wants it, or that
 * it equals what is wanted, proves nothing. A mark in the object says so. Where there is room for marks, the fact makes up for one
 * that a formatter took away, as long as the object is otherwise as we wrote it. Where there is none, the fact alone counts, and
 * after a crash the intent: if nothing was there before and exactly what was intended stands there now.
 */
export function isOurs<Spec>(
  { system, markless }: Pick<Integration<Spec>, 'system' | 'markless'>,
  key: string,
  found: Observed<Spec>,
  known: Recall,
): boolean {
  if (found.ours) return true;
  const made = known.made({ system, key });
  if (!markless) return made !== undefined && satisfies(found.spec, made.spec);
  const intent = known.intent({ system, key });
  if (intent === undefined) return made !== undefined;
  if (made === undefined) return intent.before === null && equal(found.spec, intent.after);
  // A removal that was cut off may have happened: another shape came later, and is somebody else's.
  return intent.after !== null || equal(found.spec, intent.before);
}

/** Before the call: what is about to be done. */
export function intend<M extends Memory>(memory: M, changes: readonly Change[]): M {
  const begun = new Set(changes.map(idOf));
  return { ...memory, intents: [...memory.intents.filter((intent) => !begun.has(idOf(intent))), ...changes] };
}

/** After the call. What failed or was not answered may have happened: its intent stays until the key is settled. */
export function settle<M extends Memory>(memory: M, outcome: Outcome): M {
  const { system, key, status, after } = outcome;
  if (status === 'failed' || status === 'deferred') return memory;
  const others = <T extends Id>(list: readonly T[]): T[] => list.filter((one) => idOf(one) !== idOf(outcome));
  const intent = memory.intents.find((one) => idOf(one) === idOf(outcome));
  const [made, intents] = [others(memory.made), others(memory.intents)];
  if (status === 'conflict' || after === null) return { ...memory, made, intents };
  // Already true and begun by us: the call had gone through, and only its answer was lost.
  const wrote = status === 'applied' || (intent !== undefined && equal(intent.after, after));
  const was = memory.made.find((one) => idOf(one) === idOf(outcome));
  const fact = { system, key, spec: after, ...(was?.adopted && { adopted: true as const }) };
  return { ...memory, made: wrote ? [...made, fact] : memory.made, intents };
}
