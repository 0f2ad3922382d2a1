/** A way from `start` back to it, e.g. `['a', 'b', 'a']`, or null. */
export function cycleFrom(start: string, next: (name: string) => readonly string[]): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const target of next(name)) {
      if (target === start) {
        const way = [start, name];
        for (let step = name; step !== start;) way.push((step = cameFrom.get(step) ?? start));
        return (name === start ? [start, start] : way).reverse();
      }
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, name);
      queue.push(target);
    }
  }
  return null;
}
