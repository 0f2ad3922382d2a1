import { portOf, type PortEntry as Written, type Range } from '@hl/compose';
import type { Json } from '@hl/core';
import { isNode, isSeq, type YAMLMap } from 'yaml';

/** One entry of a container's `ports`. */
export interface PortEntry extends Pick<Written, 'hostIp' | 'protocol'> {
  readonly node: unknown;
  /** null: Docker chooses, or it is a range. */
  readonly published: number | null;
  readonly target: number | null;
}

const single = (range: Range | null): number | null => (range && range[0] === range[1] ? range[0] : null);

export function portEntries(container: YAMLMap): PortEntry[] {
  const ports = container.get('ports');
  return (isSeq(ports) ? ports.items.filter(isNode) : []).flatMap((node) => {
    const entry = portOf(node.toJSON() as Json);
    return entry ? [{ ...entry, node, published: single(entry.published), target: single(entry.target) }] : [];
  });
}

/** Ports that pages are served on, the likeliest first; what stands for every other one is 0. */
const ranks = [80, 8080, 3000, 8000, 5000, 8096, 8123, 9000, 3001, 8081, 8888, 443, 8443, 0, 22, 53, 25, 1883, 3306, 5432, 6379, 27017];
const rank = ({ target }: PortEntry): number => ranks.indexOf(ranks.includes(target ?? 0) ? (target ?? 0) : 0);

/** The entry a browser would open. */
export const pageEntry = (entries: readonly PortEntry[]): PortEntry | null =>
  entries
    .filter(({ published, target, protocol }) => published !== null && target !== null && protocol === 'tcp')
    .sort((one, other) => rank(one) - rank(other))[0] ?? null;
