/** Lets a number of tasks run at once; the others wait, in the order they came. */
export interface Semaphore {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** One fewer at once from now on, but never none. */
  narrow(): void;
  /** Resolves when no task is running, after `ms` milliseconds at the latest. */
  idle(ms: number): Promise<void>;
}

export function semaphore(size: number): Semaphore {
  let limit = Math.max(1, size);
  let running = 0;
  const waiting: (() => void)[] = [];
  const watching = new Set<() => void>();
  const next = (): void => {
    while (running < limit && waiting.length > 0) {
      running += 1;
      waiting.shift()?.();
    }
    if (running === 0) watching.forEach((done) => done());
  };
  return {
    async run(task) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        next();
      });
      try {
        return await task();
      } finally {
        running -= 1;
        next();
      }
    },
    narrow: () => void (limit = Math.max(1, limit - 1)),
    idle: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          watching.delete(done);
          resolve();
        };
        const timer = setTimeout(done, running === 0 ? 0 : ms);
        watching.add(done);
      }),
  };
}

/** Runs one task at a time, in the order they came; one that fails does not stop the next. */
export const mutex = (): Semaphore['run'] => semaphore(1).run;
