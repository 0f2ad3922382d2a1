/** A sleep that can be ended sooner; who is woken while awake does not sleep the next time. */
export function wakeable(): { sleep(ms: number): Promise<void>; wake(): void } {
  let pending = false;
  let end: (() => void) | null = null;
  return {
    wake() {
      pending = end === null;
      end?.();
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          [end, pending] = [null, false];
          resolve();
        };
        const timer = setTimeout(done, pending ? 0 : ms);
        end = done;
      }),
  };
}
