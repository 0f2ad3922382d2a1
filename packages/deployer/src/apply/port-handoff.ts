import type { Change } from '@hl/core';
import { claimsOf, dependenciesOf } from './order.js';
import type { ComposeSpec } from '../spec.js';

type One = Change<ComposeSpec>;

/** A change among others of its host, where ports, names or projects go from one service to another. */
export interface Turn {
  /**
   * Everything that touches nothing is done: comes back when the others have let go of what this change needs.
   *
   * @returns changes that wait for this one in turn, as when two services exchange ports: their old containers are to be taken down
   */
  ready(): Promise<One[]>;
  /** Whether others hold what it needs. */
  readonly waits: boolean;
  /** Whether ports go round among several changes: then it is all or nothing. */
  readonly exchange: boolean;
  /** What it held is free now, or stays held. */
  letGo(): void;
  /** Whether everybody in the exchange came up; the first word of each counts. */
  agree(ok: boolean): Promise<boolean>;
  /** Comes back when everybody of an exchange that failed has taken down what was new. */
  cleared(): Promise<void>;
  /** Nobody needs to wait for this change any more. */
  over(): void;
}

export interface Turns {
  /** Whether somebody waits for this change to let go. */
  wanted(change: One): boolean;
  of(change: One): Turn;
}

type Graph = ReadonlyMap<One, readonly One[]>;

const next = (graph: Graph, from: One): readonly One[] => graph.get(from) ?? [];

function reaches(graph: Graph, from: One, to: One): boolean {
  const seen = new Set<One>();
  const open = [...next(graph, from)];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one === to) return true;
    if (!seen.has(one)) open.push(...next(graph, one));
    seen.add(one);
  }
  return false;
}

/** Who waits for whom: no change waits for one that waits for it. */
export function turns(changes: readonly One[]): Turns {
  const needs = needsAmong(changes);
  const dependencies: Graph = new Map(changes.map((change) => [change, dependenciesOf(change, changes)]));
  const waits = new Map(changes.map((change) => [change, [...next(dependencies, change)]]));
  const mustFall = new Map(changes.map((change): [One, One[]] => [change, []]));
  for (const [change, givers] of needs) {
    for (const giver of givers) (reaches(waits, giver, change) ? mustFall : waits).get(change)?.push(giver);
  }
  const exchanges = new Map<One, Exchange>();
  for (const change of changes.filter((one) => reaches(needs, one, one) && !exchanges.has(one))) {
    const members = changes.filter((other) => reaches(needs, change, other) && reaches(needs, other, change));
    // What starts only when another is through cannot be waited for.
    if (!members.some((one) => members.some((other) => reaches(dependencies, one, other)))) {
      const exchange = { up: ballot(members.length), clear: ballot(members.length) };
      for (const member of members) exchanges.set(member, exchange);
    }
  }
  const [prepared, free] = [events(changes), events(changes)];

  return {
    wanted: (change) => [...needs.values()].some((givers) => givers.includes(change)),
    of: (change) => ({
      waits: next(needs, change).length > 0,
      exchange: exchanges.has(change),
      async ready() {
        prepared(change).fire();
        const fall = mustFall.get(change) ?? [];
        const givers = next(needs, change).filter((giver) => !fall.includes(giver));
        await Promise.all(givers.map((giver) => free(giver).promise));
        // What cannot be deployed anyway stays up; what starts only after this change cannot be waited for.
        const later = fall.filter((other) => next(dependencies, other).some((first) => first === change || reaches(waits, first, change)));
        const others = fall.filter((other) => !later.includes(other));
        await Promise.all(others.map((other) => Promise.race([prepared(other).promise, free(other).promise])));
        return [...later, ...others.filter((other) => !free(other).fired())];
      },
      letGo: () => free(change).fire(),
      agree: async (ok) => exchanges.get(change)?.up(change, ok) ?? ok,
      cleared: async () => void (await exchanges.get(change)?.clear(change, true)),
      over() {
        free(change).fire();
        const { up, clear } = exchanges.get(change) ?? {};
        void up?.(change, false);
        void clear?.(change, true);
      },
    }),
  };
}

/** For each change those that hold now, and not afterwards, what it claims. */
function needsAmong(changes: readonly One[]): Graph {
  const all = changes.map((change) => {
    const claimed = new Set(change.after === null ? [] : claimsOf(change.after));
    const given = (change.before === null ? [] : claimsOf(change.before)).filter((claim) => !claimed.has(claim));
    return { change, claimed, given };
  });
  const givers = all.filter(({ given }) => given.length > 0);
  return new Map(
    all.map(({ change, claimed }) => [
      change,
      givers.filter((other) => other.change !== change && other.given.some((claim) => claimed.has(claim))).map((other) => other.change),
    ]),
  );
}

interface Exchange {
  readonly up: (member: One, ok: boolean) => Promise<boolean>;
  readonly clear: (member: One, ok: boolean) => Promise<boolean>;
}

/** Everybody says one word; the answer is there when all have: whether all said yes. */
function ballot(size: number): (member: One, ok: boolean) => Promise<boolean> {
  const said = new Map<One, boolean>();
  const complete = event();
  return async (member, ok) => {
    if (!said.has(member)) said.set(member, ok);
    if (said.size === size) complete.fire();
    await complete.promise;
    return [...said.values()].every(Boolean);
  };
}

interface Event {
  readonly promise: Promise<void>;
  fire(): void;
  fired(): boolean;
}

function event(): Event {
  let [resolve, past] = [(): void => {}, false];
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, fire: () => ((past = true), resolve()), fired: () => past };
}

/** One that happens once for each change. */
function events(changes: readonly One[]): (change: One) => Event {
  const all = new Map(changes.map((change) => [change, event()]));
  return (change) => all.get(change) ?? event();
}
