export interface Limit {
  /** Runs at most so many of the given works at once, in the order they came. */
  <T>(work: () => Promise<T>): Promise<T>;
  /** Comes back when none of them is under way, but after `ms` at the latest. */
  calm(ms: number): Promise<void>;
}

export function limit(size: number): Limit {
  const waiting: (() => void)[] = [];
  const watching = new Set<() => void>();
  const all = Math.max(1, size);
  let free = all;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
      if (free === all) watching.forEach((tell) => tell());
    }
  };
  const calm = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const tell = (): void => {
        clearTimeout(timer);
        watching.delete(tell);
        resolve();
      };
      const timer = setTimeout(tell, free === all ? 0 : ms);
      watching.add(tell);
    });
  return Object.assign(run, { calm });
}
