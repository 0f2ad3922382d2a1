/** Groups in the order of their names; what has none comes last. */
export function grouped<T>(items: readonly T[], by: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const [name, found] = [by(item), groups.get(by(item))];
    if (found) found.push(item);
    else groups.set(name, [item]);
  }
  return [...groups].sort(([a], [b]) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1));
}
