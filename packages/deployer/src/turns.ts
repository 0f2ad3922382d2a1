import type { Change } from '@hl/core';
import { claimsOf, dependenciesOf } from './order.js';
import type { ComposeSpec } from './spec.js';

type One = Change<ComposeSpec>;

/** When changes may touch what runs, where ports, names or projects go from one service to another. */
export interface Turns {
  /** Whether somebody waits for this change to let go. */
  wanted(change: One): boolean;
  /**
   * Everything of this change that touches nothing is done: comes back when the others have let go of what it needs.
   *
   * @returns changes that wait for this one in turn, as when two services exchange ports: their old containers are to be taken down
   */
  ready(change: One): Promise<One[]>;
  /** The change is through: what it held is free now, or stays held. */
  done(change: One): void;
}

/** Who waits for whom: no change waits for one that waits for it. */
export function turns(changes: readonly One[]): Turns {
  const after = new Map(changes.map((change): [One, One[]] => [change, dependenciesOf(change, changes)]));
  const waitsFor = (from: One, to: One, path: readonly One[] = []): boolean =>
    from === to || (!path.includes(from) && (after.get(from) ?? []).some((next) => waitsFor(next, to, [...path, from])));
  const dependencies = new Map([...after].map(([change, others]) => [change, [...others]]));
  const gives = new Map<One, One[]>();
  const mustFall = new Map<One, One[]>();
  for (const change of changes) {
    for (const giver of changes.filter((other) => other !== change && lets(other, change))) {
      const waiting = !waitsFor(giver, change);
      if (waiting) after.get(change)?.push(giver);
      const list = waiting ? gives : mustFall;
      list.set(change, [...(list.get(change) ?? []), giver]);
    }
  }
  const [prepared, released] = [signals(), signals()];

  return {
    wanted: (change) => [...gives.values(), ...mustFall.values()].some((givers) => givers.includes(change)),
    async ready(change) {
      prepared.fire(change);
      await Promise.all((gives.get(change) ?? []).map(released.of));
      const fall = mustFall.get(change) ?? [];
      // What cannot be deployed anyway stays up; what starts only after this change cannot be waited for.
      const later = new Set(fall.filter((other) => (dependencies.get(other) ?? []).some((first) => waitsFor(first, change))));
      await Promise.all(fall.filter((other) => !later.has(other)).map((other) => Promise.race([prepared.of(other), released.of(other)])));
      return fall.filter((other) => later.has(other) || !released.fired(other));
    },
    done: (change) => released.fire(change),
  };
}

/** Whether `giver` holds now, and not afterwards, what `taker` needs. */
function lets(giver: One, taker: One): boolean {
  if (giver.before === null || taker.after === null) return false;
  const keeps = new Set(giver.after === null ? [] : claimsOf(giver.after));
  const wanted = new Set(claimsOf(taker.after));
  return claimsOf(giver.before).some((claim) => wanted.has(claim) && !keeps.has(claim));
}

/** One event a change, that happens once. */
function signals(): { of: (change: One) => Promise<void>; fire: (change: One) => void; fired: (change: One) => boolean } {
  const known = new Map<One, { promise: Promise<void>; fire: () => void }>();
  const past = new Set<One>();
  const get = (change: One): { promise: Promise<void>; fire: () => void } => {
    const { promise, resolve } = withResolvers();
    const one = known.get(change) ?? { promise, fire: resolve };
    known.set(change, one);
    return one;
  };
  return {
    of: (change) => get(change).promise,
    fire: (change) => (past.add(change), get(change).fire()),
    fired: (change) => past.has(change),
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
