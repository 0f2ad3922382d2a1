/** Lets at most `width` jobs run at once; the others wait their turn. */
export interface Gate {
  run<T>(job: () => Promise<T>): Promise<T>;
  /** One less at once from now on, but never none. */
  narrow(): void;
}

export function gate(width: number): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    while (running < width && waiting.length > 0) {
      running += 1;
      waiting.shift()?.();
    }
  };
  return {
    async run(job) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        next();
      });
      try {
        return await job();
      } finally {
        running -= 1;
        next();
      }
    },
    narrow: () => {
      width = Math.max(1, width - 1);
    },
  };
}
