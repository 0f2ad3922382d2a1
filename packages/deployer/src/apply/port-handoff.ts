import { publishedPorts } from '@hl/compose';
import { fileOf } from '../file/spec-file.js';
import { groupBy, HlError, type Change } from '@hl/core';
import type { ComposeSpec } from '../spec.js';

type One = Change<ComposeSpec>;
type Graph = ReadonlyMap<One, readonly One[]>;

/** What only one service of a host can hold: ports, names of containers, the project. */
function claimsOf(spec: ComposeSpec | null): string[] {
  if (spec === null) return [];
  const file = fileOf(spec);
  const ports = publishedPorts(file).map(({ protocol, port }) => `port ${port}${protocol === 'tcp' ? '' : `/${protocol}`}`);
  const names = [...file.services.values()].flatMap(({ container_name: name }) => (typeof name === 'string' ? [`name ${name}`] : []));
  return [...new Set([...ports, ...names, `project ${spec.project}`])];
}

/** For each change those that hold now, and not afterwards, what it claims: they go first. */
export function handoffs(changes: readonly One[]): Graph {
  const claims = changes.map((change) => {
    const [claimed, held] = [new Set(claimsOf(change.after)), claimsOf(change.before)];
    return { change, claimed, freed: held.filter((claim) => !claimed.has(claim)) };
  });
  const freeing = groupBy(
    claims.flatMap(({ change, freed }) => freed.map((claim) => ({ claim, change }))),
    ({ claim }) => claim,
  );
  return new Map(
    claims.map(({ change, claimed }) => {
      const first = new Set([...claimed].flatMap((claim) => (freeing.get(claim) ?? []).map((one) => one.change)));
      return [change, first.size === 0 ? [] : changes.filter((one) => one !== change && first.has(one))];
    }),
  );
}

function reaches(graph: Graph, from: One, to: One): boolean {
  const seen = new Set<One>();
  const open = [...(graph.get(from) ?? [])];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one === to) return true;
    if (!seen.has(one)) open.push(...(graph.get(one) ?? []));
    seen.add(one);
  }
  return false;
}

/** Changes that each wait for another one of them to let go of a port or name: none can go first. */
export function swapped(changes: readonly One[]): Set<One> {
  const graph = handoffs(changes);
  return new Set(changes.filter((change) => reaches(graph, change, change)));
}

/** Why a change of `swap` is not made. */
export function swapError({ service }: One, swap: ReadonlySet<One>): HlError {
  const others = [...swap].map((change) => change.service).filter((name) => name !== service);
  return new HlError('HL_EXCHANGE', `${service} exchanges ports or names with ${others.join(', ')}, and none of them can go first`, {
    kind: 'input',
    hint: 'Do it in two pushes: the first gives one of them a free port (or name), the second the one it shall have.',
  });
}

/**
 * Runs `work` for each change, after the changes that free what it needs, and after those of the services it depends on. Removals come
 * last, but for those that free something, and after those of the services that depend on theirs. Where a dependency says otherwise than a port, the port counts; a circle does not wait for itself.
 */
export async function inOrder(changes: readonly One[], work: (change: One) => Promise<void>): Promise<void> {
  const graph = handoffs(changes);
  const freeing = new Set([...graph.values()].flat());
  const before = (change: One): readonly One[] => {
    if (change.after === null) {
      const users = changes.filter(({ before: held, after }) => after === null && held?.dependsOnServices.includes(change.service));
      return freeing.has(change) ? users : [...changes.filter(({ after }) => after !== null), ...users];
    }
    const services = change.after.dependsOnServices;
    const first = changes.filter((other) => other !== change && other.after !== null && services.includes(other.service));
    return [...(graph.get(change) ?? []), ...first.filter((other) => !reaches(graph, other, change))];
  };
  const running = new Map<One, Promise<void>>();
  const start = (change: One, above: readonly One[]): Promise<void> => {
    const started = running.get(change);
    if (started) return started;
    const first = before(change).filter((other) => !above.includes(other));
    const own = Promise.all(first.map((other) => start(other, [...above, change]))).then(() => work(change));
    running.set(change, own);
    return own;
  };
  await Promise.all(changes.map((change) => start(change, [])));
}
