/** The shortest way from `start` back to it, e.g. `['a', 'b', 'a']`, or null. */
export function cycleFrom(start: string, next: (name: string) => readonly string[]): string[] | null {
  const queue = [[start]];
  const seen = new Set<string>();
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    for (const target of next(way.at(-1) ?? start)) {
      if (target === start) return [...way, target];
      if (!seen.has(target)) queue.push([...way, target]);
      seen.add(target);
    }
  }
  return null;
}
